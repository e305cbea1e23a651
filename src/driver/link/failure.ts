import { isCodedError } from '../../port/coded-error';
import type { CommandFailureCode } from '../../port/switch-command';

/** Why a command will not happen; becomes its `command.failed`. */
export class Failure extends Error {
  constructor(
    readonly code: CommandFailureCode,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'Failure';
  }
}

const FROM_LINK: Readonly<Record<string, CommandFailureCode>> = {
  SWITCH_DOWN: 'SWITCH_DOWN',
  OVERLOADED: 'OVERLOADED',
  DEADLINE: 'DEADLINE',
  CANCELLED: 'REFUSED',
};

/** The failure in what a command's carrying out rejected with; null: it is a defect of ours. */
export function failureIn(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  const code = isCodedError(error) ? FROM_LINK[error.code] : undefined;
  return code === undefined ? null : new Failure(code, (error as Error).message);
}
