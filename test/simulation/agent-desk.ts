import type { InputBody } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Prng } from '../../src/driver/simulated/prng';
import type { SimulatedClock } from '../../src/driver/simulated/simulated-clock';

const SEAL_EVERY_MS = 20_000;

export interface DeskParts {
  readonly clock: SimulatedClock;
  readonly prng: Prng;
  /** null while nobody is there. */
  readonly world: () => World | null;
  readonly tell: (body: InputBody, reason: string) => void;
}

/** People who ask for recordings and for silence in them, and one who reads the files. */
export class RecordKeeping {
  constructor(private readonly parts: DeskParts) {}

  start(from: number, until: number): void {
    const { clock, prng } = this.parts;
    for (let at = from; at < until; at += prng.between(4_000, 30_000)) {
      clock.schedule(at, () => this.askSomething());
    }
    this.sealLater();
  }

  private askSomething(): void {
    const { prng, world, tell } = this.parts;
    const talking = [...(world()?.calls.values() ?? [])].filter((c) => c.connectedAt !== undefined);
    if (talking.length === 0) return;
    const { callId } = prng.pick(talking);
    const verb = prng.pick(['start', 'pause', 'pause', 'resume', 'resume', 'stop'] as const);
    const consent = verb === 'start' && prng.chance(0.5) ? { consent: 'spoken' as const } : {};
    tell({ type: `call.record-${verb}-requested`, callId, ...consent } as InputBody, 'desk');
  }

  private sealLater(): void {
    const { clock } = this.parts;
    clock.schedule(clock.now() + SEAL_EVERY_MS, () => {
      this.sealSome();
      this.sealLater();
    });
  }

  /** Most files are there; some cannot be had, and some are read by nobody. */
  private sealSome(): void {
    const { prng, world, tell } = this.parts;
    for (const { recordingId, phase } of [...(world()?.recordings.values() ?? [])]) {
      if (phase !== 'ended' || prng.chance(0.3)) continue;
      const missing = { code: 'RECORDING_FILE_MISSING', detail: 'simulated' };
      if (prng.chance(0.1))
        tell({ type: 'recording.seal-failed', recordingId, ...missing }, 'file');
      else tell({ type: 'recording.sealed', recordingId, sizeBytes: 44, sha256: 'ab' }, 'file');
    }
  }
}

/** Agents put callers on hold and come back to them, or forget. */
export function holdCallers(parts: DeskParts, from: number, until: number): void {
  const { clock, prng } = parts;
  for (let at = from; at < until; at += prng.between(5_000, 60_000)) {
    clock.schedule(at, () => holdSomebody(parts));
  }
}

function holdSomebody({ clock, prng, world, tell }: DeskParts): void {
  const calls = [...(world()?.calls.values() ?? [])];
  const talking = calls.filter((call) => call.phase === 'talking');
  if (talking.length === 0) return;
  const { callId } = prng.pick(talking);
  tell({ type: 'call.hold-requested', callId }, 'hold');
  if (prng.chance(0.1)) return;
  clock.schedule(clock.now() + prng.between(1, 30_000), () =>
    tell({ type: 'call.retrieve-requested', callId }, 'retrieve'),
  );
}
