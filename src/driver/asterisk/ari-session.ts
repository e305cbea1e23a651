import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { DriverLog } from '../link/driver-log';
import { type Connection, KeptConnection } from '../link/kept-connection';
import type { AriEvent } from './ari-event';
import type { AriLink, AriListener, AriReply, AriRequest } from './ari-link';

/** One connection to ARI, from its opening to its end. */
export interface AriSession extends Connection {
  /** Rejects with SWITCH_DOWN when the connection breaks before the reply. */
  request(request: AriRequest): Promise<AriReply>;
}

export interface AriSessionListener {
  event(event: AriEvent): void;
  closed(reason: string): void;
}

/**
 * Opens a session and asks something over it, so that one that resolves is known to work. Rejects
 * with ARI_UNAUTHORIZED, ARI_NOT_FOUND, LINK_NOT_INSTALLED, or SWITCH_DOWN.
 */
export type OpenAriSession = (listener: AriSessionListener) => Promise<AriSession>;

/** An ARI link made of sessions, each opened when the one before it has broken. */
export class AriSessionLink implements AriLink {
  private readonly kept: KeptConnection<AriSession>;
  private listener: AriListener | null = null;

  constructor(openSession: OpenAriSession, clock: Clock, log: DriverLog) {
    this.kept = new KeptConnection<AriSession>({
      name: 'ARI',
      clock,
      log,
      open: (closed) => openSession({ closed, event: (event) => this.listener?.event(event) }),
      up: () => this.listener?.up(),
      down: (reason) => this.listener?.down(reason),
      lasting: ['ARI_UNAUTHORIZED', 'ARI_NOT_FOUND', 'LINK_NOT_INSTALLED'],
    });
  }

  open(listener: AriListener): Promise<void> {
    this.listener = listener;
    return this.kept.open();
  }

  request(request: AriRequest): Promise<AriReply> {
    const session = this.kept.current;
    if (session) return session.request(request);
    return Promise.reject(new CodedError('SWITCH_DOWN', 'the ARI link is down'));
  }

  async close(): Promise<void> {
    this.kept.close();
  }
}
