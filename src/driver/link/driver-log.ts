/** The little that the driver asks of a logger; pino fits. Numbers go under `pii.` keys. */
export interface DriverLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const SILENT_LOG: DriverLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
