import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Fact } from '../../src/core/fact';
import type { InputBody } from '../../src/core/input';
import { digestOf } from '../../src/daemon/recording-digest';
import { SwitchRecordings } from '../../src/daemon/recording-files';
import { RecordingSealer } from '../../src/daemon/recording-sealer';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import type { RecordingView } from '../../src/engine/facade/recording-view';

const SOUND_BYTES = 16_000;

/** One second of 8 kHz, 16 bit, mono, whose `data` chunk claims to be empty. */
function wav(): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.write('WAVE', 8);
  head.write('fmt ', 12);
  head.writeUInt32LE(16, 16);
  head.writeUInt32LE(16_000, 28);
  head.write('data', 36);
  return Buffer.concat([head, Buffer.alloc(SOUND_BYTES, 7)]);
}

/** Lets what is under way go on until it is so. */
async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'leitstand-seal-'));
  readonly clock = new SimulatedClock(0);
  readonly submitted: InputBody[] = [];
  readonly sealer: RecordingSealer;
  private listener: (facts: readonly Fact[]) => void = () => undefined;

  constructor(pending: readonly RecordingView[] = []) {
    const { clock, folder } = this;
    this.sealer = new RecordingSealer({
      engine: {
        submit: async (body) => {
          this.submitted.push(body);
          return { seq: 1, at: 0, facts: [] };
        },
        onFacts: (listener) => {
          this.listener = listener;
          return () => undefined;
        },
        recordings: () => pending,
      },
      files: new SwitchRecordings(new Map([['pbx', { kind: 'folder', path: folder }]])),
      clock,
      log: pino({ level: 'silent' }),
    });
    this.sealer.start();
  }

  put(name: string, bytes: Buffer): void {
    writeFileSync(join(this.folder, name), bytes);
  }

  ended(recordingId: string, file: string): void {
    const body = { type: 'recording.ended', recordingId, callId: 'c', switchId: 'pbx', file };
    this.listener([{ body: { ...body, reason: 'stopped' } } as unknown as Fact]);
  }

  /** Time goes on until something was brought, or the retries are used up. */
  async untilBrought(): Promise<InputBody> {
    await eventually(() => {
      const next = this.clock.nextAt();
      if (this.submitted.length === 0 && next !== undefined) this.clock.advanceTo(next);
      return this.submitted.length > 0;
    });
    return this.submitted[0] as InputBody;
  }
}

let bench: Bench;

afterEach(() => {
  bench.sealer.stop();
  rmSync(bench.folder, { recursive: true, force: true });
});

test('a recording that has ended is read and brought with size, hash and length', async () => {
  bench = new Bench();
  bench.put('r1.wav', wav());
  bench.ended('r1', 'r1.wav');
  expect(await bench.untilBrought()).toEqual({
    type: 'recording.sealed',
    recordingId: 'r1',
    sizeBytes: 44 + SOUND_BYTES,
    audioMs: 1000,
    sha256: createHash('sha256').update(wav()).digest('hex'),
  });
});

test('whatever folder a switch names, the file is looked for in its own', async () => {
  bench = new Bench();
  bench.put('r1.wav', wav());
  bench.ended('r1', '/var/lib/freeswitch/recordings/../r1.wav');
  expect(await bench.untilBrought()).toMatchObject({ type: 'recording.sealed' });
});

test('what an earlier life of the daemon left unsealed is taken up', async () => {
  const left = { recordingId: 'r2', callId: 'c', clientId: 'acme', switchId: 'pbx' };
  bench = new Bench([{ ...left, purpose: 'talk', phase: 'ended', file: 'r2.wav' }]);
  bench.put('r2.wav', wav());
  expect(await bench.untilBrought()).toMatchObject({ recordingId: 'r2' });
});

test('a file that is late is waited for', async () => {
  bench = new Bench();
  bench.ended('r1', 'r1.wav');
  await eventually(() => bench.clock.nextAt() !== undefined);
  bench.put('r1.wav', wav());
  expect(await bench.untilBrought()).toMatchObject({ type: 'recording.sealed' });
});

test.each([
  ['never comes', undefined, 'RECORDING_FILE_MISSING'],
  ['is empty', Buffer.alloc(0), 'RECORDING_FILE_EMPTY'],
])('a file that %s is told as such, after all tries', async (_, bytes, code) => {
  bench = new Bench();
  if (bytes) bench.put('r1.wav', bytes);
  bench.ended('r1', 'r1.wav');
  const told = { type: 'recording.seal-failed', recordingId: 'r1', code };
  expect(await bench.untilBrought()).toMatchObject(told);
});

test('a file that is no WAV has a hash and no length', async () => {
  bench = new Bench();
  async function* text(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('no');
    yield Buffer.from(' sound');
  }
  expect(await digestOf(text())).toEqual({
    sizeBytes: 8,
    sha256: createHash('sha256').update('no sound').digest('hex'),
  });
});
