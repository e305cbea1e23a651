import { isCodedError } from '../port/coded-error';
import { DaemonRefusal } from './http-call';

/** What a script can rely on; the table in docs/cli.md says the same. */
export const EXIT = {
  ok: 0,
  /** Refused, failed, not found. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** No daemon answers at the URL. */
  unreachable: 3,
  /** No token, a wrong one, or one whose role does not reach so far. */
  notAllowed: 4,
  /** `apply --dry-run` would change something; `replay` and `audit verify` found differences. */
  differs: 5,
  /** The engine stopped itself (a failed disk, an input beyond it): start it again. */
  engineStopped: 70,
  /** Another engine took over the switch. */
  replaced: 71,
  /** The journal is damaged or another engine's: starting again does not help. */
  journalRefused: 72,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_ERROR_CODE: Readonly<Record<string, ExitCode>> = {
  USAGE: EXIT.usage,
  DAEMON_UNREACHABLE: EXIT.unreachable,
  APPLICATION_REPLACED: EXIT.replaced,
  SWITCH_REPLACED: EXIT.replaced,
  ENGINE_REPLACED: EXIT.replaced,
  JOURNAL_CORRUPT: EXIT.journalRefused,
  JOURNAL_FOREIGN: EXIT.journalRefused,
  JOURNAL_FORMAT: EXIT.journalRefused,
  JOURNAL_MISSING: EXIT.journalRefused,
  SNAPSHOT_MISSING: EXIT.journalRefused,
  JOURNAL_FAILED: EXIT.engineStopped,
  STEP_CRASHED: EXIT.engineStopped,
};

/** The exit code of an error that ended a command. An unknown error counts as failed. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof DaemonRefusal && [401, 403].includes(error.status)) return EXIT.notAllowed;
  if (!isCodedError(error)) return EXIT.failed;
  return BY_ERROR_CODE[error.code] ?? EXIT.failed;
}
