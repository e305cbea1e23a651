/** A caller left a message; the facts of its recording tell of the file. */
export interface VoicemailFact {
  readonly type: 'voicemail.left';
  readonly callId: string;
  readonly recordingId: string;
  /** The queue that the caller had waited in last. */
  readonly queueId?: string;
  readonly lengthMs: number;
}
