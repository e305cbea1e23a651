import type { AgentConfig, Centre } from '../../src/core/centre';
import type { InputBody, PartyDestination, PartyRequest } from '../../src/core/input';
import { CARRIER } from '../switch/asterisk-rig';
import type { PhoneBank } from '../switch/phone-bank';
import type { PhoneCall } from '../switch/phone-call';
import type { SipPhone } from '../switch/sip-phone';
import { realCentre } from './real-centre';
import type { RealEngine } from './real-engine';

const NUMBER = '493012300';
/** The number of the transfer target outside. */
export const HELPDESK_NUMBER = '493077700';

/** What everybody says, in Hz; the music that those on hold hear is one as well. */
export const TONES = {
  music: 350,
  customer: 600,
  carla: 900,
  anna: 1300,
  ben: 1700,
  dora: 2100,
  helpdesk: 2500,
} as const;

export type Voice = keyof typeof TONES;
type Person = Exclude<Voice, 'music'>;
const ALL_TONES = Object.values(TONES);

/** Calls come to Anna; Ben serves another queue, Carla none, Dora supervises. */
export const FLOOR_AGENTS = ['anna', 'ben', 'carla', 'dora'] as const;

/** Every call goes to sales at once; nobody wraps up. */
export function floorCentre(): Centre {
  const plain = realCentre(FLOOR_AGENTS.map((id) => ({ id, switchId: 'main' })));
  const skillsOf = ({ agentId }: AgentConfig): Record<string, number> =>
    agentId === 'anna' ? { sales: 5 } : agentId === 'ben' ? { support: 5 } : {};
  const supervises = { providerIds: ['house'], clientIds: [] };
  return {
    ...plain,
    agents: plain.agents.map((agent) => ({
      ...agent,
      skills: skillsOf(agent),
      ...(agent.agentId === 'dora' && { supervises }),
    })),
    queues: plain.queues.map((queue) => ({ ...queue, wrapUpMs: 0 })),
    flows: plain.flows.map((flow) => ({
      ...flow,
      nodes: { ...flow.nodes, answer: { type: 'answer' as const, next: 'sales' } },
    })),
    transferTargets: [
      {
        targetId: 'helpdesk',
        name: 'Helpdesk',
        number: HELPDESK_NUMBER,
        trunk: CARRIER,
        switchId: 'main',
      },
    ],
  };
}

/** An engine on a real switch, and people at phones who each say a tone of their own. */
export class TalkFloor {
  private calls = 0;

  /** `users`: whose phone is called otherwise than by the name. */
  protected constructor(
    readonly engine: RealEngine,
    readonly phones: PhoneBank,
    private readonly users: Partial<Record<Voice, string>> = {},
  ) {}

  phoneOf(name: Voice): SipPhone {
    return this.phones.phoneOf(name === 'helpdesk' ? HELPDESK_NUMBER : (this.users[name] ?? name));
  }

  /** Resolves when this agent has nothing to do. */
  async idle(agentId: string): Promise<void> {
    const isIdle = (): boolean =>
      this.engine.agents.find((one) => one.agentId === agentId)?.state === 'idle';
    while (!isIdle()) await new Promise((done) => setTimeout(done, 20));
  }

  /** Somebody calls, and talks with Anna. */
  async talk(): Promise<Talk> {
    this.calls += 1;
    const ani = `4930555${String(this.calls).padStart(2, '0')}`;
    const customer = await this.phones.dial(NUMBER, { caller: ani });
    const anna = await this.phoneOf('anna').nextCall();
    await anna.answer();
    const { callId } = await this.engine.fact('call.offered', (b) => b.ani === ani);
    await this.engine.fact('call.connected', (b) => b.callId === callId);
    const talk = new Talk(this, callId, ani);
    talk.speak('customer', customer);
    talk.speak('anna', anna);
    await talk.hears({ customer: ['anna'], anna: ['customer'] });
    return talk;
  }
}

/** One call, and who speaks in it. */
export class Talk {
  private readonly voices = new Map<Person, PhoneCall>();

  constructor(
    private readonly floor: TalkFloor,
    readonly callId: string,
    readonly ani: string,
  ) {}

  speak(name: Person, call: PhoneCall): PhoneCall {
    this.voices.set(name, call);
    call.voice.sendTone(TONES[name]);
    return call;
  }

  /** The phone that rings for it now. */
  async ringing(name: Exclude<Person, 'customer'>): Promise<PhoneCall> {
    const call = await this.floor.phoneOf(name).nextCall();
    call.ring();
    return call;
  }

  /** That phone is answered, and its tone begins. */
  async pickUp(name: Exclude<Person, 'customer'>): Promise<PhoneCall> {
    const call = await this.ringing(name);
    await call.answer();
    return this.speak(name, call);
  }

  phone(name: Person): PhoneCall {
    const call = this.voices.get(name);
    if (!call) throw new Error(`${name} is not in the call`);
    return call;
  }

  /** Resolves when each of these hears exactly those; with none of them, nothing at all. */
  async hears(matrix: Partial<Record<Person, readonly Voice[]>>): Promise<void> {
    const waits = Object.entries(matrix).map(async ([name, whom]) => {
      const wanted = whom.map((one) => TONES[one]);
      await this.phone(name as Person)
        .voice.hearsOnly(wanted, ALL_TONES)
        .catch((error: Error) => {
          throw new Error(`${name}: ${error.message}`);
        });
    });
    await Promise.all(waits);
  }

  /** From now on; what it returns tells whether it happened, be it for a moment. */
  overhears(name: Person, whom: Voice): () => boolean {
    return this.phone(name).voice.overhears(TONES[whom]);
  }

  /** Rejects where the engine refuses it. */
  async ask(type: InputBody['type'], what: object = {}): Promise<void> {
    const { engine } = this.floor;
    const before = engine.told.length;
    await engine.ask({ type, callId: this.callId, ...what } as PartyRequest);
    for (const { body } of engine.told.slice(before)) {
      if (body.type === 'request.refused') throw new Error(JSON.stringify(body.refusal));
    }
  }

  /** The customer hangs up, and the record comes. `staying` is on a line that goes on. */
  async end(staying?: Person) {
    await this.phone('customer').hangUp();
    const record = await this.floor.engine.record(this.ani);
    for (const [name, call] of this.voices) {
      if (name !== 'customer' && name !== staying) await call.ended();
    }
    return record;
  }
}

export const agent = (agentId: string): PartyDestination => ({ kind: 'agent', agentId });
export const HELPDESK: PartyDestination = { kind: 'target', targetId: 'helpdesk' };
