import type { Socket } from 'node:net';
import type { Prng } from '../../src/driver/simulated/prng';

/** How badly the fake's bytes travel. All chance comes from the seed. */
export interface WireFaults {
  /** Each message is sent in pieces of at most so many bytes, one a turn of the event loop. */
  pieceBytes: number;
  /** Each message waits up to so many ms, and keeps its place. */
  lagMaxMs: number;
  prng: Prng;
}

/** What goes out on one connection, in order, late and in pieces as the faults want it. */
export class EslWire {
  private readonly queue: (Buffer | null)[] = [];
  private isBusy = false;
  private received = '';

  constructor(
    private readonly socket: Socket,
    private readonly faults: WireFaults,
  ) {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
  }

  /** Each whole command that comes in: a line, header lines, and an empty line. */
  onCommand(take: (command: string) => void): void {
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1').replace(/\r/g, '');
      for (;;) {
        const end = this.received.indexOf('\n\n');
        if (end < 0) return;
        const command = this.received.slice(0, end);
        const length = Number(/^content-length: *(\d+)/im.exec(command)?.[1] ?? 0);
        if (this.received.length < end + 2 + length) return;
        const body = this.received.slice(end + 2, end + 2 + length);
        this.received = this.received.slice(end + 2 + length);
        const whole = Buffer.from(body === '' ? command : `${command}\n\n${body}`, 'latin1');
        if (command.trim() !== '') take(whole.toString());
      }
    });
  }

  send(bytes: Buffer): void {
    this.queue.push(bytes);
    this.work();
  }

  /** Ends the stream once all has been sent. */
  end(): void {
    this.queue.push(null);
    this.work();
  }

  destroy(): void {
    this.queue.length = 0;
    this.socket.destroy();
  }

  private work(): void {
    if (this.isBusy) return;
    const next = this.queue.shift();
    if (next === undefined || this.socket.destroyed) return;
    if (next === null) return void this.socket.end();
    const { lagMaxMs, pieceBytes, prng } = this.faults;
    if (lagMaxMs === 0 && next.length <= pieceBytes) {
      this.socket.write(next);
      return this.work();
    }
    this.isBusy = true;
    const lagMs = lagMaxMs === 0 ? 0 : prng.between(0, lagMaxMs);
    setTimeout(() => this.sendPieces(next), lagMs);
  }

  private sendPieces(bytes: Buffer): void {
    const { pieceBytes } = this.faults;
    if (!this.socket.destroyed) this.socket.write(bytes.subarray(0, pieceBytes));
    if (bytes.length > pieceBytes) {
      setImmediate(() => this.sendPieces(bytes.subarray(pieceBytes)));
      return;
    }
    this.isBusy = false;
    this.work();
  }
}
