import type { MediaUri } from '../../port/switch-command';

/** What a queue says to those who wait, in place of the music; each part may be left out. */
export interface WaitingConfig {
  readonly announce?: AnnounceConfig;
  readonly comfort?: ComfortConfig;
}

/** How the caller's case stands. Times run from entering the queue. */
export interface AnnounceConfig {
  readonly firstMs: number;
  readonly everyMs: number;
  readonly position: boolean;
  /** The expected wait, where the queue has learnt enough to tell it. */
  readonly estimate?: boolean;
}

/** When a queue does not let anybody wait, or wait on; each part may be left out. */
export interface OverflowConfig {
  /** Who would wait for longer (the median), leaves at joining by `onLongWait`. */
  readonly estimateOverMs?: number;
  /**
   * Who comes while no agent who may serve it is logged in and available leaves at once by
   * `onNoAgents`; who waits leaves when that lasted so long.
   */
  readonly noAgentsMs?: number;
}

/** Outside of the calendar nobody is taken. Who waits as it closes is served for a while. */
export interface QueueHours {
  readonly calendarId: string;
  readonly drainForMs: number;
}

/** Messages in turn, one each time. */
export interface ComfortConfig {
  readonly firstMs: number;
  readonly everyMs: number;
  readonly messages: readonly (readonly MediaUri[])[];
}
