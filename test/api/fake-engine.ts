import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCentre } from '../../src/config/centre-file';
import type { Centre } from '../../src/core/centre';
import type { Fact, FactBody } from '../../src/core/fact';
import type { Cause, InputBody } from '../../src/core/input';
import type { StaffingQuestion } from '../../src/core/queue/staffing';
import type { EngineHealth } from '../../src/engine/engine-health';
import type {
  AgentView,
  CallView,
  Engine,
  QueueView,
  StaffingView,
  Submitted,
  SwitchView,
} from '../../src/engine/facade';
import type { CallbackView } from '../../src/engine/facade/callback-view';
import type { CampaignView } from '../../src/engine/facade/campaign-view';
import type { FloorNow } from '../../src/engine/facade/pacing-forecast-view';
import type { RecordingView } from '../../src/engine/facade/recording-view';
import { WAIT_ESTIMATE } from '../cli/wait-sample';
import { floorSample } from './forecast-sample';
import { staffingSample } from './staffing-sample';

const EXAMPLE = join(__dirname, '../../docs/examples/centre.yaml');

export const exampleText = readFileSync(EXAMPLE, 'utf8');

const { centre: example } = readCentre(exampleText, { file: 'centre.yaml' });

if (!example) throw new Error('the example is broken');
const exampleCentre: Centre = example;

/** Views that a test may change, and a memory of what was submitted. */
export class FakeEngine implements Engine {
  /** Questions about staffing. */
  readonly asked: StaffingQuestion[] = [];
  readonly submitted: { body: InputBody; cause: Cause }[] = [];
  agentViews: AgentView[];
  callViews: CallView[] = [];
  callbackViews: CallbackView[] = [];
  campaignViews: CampaignView[] = [];
  recordingViews: RecordingView[] = [];
  queueViews: QueueView[];
  switchViews: SwitchView[] = [{ switchId: 'main', up: true, version: '22.10.1' }];
  journal: EngineHealth['journal'] = { ok: true };
  /** What the next submit answers, or rejects with. */
  facts: FactBody[] = [];
  failure: Error | undefined;
  private seq = 100;
  private factIndex = 0;
  private centreNow = exampleCentre;
  private readonly listeners = new Set<(facts: readonly Fact[]) => void>();

  constructor(private readonly now: () => number) {
    this.agentViews = this.centreNow.agents.map((agent) => ({
      ...agent,
      status: 'available',
      state: 'idle',
      since: now(),
      reachable: true,
      today: { calls: 0, talkMs: 0, holdMs: 0, wrapUpMs: 0, ringMs: 0, idleMs: 0, breakMs: 0 },
    }));
    this.queueViews = this.centreNow.queues.map((queue) => ({
      queueId: queue.queueId,
      clientId: queue.clientId,
      name: queue.name,
      waiting: 2,
      longestWaitMs: 4000,
      agents: { idle: 3, busy: 1, onBreak: 1 },
      today: {
        offered: 9,
        answered: 7,
        abandoned: 1,
        overflowed: 1,
        withdrawn: 0,
        answeredInTime: 6,
        waitMsSum: 70_000,
      },
      serviceLevelMs: queue.serviceLevelMs,
      waitEstimate: WAIT_ESTIMATE,
    }));
  }

  async submit(body: InputBody, cause: Cause): Promise<Submitted> {
    if (this.failure) throw this.failure;
    this.submitted.push({ body, cause });
    if (body.type === 'centre.applied') this.centreNow = body.centre;
    if (body.type === 'agent.status-requested') {
      const { agentId, status, reason } = body;
      this.agentViews = this.agentViews.map((agent) =>
        agent.agentId === agentId
          ? { ...agent, status, ...(reason === undefined ? {} : { reason }) }
          : agent,
      );
    }
    this.seq += 1;
    return { seq: this.seq, at: this.now(), facts: this.facts.map((fact) => this.fact(fact)) };
  }

  centre = (): Centre => this.centreNow;
  queues = (): readonly QueueView[] => this.queueViews;
  agents = (): readonly AgentView[] => this.agentViews;

  staffing(queueId: string, question: StaffingQuestion): StaffingView | null {
    const queue = this.centreNow.queues.find((entry) => entry.queueId === queueId);
    this.asked.push(question);
    return queue ? staffingSample(queueId, queue.clientId, this.now()) : null;
  }

  calls = (): readonly CallView[] => this.callViews;
  callbacks = (): readonly CallbackView[] => this.callbackViews;
  campaigns = (): readonly CampaignView[] => this.campaignViews;
  floorNow = (campaignId: string): FloorNow | null =>
    this.campaignViews.some((one) => one.campaignId === campaignId)
      ? { ...floorSample(this.now()), campaignId }
      : null;
  hopper = () => ({ wants: [], openZones: () => [], held: () => new Set<string>() });
  recordings = (): readonly RecordingView[] => this.recordingViews;
  switches = (): readonly SwitchView[] => this.switchViews;

  health = (): EngineHealth => ({
    engineId: 'leitstand',
    epoch: 7,
    seq: this.seq,
    startedAt: this.now() - 60_000,
    inbox: 0,
    openCommands: 2,
    journal: this.journal,
  });

  onFacts(listener: (facts: readonly Fact[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  /** One batch with this one fact; the answer is its event id. */
  emit(body: FactBody, clientId?: string): string {
    this.seq += 1;
    const fact = this.fact(body, clientId);
    for (const listener of this.listeners) listener([fact]);
    return `${fact.epoch}-${fact.seq}-${fact.factIndex}`;
  }

  private fact(body: FactBody, clientId?: string): Fact {
    return {
      schema: 1,
      engineId: 'leitstand',
      epoch: 7,
      seq: this.seq,
      factIndex: this.factIndex++,
      at: this.now(),
      ...(clientId === undefined ? {} : { clientId }),
      cause: { actor: 'token:boss', reason: 'test' },
      body,
    };
  }
}
