import { join } from 'node:path';
import type { Centre } from '../../src/core/centre';
import { AsteriskSwitch } from '../../src/driver/asterisk/asterisk-switch';
import { LeitstandEngine } from '../../src/engine/engine';
import { liveCore, liveViews } from '../../src/engine/live-core';
import { SystemClock } from '../../src/engine/system-clock';
import type { Switch } from '../../src/port/switch';
import type { SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';
import { APP, type Contender, NUMBER, type Stage } from './stage';

const SWITCH_ID = 'bench';
const CAUSE = { actor: 'bench', reason: 'bench' };

/**
 * The engine with its journal on the disk: the flow answers, the queue finds an agent, both are
 * joined, and then we hang up.
 */
export class ThroughEngine implements Contender {
  readonly name: string;
  /** From `leg.answered` of an agent to the bridge command that follows from it, ms. */
  readonly bridgeDelaysMs: number[] = [];
  residentMb = 0;
  private engine: LeitstandEngine<ReturnType<typeof liveCore.newWorld>> | undefined;
  private readonly answeredAt = new Map<string, number>();
  private done: () => void = () => undefined;

  /** `hasWitness`: with AMI beside ARI, as the daemon has it; the other contenders have none. */
  constructor(private readonly hasWitness: boolean) {
    this.name = hasWitness ? 'engine with AMI' : 'engine';
  }

  warmedUp(): void {
    this.bridgeDelaysMs.length = 0;
  }

  onDone(done: () => void): void {
    this.done = done;
  }

  async start(stage: Stage): Promise<void> {
    const clock = new SystemClock();
    const { ariUrl: url, ariUser: user, ariPassword: password } = stage.asterisk;
    const ari = { url, user, password, app: APP };
    const target = new AsteriskSwitch({
      switchId: SWITCH_ID,
      ari,
      clock,
      ...(this.hasWitness ? { ami: amiOf(stage) } : {}),
    });
    const engine = new LeitstandEngine({
      engineId: 'bench',
      build: 'bench',
      configHash: 'bench',
      journalDirectory: join(stage.folder, 'journal'),
      core: liveCore,
      views: liveViews,
      switches: [this.timed(target)],
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
    await engine.submit({ type: 'centre.applied', centre: centreOf(stage) }, CAUSE);
    for (const agentId of stage.devices) {
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
  private timed(target: AsteriskSwitch): Switch {
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
    if (event.type !== 'leg.answered' || event.legId.startsWith('in:')) return;
    this.answeredAt.set(event.legId, performance.now());
  }

  private noteCommand(command: SwitchCommand): void {
    if (command.type !== 'join') return;
    const from = this.answeredAt.get(command.legId);
    if (from === undefined) return;
    this.answeredAt.delete(command.legId);
    this.bridgeDelaysMs.push(performance.now() - from);
  }
}

const amiOf = ({ asterisk: { amiPort: port, amiUser: user, amiPassword: password } }: Stage) => ({
  host: '127.0.0.1',
  port,
  user,
  password,
});

/** One queue for all, whose agents are free again at once. */
function centreOf(stage: Stage): Centre {
  const clientId = 'bench';
  const providerId = 'bench';
  return {
    clients: [{ clientId, name: 'Bench' }],
    providers: [{ providerId, name: 'Bench', clientIds: [clientId] }],
    skills: [],
    agents: stage.devices.map((device) => ({
      agentId: device,
      name: device,
      providerId,
      phone: { switchId: SWITCH_ID, device },
      skills: {},
    })),
    queues: [
      {
        queueId: 'all',
        clientId,
        name: 'All',
        requirement: [],
        music: 'default',
        waitingMax: 10_000,
        waitMaxMs: 600_000,
        ringTimeoutMs: 20_000,
        wrapUpMs: 0,
        serviceLevelMs: 20_000,
      },
    ],
    flows: [
      {
        flowId: 'in',
        clientId,
        start: 'answer',
        nodes: {
          answer: { type: 'answer', next: 'queue' },
          queue: {
            type: 'queue',
            queueId: 'all',
            skills: [],
            priority: 0,
            onTimeout: 'end',
            onFull: 'end',
          },
          end: { type: 'hangup', cause: 'normal' },
        },
      },
    ],
    numbers: [{ number: NUMBER, clientId, flowId: 'in', language: 'en' }],
    calendars: [],
  };
}
