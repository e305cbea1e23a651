import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

export type FakeAction = Readonly<Record<string, string>>;

/** An AMI on loopback: it logs in by password, answers by rule, and sends what it is told to. */
export class FakeAmi {
  readonly actions: FakeAction[] = [];
  readonly denied = new Set<string>();
  /** What follows the answer to an action that lists. */
  readonly lists = new Map<string, readonly FakeAction[]>();
  isFrozen = false;
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    private readonly password: string,
  ) {
    server.on('connection', (socket) => this.greet(socket));
  }

  static async listen(password: string, port = 0): Promise<FakeAmi> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    return new FakeAmi(server, password);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves when so many actions of that name have come. */
  async asked(name: string, count = 1): Promise<FakeAction> {
    for (;;) {
      const found = this.actions.filter(({ Action }) => Action === name);
      if (found.length >= count) return found[count - 1] as FakeAction;
      await new Promise<void>((go) => this.waiting.add(go));
    }
  }

  /** In pieces of so many bytes, as a network may cut it. */
  send(fields: FakeAction, pieceBytes = Number.POSITIVE_INFINITY): void {
    const bytes = Buffer.from(format(fields));
    for (const socket of this.sockets) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        socket.write(bytes.subarray(at, Math.min(bytes.length, at + pieceBytes)));
      }
    }
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private greet(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    socket.write('Asterisk Call Manager/11.0.0\r\n');
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
        const lines = rest.slice(0, end).split('\r\n');
        rest = rest.slice(end + 4);
        this.take(Object.fromEntries(lines.map((line) => line.split(/: ?(.*)/s, 2))), socket);
      }
    });
  }

  private take(action: FakeAction, socket: Socket): void {
    this.actions.push(action);
    for (const go of this.waiting) go();
    this.waiting.clear();
    if (this.isFrozen) return;
    const { Action: name = '', ActionID = '' } = action;
    const secret = action.Secret;
    const isWrong = name.toLowerCase() === 'login' && secret !== this.password;
    const isDenied = isWrong || this.denied.has(name);
    const list = this.lists.get(name);
    const more: FakeAction = isDenied
      ? { Message: isWrong ? 'Authentication failed' : 'Permission denied' }
      : list
        ? { EventList: 'start' }
        : {};
    socket.write(format({ Response: isDenied ? 'Error' : 'Success', ActionID, ...more }));
    if (!list || isDenied) return;
    for (const fields of list) socket.write(format({ ...fields, ActionID }));
    socket.write(format({ Event: `${name}Complete`, ActionID, EventList: 'Complete' }));
  }
}

const format = (fields: FakeAction): string =>
  `${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}\r\n`)
    .join('')}\r\n`;
