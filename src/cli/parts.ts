import type { ExtraAgent } from '../engine/facade/extra-agent';
import type { WhyReport } from '../engine/facade/why-view';
import type { CliContext } from './context';
import type { ExitCode } from './exit-code';

/** What the command line needs beyond HTTP and files; main.ts binds it, cli names no class. */
export interface Parts {
  /** Runs the daemon until a signal or a fatal error. */
  serve(context: CliContext, options: ServeOptions): Promise<ExitCode>;
  demo(context: CliContext, options: DemoOptions): Promise<ExitCode>;
  /** Steps a journal again, from its first input. Rejects with JOURNAL_CORRUPT and the like. */
  replay(directory: string, options: ReplayOptions): Promise<ReplayOutcome>;
  /**
   * Replays a journal to explain one call; `last`: the one that was offered last. Rejects with
   * CALL_NOT_FOUND, JOURNAL_REMOVED, JOURNAL_MISSING, JOURNAL_CORRUPT; with one more agent, whose
   * effect is told, too, with AGENT_EXISTS, CALL_NOT_QUEUED, NO_PROVIDER,
   * SKILL_UNKNOWN.
   */
  why(directory: string, callId: string, extra?: ExtraAgent): Promise<WhyReport>;
}

export interface ServeOptions {
  readonly config?: string;
  readonly dataDir?: string;
}

export interface DemoOptions {
  readonly switch?: 'simulated' | 'asterisk';
  readonly seconds?: number;
  readonly dataDir?: string;
  readonly json: boolean;
  /** Without a new picture each second: for logs and pipes. */
  readonly quiet: boolean;
}

export interface ReplayOptions {
  /** Facts to compare with, NDJSON. */
  readonly factsFile?: string;
  /** Replays onto two worlds at once and compares them. */
  readonly twice?: boolean;
  readonly onFact?: (fact: unknown) => void;
}

export interface ReplayOutcome {
  readonly inputs: number;
  readonly facts: number;
  readonly firstSeq?: number;
  readonly lastSeq?: number;
  readonly calls?: number;
  /** The first fact that differs from the given ones. */
  readonly difference?: {
    readonly seq: number;
    /** Where in the fact; empty for the fact itself. */
    readonly path: string;
    readonly expected?: unknown;
    readonly actual?: unknown;
  };
}
