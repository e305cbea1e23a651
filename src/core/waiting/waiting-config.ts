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
}

/** Messages in turn, one each time. */
export interface ComfortConfig {
  readonly firstMs: number;
  readonly everyMs: number;
  readonly messages: readonly (readonly MediaUri[])[];
}
