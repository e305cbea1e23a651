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

/** Attaches the note; the last call on a schema, since zod's methods return new ones. */
export function setting<T extends z.ZodType>(schema: T, note: SettingNote): T {
  notes.add(schema, note);
  return schema;
}

export const noteOf = (schema: z.ZodType): SettingNote | undefined => notes.get(schema);

/** A short name: letters, digits, dots, dashes, underscores. */
export const idText = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes, underscores only');

export const portNumber = z.int().min(1).max(65_535);
