/** The part of a pino logger that the engine uses: ids first, then a static message. */
export interface EngineLog {
  info(ids: object, message: string): void;
  warn(ids: object, message: string): void;
  error(ids: object, message: string): void;
}

const nothing = (): void => undefined;

export const SILENT_LOG: EngineLog = { info: nothing, warn: nothing, error: nothing };
