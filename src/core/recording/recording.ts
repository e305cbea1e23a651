import type { RecordingConsent, RecordingPause, RecordingPurpose } from '../../port/call-record';
import { assert } from '../assert';

/**
 * A recording: an entity of its own, which outlives the call that it is of until its file is
 * sealed.
 *
 * | phase    | meaning                                | entered by          | left by        |
 * | -------- | -------------------------------------- | ------------------- | -------------- |
 * | starting | the switch was asked                   | `record`            | started, fault |
 * | running  | what is said goes into the file        | started, resumed    | paused, ended  |
 * | paused   | silence goes into the file             | recording.paused    | resumed, ended |
 * | ended    | the file is complete and to be sealed  | recording.ended     | seal, deadline |
 * | sealed   | size and SHA-256 are known; absorbs    | its seal            |                |
 * | missing  | there is no file to prove; absorbs     | fault, deadline     |                |
 *
 * Timers: the deadline of the one command that is under way; `seal:<recordingId>` while ended.
 */
export type RecordingPhase = 'starting' | 'running' | 'paused' | 'ended' | 'sealed' | 'missing';

const RECORDING_NEXT = {
  starting: ['running', 'ended', 'missing'],
  running: ['paused', 'ended'],
  paused: ['running', 'ended'],
  ended: ['sealed', 'missing'],
  sealed: [],
  missing: [],
} as const satisfies Record<RecordingPhase, readonly RecordingPhase[]>;

export type RecordingSubject = { readonly bridgeId: string } | { readonly legId: string };

/** What it is to become; the switch is asked for one change after the other. */
export type RecordingWish = 'running' | 'paused' | 'ended';

export interface Recording {
  readonly recordingId: string;
  readonly switchId: string;
  readonly clientId: string;
  readonly callId: string;
  readonly purpose: RecordingPurpose;
  readonly subject: RecordingSubject;
  readonly queueId?: string;
  readonly agentId?: string;
  readonly providerId?: string;
  readonly consent: RecordingConsent;
  readonly lengthMaxMs: number;
  phase: RecordingPhase;
  wanted: RecordingWish;
  readonly askedAt: number;
  startedAt?: number;
  endedAt?: number;
  /** Of a caller's own words: when the caller was gone, while it ran still. */
  speakerLeftAt?: number;
  /** Stretches of silence; the last one may be open. */
  pauses: RecordingPause[];
  /** The command whose outcome is awaited, where it is open still. */
  commandId?: string;
  /** The file's name as the switch knows it. */
  file?: string;
  /** The switch's time of its last report: an older one is a late double. */
  movedAt?: number;
  /** When the switch last said something of it: a snapshot asked for before judges it not. */
  touchedAt: number;
}

/** Whether the switch is, or may be, at it. */
export const isLive = ({ phase }: Recording): boolean =>
  phase === 'starting' || phase === 'running' || phase === 'paused';

/** The one setter of a recording's phase; also opens and closes its pauses. */
export function moveRecording(recording: Recording, phase: RecordingPhase, at: number): void {
  const legal: readonly RecordingPhase[] = RECORDING_NEXT[recording.phase];
  const { recordingId } = recording;
  assert(legal.includes(phase), `recording ${recordingId}: ${recording.phase} to ${phase}`);
  if (recording.phase === 'paused') closePause(recording, at);
  recording.phase = phase;
  recording.touchedAt = at;
  if (phase === 'running') recording.startedAt ??= at;
  if (phase === 'paused') recording.pauses.push({ startedAt: at });
  if (phase === 'ended') recording.endedAt = at;
}

function closePause({ pauses }: Recording, at: number): void {
  const open = pauses.at(-1);
  if (open && open.endedAt === undefined) pauses[pauses.length - 1] = { ...open, endedAt: at };
}
