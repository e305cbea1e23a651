import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Fact, FactBody } from '../../src/core/fact';
import type { InputBody } from '../../src/core/input';
import type { World } from '../../src/core/world';
import { RecordingSealer } from '../../src/daemon/recording-sealer';
import { AsteriskSwitch } from '../../src/driver/asterisk/asterisk-switch';
import { LeitstandEngine } from '../../src/engine/engine';
import { liveCore, liveViews } from '../../src/engine/live-core';
import { SystemClock } from '../../src/engine/system-clock';
import type { RecordingFiles } from '../../src/port/stores';
import type { Switch } from '../../src/port/switch';
import type { AsteriskRig } from '../switch/asterisk-rig';

type Body<T extends FactBody['type']> = Extract<FactBody, { type: T }>;

/** An engine in this process on one or more real Asterisks, whose facts a test can wait for. */
export class RealEngine {
  readonly told: Fact[] = [];
  readonly facts: FactBody[] = [];
  private readonly waiters = new Set<() => void>();

  private sealer: RecordingSealer | undefined;

  private constructor(
    private readonly engine: LeitstandEngine<World>,
    private readonly folder: string,
  ) {
    engine.onFacts((batch: readonly Fact[]) => {
      this.told.push(...batch);
      this.facts.push(...batch.map(({ body }) => body));
      for (const look of [...this.waiters]) look();
    });
  }

  /** By switchId, and others beside; resolves when every switch is reconciled. */
  static async start(
    rigs: Readonly<Record<string, AsteriskRig>>,
    others: readonly Switch[] = [],
  ): Promise<RealEngine> {
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-call-'));
    const clock = new SystemClock();
    const asterisks = Object.entries(rigs).map(([switchId, { asterisk }]) => {
      const { ariUrl: url, ariUser: user, ariPassword: password } = asterisk;
      const { amiPort: port, amiUser, amiPassword, witnessFile } = asterisk;
      return new AsteriskSwitch({
        switchId,
        ari: { url, user, password, app: 'leitstand' },
        ami: { host: '127.0.0.1', port, user: amiUser, password: amiPassword },
        witnessFile,
        clock,
      });
    });
    const switches = [...asterisks, ...others];
    const engine = new LeitstandEngine({
      engineId: 'test',
      build: 'test',
      configHash: 'test',
      journalDirectory: folder,
      core: liveCore,
      views: liveViews,
      switches,
      clock,
      onFatal: (error) => {
        throw error;
      },
    });
    const real = new RealEngine(engine, folder);
    await engine.start();
    for (const { switchId } of switches) {
      await real.fact('switch.reconciled', (b) => b.switchId === switchId);
    }
    return real;
  }

  /** Seals recordings, as the daemon does. */
  seal(files: RecordingFiles, log: Logger): void {
    const { engine } = this;
    this.sealer = new RecordingSealer({ engine, files, clock: new SystemClock(), log });
    this.sealer.start();
  }

  async stop(): Promise<void> {
    this.sealer?.stop();
    await this.engine.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async ask(body: InputBody): Promise<void> {
    await this.engine.submit(body, { actor: 'test', reason: body.type });
  }

  async logIn(...agentIds: string[]): Promise<void> {
    for (const agentId of agentIds) {
      await this.ask({ type: 'agent.status-requested', agentId, status: 'available' });
    }
  }

  get agents() {
    return this.engine.agents();
  }

  get calls() {
    return this.engine.calls();
  }

  /** The first fact of this type that fits, be it past or to come. */
  fact<T extends FactBody['type']>(
    type: T,
    fits: (body: Body<T>) => boolean = () => true,
  ): Promise<Body<T>> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.facts.find((body) => body.type === type && fits(body as Body<T>));
        if (!found) return;
        this.waiters.delete(look);
        resolve(found as Body<T>);
      };
      this.waiters.add(look);
      look();
    });
  }

  /** The record of the call that this number made. */
  async record(ani: string) {
    return (await this.fact('record.completed', (b) => b.record.ani === ani)).record;
  }

  /** The call that this number made, once it is waiting. */
  async queued(ani: string): Promise<string> {
    const { callId } = await this.fact('call.offered', (b) => b.ani === ani);
    await this.fact('contact.queued', (b) => b.callId === callId);
    return callId;
  }
}
