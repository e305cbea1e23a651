import { join } from 'node:path';
import { LeitstandEngine } from '../../src/engine/engine';
import { liveCore, liveViews } from '../../src/engine/live-core';
import { SystemClock } from '../../src/engine/system-clock';
import type { Clock } from '../../src/port/clock';
import type { Switch } from '../../src/port/switch';
import type { SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';
import { centreOf } from './centre';
import type { Contender, FigureKeys, Ground } from './contender';

const CAUSE = { actor: 'bench', reason: 'bench' };

export interface ThroughEngineOptions {
  readonly name: string;
  readonly keys: FigureKeys;
  /** As the daemon would have it, and not connected. */
  readonly newSwitch: (clock: Clock) => Switch;
}

/**
 * The engine with its journal on the disk: the flow answers, the queue finds an agent, both are
 * joined, and then we hang up.
 */
export class ThroughEngine implements Contender {
  readonly name: string;
  readonly keys: FigureKeys;
  /** From `leg.answered` of an agent to the bridge command that follows from it, ms. */
  readonly bridgeDelaysMs: number[] = [];
  residentMb = 0;
  private engine: LeitstandEngine<ReturnType<typeof liveCore.newWorld>> | undefined;
  /** Agents' legs that have not been answered. */
  private readonly dialed = new Set<string>();
  private readonly answeredAt = new Map<string, number>();
  private done: () => void = () => undefined;

  constructor(private readonly options: ThroughEngineOptions) {
    this.name = options.name;
    this.keys = options.keys;
  }

  warmedUp(): void {
    this.bridgeDelaysMs.length = 0;
  }

  onDone(done: () => void): void {
    this.done = done;
  }

  async start({ folder, devices }: Ground): Promise<void> {
    const clock = new SystemClock();
    const engine = new LeitstandEngine({
      engineId: 'bench',
      build: 'bench',
      configHash: 'bench',
      journalDirectory: join(folder, 'journal'),
      core: liveCore,
      views: liveViews,
      switches: [this.timed(this.options.newSwitch(clock))],
      clock,
      onFatal: (error) => {
        throw error;
      },
    });
    this.engine = engine;
    engine.onFacts((facts) => {
      for (const { body } of facts) {
        if (body.type === 'call.connected') this.hangUp(body.callId);
        if (body.type === 'record.completed' && body.record.result === 'connected') this.done();
      }
    });
    await engine.start();
    await engine.submit({ type: 'centre.applied', centre: centreOf(devices) }, CAUSE);
    for (const agentId of devices) {
      await engine.submit({ type: 'agent.status-requested', agentId, status: 'available' }, CAUSE);
    }
  }

  async stop(): Promise<void> {
    this.residentMb = process.memoryUsage.rss() / 2 ** 20;
    await this.engine?.stop();
  }

  private hangUp(callId: string): void {
    const body = { type: 'call.hangup-requested', callId } as const;
    // A call that ends by itself meanwhile, or with the engine, needs no hang-up.
    this.engine?.submit(body, CAUSE).catch(() => undefined);
  }

  /** The same switch, with a look at what passes. */
  private timed(target: Switch): Switch {
    return {
      switchId: target.switchId,
      connect: (sink) =>
        target.connect((event) => {
          this.noteEvent(event);
          sink(event);
        }),
      execute: (command) => {
        this.noteCommand(command);
        target.execute(command);
      },
      snapshot: (since) => target.snapshot(since),
      close: () => target.close(),
    };
  }

  private noteEvent(event: SwitchEvent): void {
    if (event.type !== 'leg.answered' || !this.dialed.delete(event.legId)) return;
    this.answeredAt.set(event.legId, performance.now());
  }

  private noteCommand(command: SwitchCommand): void {
    if (command.type === 'originate') this.dialed.add(command.legId);
    if (command.type !== 'join') return;
    const from = this.answeredAt.get(command.legId);
    if (from === undefined) return;
    this.answeredAt.delete(command.legId);
    this.bridgeDelaysMs.push(performance.now() - from);
  }
}
