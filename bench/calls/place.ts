import type { Contender, Ground } from './contender';
import type { ThroughEngine } from './through-engine';

/** A real switch with the project's dialplan, ready for calls. */
export interface Place {
  readonly switch: SwitchName;
  /** Where it takes calls, and where it calls the agents' phones; both on 127.0.0.1. */
  readonly sipPort: number;
  readonly phonesPort: number;
  /** New ones, in the order of their figures. The others include `bare`. */
  contenders(): { readonly engine: ThroughEngine; readonly others: readonly Contender[] };
  /** Of the switch, user and system together; undefined: it cannot be seen from here. */
  processorMs(): number | undefined;
  close(): Promise<void>;
}

export type SwitchName = 'asterisk' | 'freeswitch';

export type OpenPlace = (ground: Ground, note: (text: string) => void) => Promise<Place>;
