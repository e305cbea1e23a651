import type { Clock } from '../../src/port/clock';
import type { Switch } from '../../src/port/switch';
import type { Destination } from '../../src/port/switch-command';

/** What a destination does when it is called. */
export type FarAnswer =
  | 'answers'
  /** Rings, and then does what the test makes its far side do. */
  | 'by-hand'
  | 'busy'
  | 'rejects'
  | 'unknown-number'
  | 'unreachable-trunk'
  /** A phone that is known and not registered now. */
  | 'unreachable-device'
  /** A phone that the switch has never heard of. */
  | 'unknown-device';

/** The party at the other end of a leg, in the test's hand. */
export interface FarSide {
  /** Answers a call that we placed to it. */
  answer(): void;
  /** Refuses before the answer (`busy`, else `rejected`), hangs up after it. */
  hangUp(cause?: 'busy' | 'rejected'): void;
  /** Sends DTMF digits one after the other, as fast as the medium lets them be told apart. */
  press(digits: string): void;
  /** Sends a tone of so many Hz from now on; null: silence. */
  sing(hz: number | null): void;
  /** Resolves when the tone is heard; rejects after a generous time. */
  hears(hz: number): Promise<void>;
  /** Resolves when the tone is not, or no longer, heard. */
  hearsNot(hz: number): Promise<void>;
  /** Resolves when nothing at all is, or any longer, heard: no voice, no prompt, no music. */
  hearsNothing(): Promise<void>;
  /** Resolves when this side knows that speech can flow. */
  answered(): Promise<void>;
  /** Resolves when this side knows that the call is over. */
  ended(): Promise<void>;
  /** Resolves with the number that it was sent to by `redirect`. */
  redirectedTo(): Promise<string>;
}

/** A recording, listened to for some tones. */
export interface Recorded {
  readonly durationMs: number;
  /** Which of them are heard, one stretch after the other; none: something else, or silence. */
  readonly stretches: readonly (readonly number[])[];
}

/**
 * What the test side of a driver provides, so that the contract can be held against it. A new
 * driver writes one of these and nothing else.
 */
export interface SwitchHarness {
  readonly switchId: string;
  /** The driver under test, not connected. After `renew` it is another object. */
  readonly driver: Switch;
  /** The test's deadlines run on it: the system's time, or a simulated one that flies. */
  readonly clock: Clock;
  /** A media uri that plays for 0.5 to 5 seconds and ends by itself. */
  readonly sound: string;
  /** A music class that exists. */
  readonly music: string;
  /** A phone that is registered and answers, by name. */
  readonly device: string;
  /** Whether `leg.witnessed` comes while the link is up. */
  readonly hasWitness: boolean;
  /** Whether the harness can end the switch and start it again. */
  readonly canRestart: boolean;

  /** Somebody calls in; `leg.offered` follows when the switch offers it. */
  call(party: { readonly ani: string; readonly dnis: string }): FarSide;
  /** A destination for one call, which behaves so. */
  destination(answer: FarAnswer): Destination;
  /** The far side of the call to this destination, once it rings there. */
  called(destination: Destination): Promise<FarSide>;
  /** Registers the phone `device`, or takes its registration back. */
  setReachable(reachable: boolean): Promise<void>;

  /** What a recording holds, by the name of its file that the driver told. */
  recorded(file: string, tones: readonly number[]): Promise<Recorded>;

  /** Breaks the engine's link, not the switch; resolves when it is cut. */
  cutLink(): Promise<void>;
  restoreLink(): Promise<void>;
  /** Kills the switch with its calls and starts it again; resolves when it is starting. */
  restart(): Promise<void>;
  /** Replaces `driver` by a fresh one on the same switch, as a new engine process would. */
  renew(): void;
  /** Ends everything that the harness has started. The driver is closed by then. */
  close(): Promise<void>;
}

export type HarnessFactory = (switchId: string) => Promise<SwitchHarness>;
