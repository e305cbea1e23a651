import type { Centre } from '../../src/core/centre';
import { CENTRE, Scenario } from './scenario';

const [anna, ben] = CENTRE.agents;
if (!anna || !ben) throw new Error('the scenario has two agents');
const [sales] = CENTRE.queues;
if (!sales) throw new Error('the scenario has a queue');

/** The small centre with a second queue, a third agent, a supervisor, and somebody outside. */
export const TALK_CENTRE: Centre = {
  ...CENTRE,
  clients: [...CENTRE.clients, { clientId: 'bora', name: 'Bora' }],
  providers: [
    { providerId: 'north', name: 'North', clientIds: ['acme'] },
    { providerId: 'south', name: 'South', clientIds: ['bora'] },
  ],
  agents: [
    anna,
    ben,
    {
      ...ben,
      agentId: 'carla',
      name: 'Carla',
      phone: { switchId: 'pbx', device: 'carla' },
      skills: {},
    },
    {
      ...ben,
      agentId: 'dora',
      name: 'Dora',
      providerId: 'south',
      phone: { switchId: 'pbx', device: 'dora' },
      skills: {},
      supervises: { providerIds: ['north'], clientIds: [] },
    },
  ],
  queues: [
    sales,
    {
      ...sales,
      queueId: 'service',
      name: 'Service',
      requirement: [{ skill: 'german', levelMin: 1 }],
    },
    { ...sales, queueId: 'foreign', name: 'Foreign', clientId: 'bora' },
  ],
  transferTargets: [
    { targetId: 'support', name: 'Support', number: '0800', trunk: 'carrier', switchId: 'pbx' },
    {
      targetId: 'others',
      name: 'Others',
      number: '0801',
      trunk: 'carrier',
      switchId: 'pbx',
      clientIds: ['bora'],
    },
  ],
};

/** Anna talks with a caller; the others are logged in. */
export class TalkScenario extends Scenario {
  readonly caller: string;
  readonly annaLeg: string;
  readonly callId: string;
  readonly bridgeId: string;

  constructor(centre = TALK_CENTRE) {
    super(centre);
    this.logIn('anna');
    this.caller = this.queue();
    this.annaLeg = this.connect(this.caller);
    this.callId = [...this.world.calls.keys()].join();
    this.bridgeId = this.last('join').bridgeId;
    this.logIn('ben', 'carla', 'dora');
    this.pass(1_000);
    this.facts.length = 0;
    this.commands.length = 0;
  }

  get talk() {
    const call = this.world.calls.get(this.callId);
    if (!call) throw new Error('the call is over');
    return call;
  }

  codes(): string[] {
    return this.all('request.refused').map(({ refusal }) => refusal.code);
  }

  joined(...legIds: string[]): void {
    for (const legId of legIds) {
      const { bridgeId, role } = this.last('join');
      this.event({ type: 'leg.joined', legId, bridgeId, ...(role !== 'talk' && { role }) });
    }
  }

  held(legId: string): void {
    const { bridgeId } = this;
    this.event({ type: 'leg.left', legId, bridgeId, reason: 'hold' });
  }

  answered(): string {
    const { legId } = this.last('originate');
    this.event({ type: 'leg.answered', legId });
    return legId;
  }

  /** Anna consults an agent, who answers; the customer hears music. */
  consult(agentId = 'ben'): string {
    this.give({
      type: 'call.consult-requested',
      callId: this.callId,
      to: { kind: 'agent', agentId },
    });
    this.held(this.caller);
    const legId = this.answered();
    this.joined(legId);
    return legId;
  }

  change(change: 'complete' | 'cancel' | 'swap' | 'merge'): void {
    this.give({ type: 'call.consult-change-requested', callId: this.callId, change });
  }

  /** What the parties of the record did, and whom it names for what. */
  parties(): string[] {
    return this.record().parties.map((p) => `${p.agentId ?? p.targetId} ${p.role} ${p.kind}`);
  }

  segments(): string[] {
    return this.record().segments.map((s) => `${s.kind} ${s.agentId ?? s.targetId ?? ''}`.trim());
  }
}
