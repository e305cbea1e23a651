import type { RecordingPhase } from '../../core/recording/recording';
import type { RecordingPurpose } from '../../port/call-record';

/** A recording that runs, or whose file is not sealed yet. */
export interface RecordingView {
  readonly recordingId: string;
  readonly callId: string;
  readonly clientId: string;
  readonly switchId: string;
  readonly purpose: RecordingPurpose;
  readonly phase: RecordingPhase;
  readonly queueId?: string;
  readonly agentId?: string;
  readonly providerId?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Known from the end on. */
  readonly file?: string;
}
