import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from '../store/postgres';

/** A Redis of its own, as `bin/parts` unpacked it: loopback, a free port, nothing on the disk. */
export class TestRedis {
  private process: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await mkdtemp('/tmp/leitstand-redis-'), await freePort());
    await redis.begin();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, again after an `end`; what was in it is gone. */
  async begin(): Promise<void> {
    const parts = resolve(__dirname, '../../bin/parts');
    const prefix = execFileSync(parts, ['redis'], { encoding: 'utf8' }).trim();
    const place = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.folder];
    const options = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    const redis = spawn(join(prefix, 'bin/redis-server'), [...place, ...options]);
    this.process = redis;
    await new Promise<void>((ready, failed) => {
      redis.once('exit', (code) => failed(new Error(`redis-server ended with ${code}`)));
      redis.stdout.on('data', (text: Buffer) => {
        if (text.includes('Ready to accept connections')) ready();
      });
    });
  }

  async end(): Promise<void> {
    if (!this.process) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await gone;
    this.process = null;
  }

  async close(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
