import type { HangupCause } from './hangup-cause';

/** Where to call: a registered phone, or a number through a trunk. Each driver spells it so. */
export type Destination =
  | { readonly kind: 'device'; readonly device: string }
  | { readonly kind: 'number'; readonly number: string; readonly trunk: string };

/**
 * What to play, in order: `sound:NAME`, `digits:0049`, `number:42`, each with its language where
 * that is not the switch's own (`sound:de/NAME`, `number:de/42`; one language in a list),
 * `tone:440/250,0/250` (Hz/ms), `silence:SECONDS`, and `music:CLASS`, which never ends by itself
 * and so stands alone.
 */
export type MediaUri = string;

/**
 * What a leg does in a bridge. Each hears all who talk, but not itself. `talk`: is heard by all;
 * `listen`: by none; `whisper`: by one, the coached leg, and by nobody else. While the coached
 * leg is on hold, has left or has ended, nobody hears a whisper, and the others talk on; when it
 * comes back it hears the whisper again.
 */
export type BridgePart =
  | { readonly role: 'talk' }
  | { readonly role: 'listen' }
  | { readonly role: 'whisper'; readonly coachedLegId: string };

export type BridgeRole = BridgePart['role'];

interface OnLeg {
  readonly legId: string;
}

/** Accepts an inbound leg. Outcome: `leg.answered`. */
export interface AnswerCommand extends OnLeg {
  readonly type: 'answer';
}

/**
 * Calls a destination. Outcome: `leg.ringing`, `leg.answered` or `leg.ended`; where the switch
 * could not even try, `command.failed`, and then no `leg.ended` follows.
 */
export interface OriginateCommand extends OnLeg {
  readonly type: 'originate';
  readonly to: Destination;
  readonly callerNumber?: string;
  readonly callerName?: string;
  /** The switch ends the leg with `no-answer` after this time. */
  readonly ringTimeoutMs: number;
}

/** Plays to one leg, in place of what played. Outcome: `leg.media-started`, `leg.media-ended`. */
export interface PlayCommand extends OnLeg {
  readonly type: 'play';
  readonly mediaId: string;
  readonly media: readonly MediaUri[];
}

/**
 * Like `play`, but the first digit stops the prompt in the switch (barge-in). Digits arrive as
 * `leg.digit` one by one; counting them and waiting for them is the core's business.
 */
export interface CollectDigitsCommand extends OnLeg {
  readonly type: 'collect-digits';
  readonly mediaId: string;
  readonly media: readonly MediaUri[];
}

/** Outcome: `leg.media-ended` with reason `stopped`. */
export interface StopMediaCommand extends OnLeg {
  readonly type: 'stop-media';
  readonly mediaId: string;
}

/**
 * Puts a leg into a bridge, made when first named; ends hold and media. A bridge has any number
 * of legs. One that is in this bridge already takes on the role without leaving (barging in is
 * `talk`). Outcome: `leg.joined` with the role.
 *
 * Fails with LEG_WRONG_STATE before the answer, and with REFUSED for one that coaches itself. A
 * join that fails leaves the leg outside; a change of role that fails leaves it in the bridge,
 * heard by nobody who did not hear it before.
 */
export type JoinCommand = OnLeg &
  BridgePart & {
    readonly type: 'join';
    readonly bridgeId: string;
  };

/**
 * Takes a leg out of its bridge, or off the hold that took it out of there, and parks it, alive and
 * in silence. Outcome: `leg.left` with reason `left`.
 */
export interface LeaveCommand extends OnLeg {
  readonly type: 'leave';
  readonly bridgeId: string;
}

/**
 * Takes a leg out of its bridge onto music; the others hear silence. `join` retrieves it.
 * Outcome: `leg.left` with reason `hold`.
 */
export interface HoldCommand extends OnLeg {
  readonly type: 'hold';
  readonly bridgeId: string;
  readonly music: string;
}

/** Sends the far end elsewhere (SIP REFER or 302). Outcome: `leg.ended` with `redirected`. */
export interface RedirectCommand extends OnLeg {
  readonly type: 'redirect';
  readonly to: Destination;
}

/**
 * Records a leg (what it says and what it hears) or a bridge (all who talk in it, no whisper) into
 * one file. Outcome: `recording.started`, later `recording.ended`: by `stop-record`, when it is as
 * long as it may be, with its leg, or when its bridge is empty. Fails with LEG_NOT_FOUND,
 * BRIDGE_NOT_FOUND, LEG_WRONG_STATE before the answer, REFUSED for an id that runs already; then
 * there is no file.
 */
export interface RecordCommand {
  readonly type: 'record';
  readonly recordingId: string;
  readonly legId?: string;
  readonly bridgeId?: string;
  readonly durationMaxMs: number;
}

/** Outcome: `recording.ended` with reason `stopped`. MEDIA_NOT_FOUND when it does not run. */
export interface StopRecordCommand {
  readonly type: 'stop-record';
  readonly recordingId: string;
}

/**
 * Writes silence instead of what is said, so that the file stays as long as the call. Outcome:
 * `recording.paused`, also where it is paused already. MEDIA_NOT_FOUND when it does not run; after
 * any other failure nobody knows whether it is paused: whoever must not be recorded has to wait
 * for the outcome, or stop the recording.
 */
export interface PauseRecordCommand {
  readonly type: 'pause-record';
  readonly recordingId: string;
}

/**
 * Writes again what is said. Outcome: `recording.resumed`, also where it is not paused.
 * MEDIA_NOT_FOUND when it does not run.
 */
export interface ResumeRecordCommand {
  readonly type: 'resume-record';
  readonly recordingId: string;
}

/** Listens for an answering machine on an answered leg. Outcome: `leg.machine`. */
export interface DetectMachineCommand extends OnLeg {
  readonly type: 'detect-machine';
}

/**
 * Ends a leg. Outcome: `leg.ended`. An inbound leg that nobody answered and that is hung up with
 * `congestion` goes to the switch's own fallback where it has one; for us it has ended.
 */
export interface HangupCommand extends OnLeg {
  readonly type: 'hangup';
  readonly cause: HangupCause;
}

export type CommandBody =
  | AnswerCommand
  | OriginateCommand
  | PlayCommand
  | CollectDigitsCommand
  | StopMediaCommand
  | JoinCommand
  | LeaveCommand
  | HoldCommand
  | RedirectCommand
  | RecordCommand
  | StopRecordCommand
  | PauseRecordCommand
  | ResumeRecordCommand
  | DetectMachineCommand
  | HangupCommand;

/** What the core asks of one switch. Ids are the core's; the outcome is an event. */
export type SwitchCommand = CommandBody & {
  readonly commandId: string;
  readonly switchId: string;
};

/** Why a command could not be done; stable words, shown to people with the detail. */
export type CommandFailureCode =
  | 'SWITCH_DOWN'
  | 'LEG_NOT_FOUND'
  | 'LEG_WRONG_STATE'
  | 'BRIDGE_NOT_FOUND'
  | 'MEDIA_NOT_FOUND'
  | 'DESTINATION_UNKNOWN'
  | 'DESTINATION_UNREACHABLE'
  | 'OVERLOADED'
  | 'UNSUPPORTED'
  | 'REFUSED'
  | 'DEADLINE';
