import pino, { type Logger } from 'pino';
import type { DaemonConfig } from '../config/schema';

/** So deep below a log line `pii` is looked for; ids first, personal data under that one key. */
const PERSONAL = ['pii', '*.pii', '*.*.pii'];
const SECRET = ['password', '*.password', 'token', '*.token', 'secret', '*.secret'];

/**
 * JSON lines on stderr, or in a file; stdout belongs to what a person or a script asked for.
 */
export function openLog({ level, personalData }: DaemonConfig['log'], file?: string): Logger {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: personalData ? SECRET : [...SECRET, ...PERSONAL],
        censor: '***',
      },
    },
    pino.destination({ dest: file ?? 2, sync: true }),
  );
}
