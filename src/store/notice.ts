/** Something that an operator should see and that stops nothing: logged, counted, shown. */
export interface StoreNotice {
  /** Stable; `OUTBOX_SQL_AWAY`, `POSTGRES_RESTARTED`, … */
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'alarm';
  /** A sentence without personal data. */
  readonly message: string;
  readonly detail?: Readonly<Record<string, string | number>>;
}

export type Notify = (notice: StoreNotice) => void;
