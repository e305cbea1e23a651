/** An expected failure: a stable code, what was wrong and where, and what to do about it. */
export class CodedError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
    this.name = 'CodedError';
  }
}

export const isCodedError = (error: unknown): error is CodedError => error instanceof CodedError;
