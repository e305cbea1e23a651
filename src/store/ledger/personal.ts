/**
 * A value that says who somebody is or what somebody said: a number, keys, variables, free text.
 * An entry only commits to it.
 */
export class Personal {
  constructor(readonly value: unknown) {}
}

/** Absent stays absent. */
export const personal = (value: unknown): Personal | undefined =>
  value === undefined ? undefined : new Personal(value);

/** E.164 with its plus: what a person can be asked about by. */
const E164 = /^\+[1-9]\d{3,14}$/;

/** By whom what is sealed is found again: the number, or the call where none was told. */
export const subjectOf = (number: string, callId: string | undefined): string | undefined =>
  E164.test(number) ? number : callId;
