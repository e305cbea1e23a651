import type { DatabaseAddress } from '../embedded-postgres';
import type { ImportReport } from './import-report';
import type { ImportOrder, ImportProgress } from './lead-import';

/** What the thread of an import is given. */
export interface ImportJob {
  readonly order: ImportOrder;
  readonly address: DatabaseAddress | string;
}

/** To the thread: the file in pieces, its end, or that the sender went away. */
export type ImportWord =
  | { readonly bytes: Uint8Array }
  | { readonly end: true }
  | { readonly broken: string };

/** From the thread: a piece was used up, how far it is, and how it ended. */
export type ImportAnswer =
  | { readonly used: true }
  | { readonly progress: ImportProgress }
  | { readonly report: ImportReport }
  | { readonly refusal: { code: string; message: string; remedy?: string } };
