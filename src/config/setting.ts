import { z } from 'zod';

/** What is told about a configuration key beside its type and default. */
export interface SettingNote {
  readonly description: string;
  readonly unit?: 'ms' | 'bytes' | 'days' | 'minutes' | 'segments' | 'facts' | 'requests' | 'rows';
  /** Printed as *** and never logged. */
  readonly secret?: true;
  /** Instead of the name that follows from the key: LEITSTAND_HTTP_PORT for `http.port`. */
  readonly env?: string;
}

const notes = z.registry<SettingNote>();

/** A schema of its own with the note; the last call on it, since zod's methods return new ones. */
export function setting<T extends z.ZodType>(schema: T, note: SettingNote): T {
  // Two keys may be built on one schema, and each has its own note.
  const own = schema.clone();
  notes.add(own, note);
  return own;
}

export const noteOf = (schema: z.ZodType): SettingNote | undefined => notes.get(schema);

/** A short name: letters, digits, dots, dashes, underscores. */
export const idText = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes, underscores only');

export const portNumber = z.int().min(1).max(65_535);
