import type { Clock } from '../../port/clock';
import type { SwitchEvent } from '../../port/switch-event';
import type { DriverLog } from '../link/driver-log';
import type { Asking } from '../link/request-window';
import type { EslCommand } from './esl-link';
import type { LegBook } from './leg-book';

type WithoutSwitch<E> = E extends SwitchEvent ? Omit<E, 'switchId'> : never;

/** A switch event before the switch's own id is put on it. */
export type Report = WithoutSwitch<SwitchEvent>;

/** What a FreeSWITCH itself has to tell before we can work with it. */
export interface Premises {
  /** The domain of the devices. */
  domain: string;
  /** Where sounds and recordings are, on the switch's own disk; no slash at the end. */
  soundFolder: string;
  recordingFolder: string;
}

/** What the parts of the driver share. */
export interface DriverDesk {
  readonly switchId: string;
  readonly app: string;
  readonly clock: Clock;
  readonly log: DriverLog;
  readonly book: LegBook;
  readonly premises: Premises;
  readonly report: (report: Report) => void;
  /** Sends a command through the window; rejects with a coded error where there is no reply. */
  readonly ask: (command: EslCommand, asking?: Asking) => Promise<string>;
}
