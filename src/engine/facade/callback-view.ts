/** A contact that asked to be called back and keeps its place. Times: ms since the epoch. */
export interface CallbackView {
  readonly contactId: string;
  readonly clientId: string;
  readonly queueId: string;
  /** The call in which it was booked, or the last one to the customer. */
  readonly callId: string;
  readonly number: string;
  /** calling: the customer's phone rings, or the greeting plays. confirmed: waits for the agent. */
  readonly state: 'booked' | 'calling' | 'confirmed';
  readonly priority: number;
  /** Its place in the line. */
  readonly queuedAt: number;
  readonly bookedAt: number;
  readonly attempts: number;
  /** Not called before, and not after. */
  readonly notBefore: number;
  readonly expiresAt: number;
}
