import type { ClientEnvironment, Environment } from '../config/environment';
import type { Clock } from '../port/clock';
import type { DaemonClient } from './daemon-client';
import type { Paint } from './paint';
import type { Parts } from './parts';

/** A stream to print to: the process's own, or a test's. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Cells in a line; undefined when it is no terminal. */
  readonly columns?: number;
  readonly rows?: number;
  onResize?(listener: () => void): () => void;
}

/** Keys of a terminal, one at a time and without echo; absent when stdin is no terminal. */
export interface Keys {
  /** Calls the listener for each key; the returned function gives the terminal back. */
  listen(listener: (key: string) => void): () => void;
}

/** Everything a command may touch; commands reach for nothing else. */
export interface CliContext {
  readonly out: Output;
  readonly err: Output;
  readonly keys?: Keys;
  readonly clock: Clock;
  readonly env: Environment;
  readonly parts: Parts;
  /** All of standard input, as text. */
  readInput(): Promise<string>;
  /** Resolves at SIGINT or SIGTERM, for commands that run until then. */
  interrupted(): Promise<void>;
}

/** The options that every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly token?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** A command's view of the world: the context, the global options, and what follows from them. */
export interface Session {
  readonly context: CliContext;
  readonly json: boolean;
  readonly paint: Paint;
  /** Cells that a table may use. */
  readonly width: number;
  readonly zone: string | undefined;
  readonly dataDir: string | undefined;
  readonly settings: ClientEnvironment;
  daemon(): DaemonClient;
}
