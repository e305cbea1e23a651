import type { FarEnd, Line, Notice } from '../../src/driver/simulated/far-end';
import type { SimulatedRecording } from '../../src/driver/simulated/recorder';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import { SimulatedSwitch } from '../../src/driver/simulated/simulated-switch';
import type { Destination } from '../../src/port/switch-command';
import { asHeard } from './heard';
import type { FarAnswer, FarSide, Recorded, SwitchHarness } from './switch-harness';

/** A far end that does what the test says and remembers what it noticed. */
class Puppet implements FarEnd, FarSide {
  private readonly seen: Notice[] = [];
  private readonly waiting = new Set<() => void>();
  private line: Line | null = null;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly own: FarAnswer,
  ) {}

  take(line: Line): void {
    this.line = line;
  }

  notice(notice: Notice, line: Line): void {
    this.line = line;
    this.seen.push(notice);
    if (notice.type === 'called') this.called(line);
    for (const wake of this.waiting) wake();
  }

  answer(): void {
    this.line?.answer();
  }

  hangUp(cause?: 'busy' | 'rejected'): void {
    this.line?.hangUp(cause);
  }

  press(digits: string): void {
    [...digits].forEach((digit, index) => {
      this.line?.after(1 + index * 15, () => this.line?.press(digit));
    });
  }

  sing(hz: number | null): void {
    this.line?.sing(hz);
  }

  hears(hz: number): Promise<void> {
    return this.until(() => this.listen(hz), `a tone of ${hz} Hz`);
  }

  hearsNot(hz: number): Promise<void> {
    return this.until(() => !this.listen(hz), `silence at ${hz} Hz`);
  }

  hearsNothing(): Promise<void> {
    return this.until(() => (this.line?.hears() ?? []).length === 0, 'silence');
  }

  answered(): Promise<void> {
    return this.until(() => this.has('answered'), 'an answer');
  }

  ended(): Promise<void> {
    return this.until(() => this.has('ended'), 'the end');
  }

  wasCalled(): Promise<void> {
    return this.until(() => this.has('called'), 'a call');
  }

  async redirectedTo(): Promise<string> {
    await this.ended();
    const end = this.seen.find((notice) => notice.type === 'ended');
    return end?.redirectedTo ?? '';
  }

  private called(line: Line): void {
    if (this.own === 'busy') line.after(20, () => line.hangUp('busy'));
    else line.after(10, () => line.ring());
    if (this.own === 'answers') line.after(30, () => line.answer());
    if (this.own === 'rejects') line.after(30, () => line.hangUp('rejected'));
  }

  private has(type: Notice['type']): boolean {
    return this.seen.some((notice) => notice.type === type);
  }

  private listen(hz: number): boolean {
    const heard = this.line?.hears() ?? [];
    return heard.some((uri) => uri.startsWith('tone:') && uri.slice(5).split('/')[0] === `${hz}`);
  }

  private until(isSo: () => boolean, what: string): Promise<void> {
    if (isSo()) return Promise.resolve();
    const deadline = this.clock.now() + 20_000;
    return new Promise((done, fail) => {
      const look = (): void => {
        if (isSo()) {
          this.waiting.delete(look);
          done();
        } else if (this.clock.now() > deadline) {
          this.waiting.delete(look);
          fail(new Error(`the far side waited in vain for ${what}`));
        } else this.clock.schedule(this.clock.now() + 5, look);
      };
      look();
    });
  }
}

const DEVICE = 'desk-1';
/** Longer than any deadline of a test: the link comes back when the test says so. */
const YEAR_MS = 365 * 24 * 3_600_000;

/** The simulated switch on a clock that goes on as fast as the test lets it. */
export class SimulatedHarness implements SwitchHarness {
  readonly clock = new SimulatedClock();
  readonly driver: SimulatedSwitch;
  readonly sound = 'sound:beep';
  readonly music = 'default';
  readonly device = DEVICE;
  readonly hasWitness = true;
  readonly canRestart = true;
  private readonly puppets = new Map<string, Puppet>();
  private readonly recordings = new Map<string, SimulatedRecording>();
  private readonly answers = new Map<string, FarAnswer>();
  private numbers = 0;
  private open = true;

  constructor(readonly switchId: string) {
    const onRecorded = (recording: SimulatedRecording): void => {
      this.recordings.set(recording.file, recording);
    };
    this.driver = new SimulatedSwitch({ switchId, clock: this.clock, seed: 1, onRecorded });
    const desk = { kind: 'device' as const, reachable: true };
    this.driver.addEndpoint(DEVICE, {
      ...desk,
      farEnd: () => new Puppet(this.clock, 'answers'),
    });
    this.driver.addEndpoint('desk-away', { ...desk, reachable: false, farEnd: () => null });
    this.driver.addEndpoint('dead', { kind: 'trunk', reachable: false, farEnd: () => null });
    this.driver.addEndpoint('carrier', {
      kind: 'trunk',
      reachable: true,
      farEnd: (number) => this.farEnd(number ?? ''),
    });
    this.fly();
  }

  call(party: { readonly ani: string; readonly dnis: string }): FarSide {
    const puppet = new Puppet(this.clock, 'by-hand');
    const line = this.driver.arrive(party, puppet);
    if (line) puppet.take(line);
    return puppet;
  }

  destination(answer: FarAnswer): Destination {
    if (answer === 'unknown-device') return { kind: 'device', device: 'nowhere' };
    if (answer === 'unreachable-device') return { kind: 'device', device: 'desk-away' };
    const number = `4940${String(this.numbers++).padStart(4, '0')}`;
    this.answers.set(number, answer);
    return { kind: 'number', number, trunk: answer === 'unreachable-trunk' ? 'dead' : 'carrier' };
  }

  async called(destination: Destination): Promise<FarSide> {
    const puppet = this.puppet(destination.kind === 'number' ? destination.number : '');
    await puppet.wasCalled();
    return puppet;
  }

  async setReachable(reachable: boolean): Promise<void> {
    this.driver.setReachable('device', DEVICE, reachable);
  }

  async recorded(file: string, tones: readonly number[]): Promise<Recorded> {
    const recording = this.recordings.get(file);
    if (!recording) throw new Error(`nothing was recorded as ${file}`);
    const { durationMs, stretches } = recording;
    return { durationMs, stretches: asHeard(stretches, durationMs, tones) };
  }

  async cutLink(): Promise<void> {
    this.driver.dropLink(YEAR_MS);
  }

  async restoreLink(): Promise<void> {
    this.driver.restoreLink();
  }

  async restart(): Promise<void> {
    this.driver.restart(2000);
  }

  /** The switch and the driver are one here: what is fresh is the connection. */
  renew(): void {
    // Nothing to do.
  }

  async close(): Promise<void> {
    this.open = false;
  }

  private farEnd(number: string): FarEnd | null {
    return this.answers.get(number) === 'unknown-number' ? null : this.puppet(number);
  }

  private puppet(number: string): Puppet {
    const known = this.puppets.get(number);
    if (known) return known;
    const puppet = new Puppet(this.clock, this.answers.get(number) ?? 'by-hand');
    this.puppets.set(number, puppet);
    return puppet;
  }

  /** One instant a turn of the event loop, so that the test's promises run in between. */
  private fly(): void {
    if (!this.open) return;
    this.clock.fireNext();
    setImmediate(() => this.fly());
  }
}
