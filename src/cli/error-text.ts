import { clientEnvironment } from '../config/environment';
import { isCodedError } from '../port/coded-error';
import { safeText } from './cell-text';
import type { CliContext } from './context';
import { paintFor } from './paint';

/**
 * An error in one or two lines on stderr: code and reason, then the remedy. With `--json` the same
 * as one JSON document, still on stderr, so that stdout holds results only.
 */
export function printError(context: CliContext, error: unknown, json: boolean): void {
  const paint = paintFor(context.err.isTTY && !clientEnvironment(context.env).colourOff);
  const { code, message, remedy } = described(error);
  if (json) {
    context.err.write(`${JSON.stringify({ error: { code, message, remedy } })}\n`);
    return;
  }
  const lines = message.split('\n').map(safeText);
  context.err.write(`${paint.bad(code)}: ${lines.join('\n')}\n`);
  if (remedy !== undefined) context.err.write(`${paint.faint('->')} ${safeText(remedy)}\n`);
}

interface Described {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

function described(error: unknown): Described {
  if (isCodedError(error)) {
    const { code, message, remedy } = error;
    return remedy === undefined ? { code, message } : { code, message, remedy };
  }
  return {
    code: 'UNEXPECTED',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    remedy: 'this is a defect of leitstand; please report it with the lines above',
  };
}
