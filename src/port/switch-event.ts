import type { HangupCause, RawCause } from './hangup-cause';
import type { BridgeRole, CommandFailureCode } from './switch-command';

/**
 * What a switch reports. `legId` is the id that the core gave in `originate`; an inbound leg has
 * `in:<switchId>:<the switch's own channel id>`, which no second switch and no restart repeats.
 */
interface OnSwitch {
  readonly switchId: string;
  /** The switch's own clock, ms since the epoch (UTC), where it tells it. */
  readonly switchAt?: number;
}

interface OnLeg extends OnSwitch {
  readonly legId: string;
}

/** A call came in and waits for `answer`. */
export interface LegOffered extends OnLeg {
  readonly type: 'leg.offered';
  readonly ani: string;
  readonly aniName?: string;
  readonly dnis: string;
  /** When the call reached the switch (its clock), which may be long before we could take it. */
  readonly createdAt?: number;
}

export interface LegRinging extends OnLeg {
  readonly type: 'leg.ringing';
}

export interface LegAnswered extends OnLeg {
  readonly type: 'leg.answered';
}

export interface LegMachine extends OnLeg {
  readonly type: 'leg.machine';
  readonly result: 'human' | 'machine' | 'unsure';
  readonly detail?: string;
}

export interface LegDigit extends OnLeg {
  readonly type: 'leg.digit';
  /** One of 0-9, *, #, A-D. */
  readonly digit: string;
  readonly durationMs?: number;
}

export interface LegMediaStarted extends OnLeg {
  readonly type: 'leg.media-started';
  readonly mediaId: string;
}

export type MediaEndReason = 'finished' | 'stopped' | 'digit' | 'failed';

export interface LegMediaEnded extends OnLeg {
  readonly type: 'leg.media-ended';
  readonly mediaId: string;
  readonly reason: MediaEndReason;
  readonly detail?: string;
}

/** A leg is in a bridge; or it was there before, and now has this role. */
export interface LegJoined extends OnLeg {
  readonly type: 'leg.joined';
  readonly bridgeId: string;
  /** Absent where an earlier build wrote it: `talk`. */
  readonly role?: BridgeRole;
  /** Whom it coaches by `whisper`. */
  readonly coachedLegId?: string;
}

export interface LegLeft extends OnLeg {
  readonly type: 'leg.left';
  readonly bridgeId: string;
  readonly reason: 'left' | 'hold';
}

/** The leg is gone for good. Comes once, and is the last event of its leg. */
export interface LegEnded extends OnLeg {
  readonly type: 'leg.ended';
  readonly cause: HangupCause;
  readonly raw?: RawCause;
  /** `us` when our hangup or redirect ended it, or its ring timeout; else the far end did. */
  readonly by: 'us' | 'remote' | 'unknown';
}

export interface RecordingStarted extends OnSwitch {
  readonly type: 'recording.started';
  readonly recordingId: string;
  /** As in `recording.ended`: known already here, lest it be lost with the report of the end. */
  readonly file?: string;
}

/** From here on the file holds silence. */
export interface RecordingPaused extends OnSwitch {
  readonly type: 'recording.paused';
  readonly recordingId: string;
}

/** From here on the file holds what is said again. */
export interface RecordingResumed extends OnSwitch {
  readonly type: 'recording.resumed';
  readonly recordingId: string;
}

export interface RecordingEnded extends OnSwitch {
  readonly type: 'recording.ended';
  readonly recordingId: string;
  readonly reason: 'stopped' | 'finished' | 'failed';
  /**
   * The file's name as the switch knows it (the docs of each driver tell where that is); it is
   * whole now. Absent: there is none, because nothing was ever written.
   */
  readonly file?: string;
  /** Of the file, its pauses included, as exactly as the switch tells it. */
  readonly durationMs?: number;
  readonly detail?: string;
}

/** A command will not happen. `SWITCH_DOWN` means: not now, it may be sent again later. */
export interface CommandFailed extends OnSwitch {
  readonly type: 'command.failed';
  readonly commandId: string;
  readonly legId?: string;
  readonly code: CommandFailureCode;
  readonly detail: string;
}

/** A phone or trunk became (un)reachable: registered, qualified, or not. */
export interface EndpointChanged extends OnSwitch {
  readonly type: 'endpoint.changed';
  /** The device or trunk name as in `Destination`. */
  readonly endpoint: string;
  readonly reachable: boolean;
  readonly detail?: string;
}

/** The switch's own record of a leg, from a second channel (AMI Cdr/Hangup, CDR files). */
export interface LegWitness {
  readonly legId: string;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt: number;
  readonly cause?: HangupCause;
  readonly raw?: RawCause;
  readonly source: 'ami' | 'cdr-file' | 'event-socket';
}

export interface LegWitnessed extends OnSwitch {
  readonly type: 'leg.witnessed';
  readonly legId: string;
  readonly witness: LegWitness;
}

/** The link is up: the engine asks for a snapshot next. */
export interface SwitchUp extends OnSwitch {
  readonly type: 'switch.up';
  readonly version?: string;
}

/** The link is down. `fatal` when another engine took our place: the engine has to stop. */
export interface SwitchDown extends OnSwitch {
  readonly type: 'switch.down';
  readonly reason: string;
  readonly fatal?: boolean;
}

export type SwitchEvent =
  | LegOffered
  | LegRinging
  | LegAnswered
  | LegMachine
  | LegDigit
  | LegMediaStarted
  | LegMediaEnded
  | LegJoined
  | LegLeft
  | LegEnded
  | RecordingStarted
  | RecordingPaused
  | RecordingResumed
  | RecordingEnded
  | CommandFailed
  | EndpointChanged
  | LegWitnessed
  | SwitchUp
  | SwitchDown;
