import type { Clock } from '../../port/clock';
import type { SwitchEvent } from '../../port/switch-event';
import type { DriverLog } from '../link/driver-log';
import type { Asking } from '../link/request-window';
import type { AriReply, AriRequest } from './ari-link';
import type { LegBook } from './leg-book';

type WithoutSwitch<E> = E extends SwitchEvent ? Omit<E, 'switchId'> : never;

/** A switch event before the switch's own id is put on it. */
export type Report = WithoutSwitch<SwitchEvent>;

/** What the parts of the driver share. */
export interface DriverDesk {
  readonly switchId: string;
  readonly app: string;
  readonly clock: Clock;
  readonly log: DriverLog;
  readonly book: LegBook;
  readonly report: (report: Report) => void;
  /** Sends a request through the window; rejects with a coded error where there is no reply. */
  readonly ask: (request: AriRequest, asking?: Asking) => Promise<AriReply>;
}
