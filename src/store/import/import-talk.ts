import type { DatabaseAddress } from '../embedded-postgres';
import type { ImportReport } from './import-report';
import type { ImportOrder, ImportProgress } from './lead-import';

/** What the thread of an import is given. */
export interface ImportJob {
  readonly order: ImportOrder;
  /** The whole file. */
  readonly path: string;
  readonly address: DatabaseAddress | string;
}

/** To the thread: what it has done is to be rolled back. */
export interface ImportWord {
  readonly stop: true;
}

/** From the thread: how far it is, and how it ended. */
export type ImportAnswer =
  | { readonly progress: ImportProgress }
  | { readonly report: ImportReport }
  | { readonly refusal: { code: string; message: string; remedy?: string } };
