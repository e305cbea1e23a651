import type { RecordingConsent, RecordingPurpose } from '../../port/call-record';

interface OfRecording {
  readonly recordingId: string;
  readonly callId: string;
}

/** What became true of a recording, or of the leave to make one. */
export type RecordingFact =
  | {
      readonly type: 'recording.consent';
      readonly callId: string;
      readonly consent: RecordingConsent;
    }
  /** The queue records, and this conversation may not be recorded. */
  | {
      readonly type: 'recording.refused';
      readonly callId: string;
      readonly refusal: { readonly code: string; readonly detail: string };
    }
  | ({
      readonly type: 'recording.started';
      readonly purpose: RecordingPurpose;
      readonly agentId?: string;
      readonly consent: RecordingConsent['how'];
    } & OfRecording)
  | ({ readonly type: 'recording.paused' } & OfRecording)
  | ({ readonly type: 'recording.resumed' } & OfRecording)
  /** It could not be silenced and is being ended instead. */
  | ({ readonly type: 'recording.pause-failed'; readonly code: string } & OfRecording)
  | ({
      readonly type: 'recording.ended';
      readonly switchId: string;
      readonly reason: string;
      readonly file: string;
      readonly detail?: string;
    } & OfRecording)
  | ({
      readonly type: 'recording.sealed';
      readonly sizeBytes: number;
      readonly audioMs?: number;
      readonly sha256: string;
    } & OfRecording)
  | ({
      readonly type: 'recording.missing';
      readonly code: string;
      readonly detail: string;
    } & OfRecording)
  /** Somebody was given the sound; the cause says who. */
  | ({ readonly type: 'recording.fetched' } & OfRecording);
