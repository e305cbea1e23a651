/** How an engine stands, for /readyz, /healthz and metrics. */
export interface EngineHealth {
  readonly engineId: string;
  readonly epoch: number;
  readonly seq: number;
  readonly startedAt: number;
  readonly inbox: number;
  readonly openCommands: number;
  readonly journal: { readonly ok: boolean; readonly detail?: string };
}
