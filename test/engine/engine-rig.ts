import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '../../src/core/fact';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import { LeitstandEngine, type LeitstandEngineOptions } from '../../src/engine/engine';
import type { CodedError } from '../../src/port/coded-error';
import type { Outbox, OutboxEntry } from '../../src/port/stores';
import type { Switch, SwitchSnapshot } from '../../src/port/switch';
import type { SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';
import { type CountingWorld, countingCore, countingViews } from './counting-core';

/** A switch that the test plays: it notes commands and says what the test tells it to say. */
export class PlayedSwitch implements Switch {
  readonly commands: SwitchCommand[] = [];
  readonly askedSince: number[] = [];
  isClosed = false;
  /** What `snapshot` gives next; a test replaces it to fail or to wait. */
  answer: () => Promise<SwitchSnapshot> = async () => this.emptySnapshot();
  onCommand: (command: SwitchCommand) => void = () => undefined;
  private sink: (event: SwitchEvent) => void = () => undefined;

  constructor(readonly switchId = 's1') {}

  async connect(sink: (event: SwitchEvent) => void): Promise<void> {
    this.isClosed = false;
    this.sink = sink;
  }

  execute(command: SwitchCommand): void {
    this.commands.push(command);
    this.onCommand(command);
  }

  snapshot(since: number): Promise<SwitchSnapshot> {
    this.askedSince.push(since);
    return this.answer();
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  say(event: SwitchEvent): void {
    this.sink(event);
  }

  offer(legId: string): void {
    this.say({ type: 'leg.offered', switchId: this.switchId, legId, ani: '1', dnis: '2' });
  }

  end(legId: string): void {
    const { switchId } = this;
    this.say({ type: 'leg.ended', switchId, legId, cause: 'normal', by: 'remote' });
  }

  emptySnapshot(): SwitchSnapshot {
    const { switchId } = this;
    return { switchId, legs: [], bridges: [], media: [], recordings: [], ended: [] };
  }
}

/** Keeps entries in memory; a test may move `synced` back, as if the disk had not got them. */
export class MemoryOutbox implements Outbox {
  readonly entries: OutboxEntry[] = [];
  taken = 0;
  synced = Number.MAX_SAFE_INTEGER;
  refuses = false;

  /** Of the calls that ended, their ids. */
  get callIds(): string[] {
    return this.entries.flatMap(({ body }) => ('record' in body ? [body.record.callId] : []));
  }

  take(entries: readonly OutboxEntry[], seq: number): void {
    if (this.refuses) throw new Error('the outbox is full');
    this.entries.push(...entries);
    this.taken = seq;
  }

  takenSeq(): number {
    return this.taken;
  }

  syncedSeq(): number {
    return Math.min(this.taken, this.synced);
  }

  backlog(): { entries: number } {
    return { entries: this.entries.length };
  }

  async close(): Promise<void> {
    this.refuses = true;
  }
}

export const OPERATOR = { actor: 'token:t1', reason: 'test' };
export const START_AT = Date.UTC(2026, 0, 5, 9);

/** An engine on the counting core, a directory of its own, a played switch and a turned clock. */
export class EngineRig {
  readonly directory = mkdtempSync(join(tmpdir(), 'engine-'));
  readonly clock = new SimulatedClock(START_AT);
  readonly target = new PlayedSwitch();
  readonly outbox = new MemoryOutbox();
  readonly facts: Fact[] = [];
  readonly fatal: CodedError[] = [];
  private readonly engines: LeitstandEngine<CountingWorld>[] = [];

  make(options: Partial<LeitstandEngineOptions<CountingWorld>> = {}) {
    const engine = new LeitstandEngine({
      engineId: 'e1',
      build: 'b1',
      configHash: 'h1',
      journalDirectory: this.directory,
      core: countingCore,
      views: countingViews,
      switches: [this.target],
      clock: this.clock,
      outbox: this.outbox,
      journal: { reserveBytes: 0 },
      onFatal: (error) => this.fatal.push(error),
      ...options,
    });
    engine.onFacts((facts) => this.facts.push(...facts));
    this.engines.push(engine);
    return engine;
  }

  async start(options: Partial<LeitstandEngineOptions<CountingWorld>> = {}) {
    const engine = this.make(options);
    await engine.start();
    return engine;
  }

  /** Resolves when everything said so far was stepped: an input at the end of the line. */
  async settle(engine: LeitstandEngine<CountingWorld>): Promise<void> {
    await engine.submit({ type: 'call.hold-requested', callId: 'none' }, OPERATOR);
  }

  /** Lets the engine step what it has, where `settle` would be refused. */
  async runIdle(engine: LeitstandEngine<CountingWorld>): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (engine.health().inbox > 0) quiet = 0;
    }
  }

  factTypes(): string[] {
    return this.facts.map(({ body }) => body.type);
  }

  files(pattern: RegExp): string[] {
    return readdirSync(this.directory)
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => join(this.directory, name));
  }

  async close(): Promise<void> {
    for (const engine of this.engines) await engine.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Lets promises and the disk go on until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
