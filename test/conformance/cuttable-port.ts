import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A loopback TCP port that leads to another one until it is cut, and again when restored. */
export class CuttablePort {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;

  private constructor(
    private readonly targetPort: number,
    private readonly targetHost: string,
    private ownPort: number,
  ) {}

  static async open(targetPort: number, targetHost = '127.0.0.1'): Promise<CuttablePort> {
    const port = new CuttablePort(targetPort, targetHost, 0);
    await port.restore();
    return port;
  }

  get port(): number {
    return this.ownPort;
  }

  /** Ends all connections and refuses new ones. */
  async cut(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise<void>((done) => server.close(() => done()));
  }

  async restore(): Promise<void> {
    if (this.server) return;
    const server = createServer((socket) => this.lead(socket));
    this.server = server;
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(this.ownPort, '127.0.0.1', done);
    });
    this.ownPort = (server.address() as AddressInfo).port;
  }

  private lead(near: Socket): void {
    const far = connect(this.targetPort, this.targetHost);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      // An error always comes before a close, which ends the other half as well.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
