/** What cannot be run as it was asked for: told to people without a stack, with exit code 2. */
export class Refusal extends Error {
  readonly exitCode = 2;
}
