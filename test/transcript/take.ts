import { randomUUID } from 'node:crypto';
import type { Destination } from '../../src/port/switch-command';
import type { EslFrame } from '../fake/esl-frame';
import type { PhoneBank } from '../switch/phone-bank';
import type { PhoneCall } from '../switch/phone-call';
import type { Behaviour } from '../switch/sip-phone';
import { Recorder } from './recorder';
import { spell } from './spelling';

/** What is asked of the switch before a scene, as the driver asks it. */
export interface TakeOptions {
  readonly port: number;
  readonly password: string;
  readonly subscription: string;
  readonly devicePassword: string;
  /** The switch's folder of sounds. */
  readonly sounds: string;
  /** Where it writes recordings. */
  readonly recordings: string;
}

/** Who plays in a scene, and the recorded word for it. */
export type Roles = Readonly<Record<string, string>>;

export interface TakenLeg {
  readonly uuid: string;
  readonly call: PhoneCall;
  readonly roles: Roles;
}

/** Of one leg, or of two: those of the second begin with `peer`. */
export function rolesOf(leg: TakenLeg, peer?: TakenLeg): Roles {
  if (!peer) return leg.roles;
  const others = Object.entries(peer.roles).map(([role, word]) => [`peer.${role}`, word] as const);
  return { ...leg.roles, ...Object.fromEntries(others) };
}

/** One connection that is recorded, with the moves that many scenes begin with. */
export class Take {
  private constructor(
    readonly recorder: Recorder,
    readonly phones: PhoneBank,
    readonly options: TakeOptions,
  ) {}

  static async begin(phones: PhoneBank, options: TakeOptions): Promise<Take> {
    const before = await Recorder.open(options.port);
    before.say(`auth ${options.password}`);
    await before.command('api hupall');
    before.close();
    const recorder = await Recorder.open(options.port);
    const take = new Take(recorder, phones, options);
    await recorder.quiet(100);
    await recorder.command(`auth ${options.password}`);
    await recorder.command(options.subscription);
    return take;
  }

  /**
   * Plays a scene: from its name on, all that the switch says belongs to it, until it is quiet.
   * `roles` may be known only afterwards, when the scene itself brings them up.
   */
  async scene(name: string, roles: Roles, act: () => Promise<unknown>): Promise<void> {
    this.recorder.scene(name, roles);
    await act();
    await this.recorder.quiet();
  }

  command(text: string): Promise<EslFrame> {
    return this.recorder.command(text);
  }

  /** Outside of all scenes. */
  async between(act: () => Promise<unknown>): Promise<void> {
    this.recorder.scene('between');
    await act();
    await this.recorder.quiet();
  }

  newParty(): { readonly ani: string; readonly dnis: string } {
    const count = String(nextParty++).padStart(4, '0');
    return { ani: `493055${count}`, dnis: `493099${count}` };
  }

  /** A number beyond the carrier that behaves so. */
  newNumber(behaviour: Behaviour | null): string {
    const number = `4940${String(nextParty++).padStart(5, '0')}`;
    if (behaviour) this.phones.phone(number, behaviour);
    return number;
  }

  carrier(number: string): Destination {
    return { kind: 'number', number, trunk: 'carrier' };
  }

  /** Somebody calls in and is parked, unanswered. */
  async comes(name = 'between'): Promise<TakenLeg> {
    const { ani, dnis } = this.newParty();
    const roles = { leg: '', ani, dnis };
    const parked = this.recorder.event('CHANNEL_PARK', { 'Caller-Destination-Number': dnis });
    this.recorder.scene(name, roles);
    const call = await this.phones.dial(dnis, { caller: ani });
    roles.leg = (await parked)['Unique-ID'] ?? '';
    await this.recorder.quiet(300);
    // Else the dialplan plays music to a caller whom no engine takes.
    await this.between(() => this.command(spell.unschedule(roles.leg)));
    return { uuid: roles.leg, call, roles };
  }

  /** Somebody called in and is answered and parked. */
  async answered(): Promise<TakenLeg> {
    const leg = await this.comes();
    await this.between(async () => {
      await this.command(spell.answer(leg.uuid));
      await leg.call.answered();
    });
    return leg;
  }

  /** Calls somebody, and waits for what becomes of it. */
  async dials(name: string, to: Destination, leg = this.newId()): Promise<void> {
    const job = this.newId();
    const roles = { leg, job, ...(to.kind === 'number' ? { dnis: to.number } : {}) };
    await this.scene(name, roles, async () => {
      const told = this.recorder.event('BACKGROUND_JOB', { 'Job-UUID': job });
      await this.command(spell.originate({ leg, job, to }));
      await told;
    });
  }

  /** Calls a number beyond the carrier, which rings. */
  async rings(name = 'between', ringTimeoutMs = 60_000): Promise<TakenLeg> {
    const [uuid, job, dnis] = [this.newId(), this.newId(), this.newNumber('ring')];
    const roles = { leg: uuid, job, dnis };
    const to = this.carrier(dnis);
    await this.scene(name, roles, () =>
      this.command(spell.originate({ leg: uuid, job, to, ringTimeoutMs })),
    );
    return { uuid, call: await this.phones.phoneOf(dnis).nextCall(), roles };
  }

  async answers(): Promise<TakenLeg> {
    const leg = await this.rings();
    await this.between(() => leg.call.answer());
    return leg;
  }

  newId(): string {
    return randomUUID();
  }

  end(file: string, disguise: ReadonlyMap<string, string>): void {
    this.recorder.save(file, disguise);
    this.recorder.close();
  }
}

let nextParty = 1001;
