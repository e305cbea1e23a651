import type { BridgePart, SwitchCommand } from './switch-command';
import type { LegWitness, SwitchEvent } from './switch-event';

/** A leg as the switch sees it now. */
export interface LegSnapshot {
  readonly legId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly state: 'offered' | 'dialing' | 'ringing' | 'answered';
  readonly createdAt?: number;
  readonly answeredAt?: number;
  /** On music outside its bridge by `hold`, as far as the switch can tell. */
  readonly held: boolean;
  readonly ani?: string;
  readonly dnis?: string;
}

/** Somebody in a bridge who does not simply talk there. */
export type RoleSnapshot = Exclude<BridgePart, { role: 'talk' }> & { readonly legId: string };

export interface BridgeSnapshot {
  readonly bridgeId: string;
  readonly legIds: readonly string[];
  /** All others talk. Absent where an earlier build wrote it: all do. */
  readonly roles?: readonly RoleSnapshot[];
}

/** Everything that lives on a switch and belongs to us, for reconciliation after a gap. */
export interface SwitchSnapshot {
  readonly switchId: string;
  readonly legs: readonly LegSnapshot[];
  readonly bridges: readonly BridgeSnapshot[];
  /** Prompts and music that run, as far as the switch can tell. */
  readonly media: readonly { readonly mediaId: string; readonly legId: string }[];
  readonly recordings: readonly string[];
  /** Those of them that are paused, as far as the switch can tell. */
  readonly pausedRecordings?: readonly string[];
  /** Legs that ended since `since`, from the switch's own records (its CDR or event files). */
  readonly ended: readonly LegWitness[];
}

/** One telephone switch. A class is a driver when it passes the whole of test/conformance. */
export interface Switch {
  readonly switchId: string;
  /**
   * Opens the link, then keeps it open by itself until `close`. Resolves when the first attempt
   * was made; `switch.up` tells success. Rejects only for a mistake that waiting cannot mend
   * (wrong password, unknown option), with a coded error.
   */
  connect(sink: (event: SwitchEvent) => void): Promise<void>;
  /** Never throws and never waits for the outcome: that is an event, be it `command.failed`. */
  execute(command: SwitchCommand): void;
  /**
   * What lives now. Events sent to the sink before it resolves are older than the answer.
   * Rejects with code SWITCH_DOWN. `since`: how far back `ended` looks, ms since the epoch.
   */
  snapshot(since: number): Promise<SwitchSnapshot>;
  /** Closes the link. Calls on the switch live on. */
  close(): Promise<void>;
}
