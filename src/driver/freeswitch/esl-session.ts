import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { DriverLog } from '../link/driver-log';
import { type Connection, KeptConnection } from '../link/kept-connection';
import type { EslEvent } from './esl-frame';
import { checkCommand, type EslCommand, type EslLink, type EslListener } from './esl-link';

const PROBE_MS = 5000;
const SILENCE_MAX_MS = 9000;

export interface EslSessionListener {
  event(event: EslEvent): void;
  closed(reason: string): void;
}

/** One connection that is logged in and subscribed, from its opening to its end. */
export interface EslSession extends Connection {
  request(command: EslCommand): Promise<string>;
  /** When something came last, by our clock. */
  heardAt(): number;
}

/** Rejects with ESL_UNAUTHORIZED, ESL_DENIED, LINK_NOT_INSTALLED, or any error to try again. */
export type OpenEslSession = (listener: EslSessionListener) => Promise<EslSession>;

export interface EslSessionLinkParts {
  readonly openSession: OpenEslSession;
  readonly clock: Clock;
  readonly log: DriverLog;
  /** Asked every 5 s, so that a link that is half open does not stay so. */
  readonly probe: EslCommand;
}

/** An event-socket link made of sessions, each opened when the one before it has broken. */
export class EslSessionLink implements EslLink {
  private readonly kept: KeptConnection<EslSession>;
  private listener: EslListener | null = null;
  private cancelWatch: () => void = () => undefined;

  constructor(private readonly parts: EslSessionLinkParts) {
    this.kept = new KeptConnection<EslSession>({
      name: 'ESL',
      clock: parts.clock,
      log: parts.log,
      open: (closed) =>
        parts.openSession({ closed, event: (event) => this.listener?.event(event) }),
      up: (session) => {
        this.watchLater(session);
        this.listener?.up();
      },
      down: (reason) => {
        this.cancelWatch();
        this.listener?.down(reason);
      },
      lasting: ['ESL_UNAUTHORIZED', 'ESL_DENIED', 'LINK_NOT_INSTALLED'],
    });
  }

  open(listener: EslListener): Promise<void> {
    this.listener = listener;
    return this.kept.open();
  }

  async request(command: EslCommand): Promise<string> {
    checkCommand(command);
    const session = this.kept.current;
    if (!session) throw new CodedError('SWITCH_DOWN', 'the event socket is not connected');
    return session.request(command);
  }

  async close(): Promise<void> {
    this.cancelWatch();
    this.kept.close();
  }

  private watchLater(session: EslSession): void {
    const { clock } = this.parts;
    this.cancelWatch();
    this.cancelWatch = clock.schedule(clock.now() + PROBE_MS, () => this.watch(session));
  }

  private watch(session: EslSession): void {
    if (this.kept.current !== session) return;
    if (this.parts.clock.now() - session.heardAt() > SILENCE_MAX_MS) {
      return this.kept.abandon('the event socket is silent');
    }
    session
      .request(this.parts.probe)
      .then((answer) => this.listener?.probed(answer))
      .catch(() => undefined);
    this.watchLater(session);
  }
}
