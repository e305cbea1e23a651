/** Who serves the callers and is told of it. */
export interface Contender {
  readonly name: string;
  /** Under which keys its figures are printed. */
  readonly keys: FigureKeys;
  /** Ready to take calls, at most one for each device at once. */
  start(ground: Ground): Promise<void>;
  /** Calls `done` for each call that went the whole way, when its caller has gone. */
  onDone(done: () => void): void;
  /** What came before was for warming up; from now on it counts. */
  warmedUp?(): void;
  stop(): Promise<void>;
}

export interface FigureKeys {
  readonly callsPerSecond: string;
  /** Of its calls a second to those of the bare loop; absent: it is not printed. */
  readonly ratio?: string;
  readonly processor: string;
}

/** What is there before the switch is. */
export interface Ground {
  /** For whatever is written; it goes with the stage. */
  readonly folder: string;
  /** Of the agents, by name. */
  readonly devices: readonly string[];
  /** Where the callers are, on 127.0.0.1. */
  readonly callerPort: number;
}

/** The number that is called. */
export const NUMBER = '4930123456';
export const APP = 'leitstand';
/** The name of the way out of the switch. */
export const CARRIER = 'carrier';
