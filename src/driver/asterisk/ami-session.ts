import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { DriverLog } from '../link/driver-log';
import { type Connection, KeptConnection } from '../link/kept-connection';
import { AmiActions } from './ami-actions';
import type { AmiLink, AmiLinkOptions, AmiListener, AmiPacket, AmiReply } from './ami-link';

const PING_MS = 5000;

export interface AmiWireListener {
  packet(packet: AmiPacket): void;
  closed(reason: string): void;
}

/** A connection that carries packets. */
export interface AmiWire extends Connection {
  write(fields: AmiPacket): void;
  /** Where the library insists on logging in by itself; gives the answer. */
  login?(): Promise<AmiPacket>;
}

/** Connects, without logging in. Rejects with LINK_NOT_INSTALLED, or any error to try again. */
export type OpenAmiWire = (listener: AmiWireListener) => Promise<AmiWire>;

interface AmiSession extends Connection {
  readonly actions: AmiActions;
  cancelPing: () => void;
}

export interface AmiSessionParts {
  readonly options: AmiLinkOptions;
  readonly openWire: OpenAmiWire;
  readonly clock: Clock;
  readonly log: DriverLog;
}

/** An AMI link: logs in on each wire, pings it every 5 s, and opens the next when it breaks. */
export class AmiSessionLink implements AmiLink {
  private readonly kept: KeptConnection<AmiSession>;
  private listener: AmiListener | null = null;

  constructor(private readonly parts: AmiSessionParts) {
    this.kept = new KeptConnection<AmiSession>({
      name: 'AMI',
      clock: parts.clock,
      log: parts.log,
      open: (closed) => this.openSession(closed),
      up: (session) => {
        this.pingLater(session);
        this.listener?.up();
      },
      down: (reason) => this.listener?.down(reason),
      lasting: ['AMI_UNAUTHORIZED', 'LINK_NOT_INSTALLED'],
    });
  }

  open(listener: AmiListener): Promise<void> {
    this.listener = listener;
    return this.kept.open();
  }

  action(fields: AmiPacket): Promise<AmiReply> {
    const session = this.kept.current;
    if (session) return session.actions.send(fields);
    return Promise.reject(new CodedError('AMI_DOWN', 'the AMI link is down'));
  }

  async close(): Promise<void> {
    this.kept.close();
  }

  private async openSession(closed: (reason: string) => void): Promise<AmiSession> {
    const { clock, openWire } = this.parts;
    let wire: AmiWire | null = null;
    const actions = new AmiActions(
      clock,
      (fields) => wire?.write(fields),
      (packet) => this.listener?.event(packet),
    );
    const opened = await openWire({
      packet: (packet) => actions.receive(packet),
      closed: (reason) => {
        actions.rejectAll(reason);
        closed(reason);
      },
    });
    wire = opened;
    const session: AmiSession = {
      actions,
      cancelPing: () => undefined,
      terminate: () => {
        session.cancelPing();
        actions.rejectAll('the AMI link was given up');
        opened.terminate();
      },
    };
    try {
      await this.login(opened, actions);
    } catch (error) {
      session.terminate();
      throw error;
    }
    return session;
  }

  private async login(wire: AmiWire, actions: AmiActions): Promise<void> {
    const { host, port, user, password } = this.parts.options;
    const login = { Action: 'Login', Username: user, Secret: password, Events: 'off' };
    const response = wire.login ? await wire.login() : (await actions.send(login)).response;
    if (response.response === 'Success') return;
    throw new CodedError(
      'AMI_UNAUTHORIZED',
      `AMI at ${host}:${port} refused the user ${user}: ${response.message ?? ''}`,
      'Compare ami.user and ami.password with manager.conf, and its permit lines.',
    );
  }

  private pingLater(session: AmiSession): void {
    const { clock } = this.parts;
    session.cancelPing = clock.schedule(clock.now() + PING_MS, () => {
      session.actions.send({ Action: 'Ping' }).then(
        () => {
          if (this.kept.current === session) this.pingLater(session);
        },
        () => {
          if (this.kept.current === session) this.kept.abandon('AMI answered no ping');
        },
      );
    });
  }
}
