import fc from 'fast-check';
import type { Centre } from '../../src/core/centre';
import { step } from '../../src/core/step';
import { freezeWorld, newWorld, thawWorld } from '../../src/core/world';
import { Scenario } from '../core/scenario';
import type { People } from '../law/people';
import { StepLaws } from '../law/step-laws';
import { brokenOnSwitch, twoOnOnePhone } from '../law/switch-laws';
import { brokenWorldLaws } from '../law/world-laws';
import { ModelSwitch } from './model-switch';
import { PLAY_CENTRE } from './play-centre';
import { relaxed } from './random-centre';
import { choosingBy } from './random-choice';
import type { Happening } from './random-happening';
import { withParties } from './random-party';
import { recorded } from './recorded-centre';

const AGENTS = ['anna', 'ben', 'carla', 'cora', 'dora'];
const nameOf = (index: number): string => AGENTS[index % AGENTS.length] ?? '';

/** With every second centre Anna's phone is a nailed-up line. */
function rephoned(centre: Centre, pick: number): Centre {
  if (pick % 2 === 0) return centre;
  const agents = centre.agents.map((agent) => {
    if (agent.agentId !== 'anna') return agent;
    return { ...agent, phone: { ...agent.phone, line: 'nailed-up' as const } };
  });
  return { ...centre, agents };
}

/** The core and a model of a switch, with every freedom that a network has between them. */
export class Play implements People {
  readonly s: Scenario;
  readonly model = new ModelSwitch();
  private readonly gone = new Map<string, number>();
  private callers = 0;
  private heard = 0;
  private applied = 0;

  /** `centres`: applied in turn. */
  constructor(private readonly centres: readonly Centre[]) {
    this.s = new Scenario(centres[0]);
  }

  run(next: Happening): void {
    this.perform(next);
    this.takeCommands();
    expect(brokenWorldLaws(this.s.world)).toEqual([]);
  }

  private takeCommands(): void {
    this.model.pending.push(...this.s.commands.slice(this.heard));
    this.heard = this.s.commands.length;
  }

  private perform(next: Happening): void {
    const { model, s } = this;
    switch (next.do) {
      case 'offer':
        this.callers += 1;
        // Few people, who call again and again.
        return model.offer(`in:pbx:${this.callers}`, `030${this.callers % 4}`, '100');
      case 'obey':
        return model.obey(next.pick % (model.pending.length || 1), false);
      case 'refuse':
        return model.obey(next.pick % (model.pending.length || 1), true);
      case 'deliver':
        // Mostly the oldest; sometimes one out of turn.
        return this.deliver(next.pick % 4 === 0 ? next.pick : 0, true);
      case 'double':
        return this.deliver(next.pick, false);
      case 'lose':
        model.outbox.splice(next.pick % (model.outbox.length || 1), 1);
        return;
      case 'answer':
        return model.answer(this.leg(next.pick));
      case 'finish':
        return model.finishMedia(this.leg(next.pick));
      case 'digit':
        return model.digit(this.leg(next.pick), next.digit);
      case 'fall':
        return model.fall(this.leg(next.pick));
      case 'end':
        return this.hangUp(this.leg(next.pick), next.cause);
      case 'pass':
        return s.pass(next.ms);
      case 'flush':
        return this.quieten();
      case 'pick-up':
        return this.pickUp(next.pick);
      default:
        this.operate(next);
    }
  }

  private operate(next: Happening): void {
    const { s } = this;
    const callId = 'pick' in next ? this.nth([...s.world.calls.keys()], next.pick) : '';
    switch (next.do) {
      case 'status': {
        const agentId = nameOf(next.pick);
        s.give({ type: 'agent.status-requested', agentId, status: next.status });
        return;
      }
      case 'hold':
        s.give({ type: 'call.hold-requested', callId });
        return;
      case 'retrieve':
        s.give({ type: 'call.retrieve-requested', callId });
        return;
      case 'ask':
        s.give({ ...next.ask, callId });
        return;
      case 'record':
        s.give({ type: `call.record-${next.verb}-requested`, callId });
        return;
      case 'seal':
        return this.seal(next.pick);
      case 'hangup':
        s.give({ type: 'call.hangup-requested', callId });
        return;
      case 'cancel': {
        const booked = [...s.world.contacts.values()].filter(({ callback }) => callback);
        const contactId = booked[next.pick % Math.max(1, booked.length)]?.contactId ?? 'nobody';
        s.give({ type: 'callback.cancel-requested', contactId });
        return;
      }
      case 'log-out': {
        const agentId = nameOf(next.pick);
        const when = next.pick % 3 === 0 ? 'after-call' : 'now';
        s.give({ type: 'agent.log-out-forced', agentId, when, reason: 'test' });
        return;
      }
      case 'extend': {
        const agentId = nameOf(next.pick);
        s.give({ type: 'agent.wrap-up-extend-requested', agentId, byMs: 5_000 });
        return;
      }
      case 'outage':
        s.event({ type: 'switch.down', reason: 'test' });
        return this.comeBack();
      case 'crash':
        return this.crash();
      case 'audit':
        return this.audit();
      case 'hours':
        return this.openFor(next.ms);
      case 'apply':
        this.applied += 1;
        s.give({
          type: 'centre.applied',
          centre: rephoned(
            choosingBy(this.centres[this.applied % 2] ?? PLAY_CENTRE, next.choice),
            next.pick,
          ),
        });
        return;
      default:
        return;
    }
  }

  /** The calendar is computed anew: the queue closes after so long, and opens again soon. */
  openFor(ms: number): void {
    const { at } = this.s;
    const open = [
      [at - 1_000, at + ms],
      [at + ms + 20_000, at + 3_600_000],
    ] as const;
    const body = { calendarId: 'office', from: at - 1_000, until: at + 3_600_000, open };
    this.s.give({ type: 'calendar.computed', ...body });
  }

  /** The file of one that has ended is read, or cannot be had. */
  private seal(pick: number): void {
    const ended = [...this.s.world.recordings.values()].filter((one) => one.phase === 'ended');
    const recordingId = ended[pick % (ended.length || 1)]?.recordingId;
    if (recordingId === undefined) return;
    const isFound = pick % 5 !== 0;
    const found = { type: 'recording.sealed', recordingId, sizeBytes: 1, sha256: 'aa' } as const;
    const missing = { type: 'recording.seal-failed', recordingId, code: 'X', detail: '' } as const;
    this.s.give(isFound ? found : missing);
  }

  /** The process died: what it had sent may or may not have been done; nothing is delivered. */
  private crash(): void {
    const frozen: unknown = JSON.parse(JSON.stringify(freezeWorld(this.s.world)));
    Object.assign(this.s.world, thawWorld(frozen));
    this.s.boot();
    this.comeBack();
  }

  /** Nothing that happened in a gap is told again, and what was not sent never arrives. */
  private comeBack(): void {
    this.takeCommands();
    this.model.pending.length = 0;
    this.model.outbox.length = 0;
    this.s.pass(100);
    this.s.reconnect(this.model.snapshot());
  }

  /** Events that are under way are older than the answer, so they come first. */
  private audit(): void {
    while (this.model.outbox.length > 0) this.deliver(0, true);
    this.s.pass(1);
    const requestedAt = this.s.at;
    this.s.give({ type: 'switch.snapshot', requestedAt, snapshot: this.model.snapshot() });
  }

  private deliver(index: number, take: boolean): void {
    const { outbox } = this.model;
    const at = index % (outbox.length || 1);
    const event = outbox[at];
    if (!event) return;
    if (take) outbox.splice(at, 1);
    this.s.event(event);
  }

  private hangUp(legId: string, cause?: 'normal' | 'no-answer' | 'busy'): void {
    if (this.model.legs.has(legId)) this.gone.set(legId, this.s.at);
    this.model.end(legId, cause);
  }

  hungUp = (legId: string, at: number): boolean =>
    (this.gone.get(legId) ?? Number.POSITIVE_INFINITY) <= at;

  wishedEnd = this.hungUp;

  private leg = (index: number): string => this.nth([...this.model.legs.keys()], index);

  private nth(from: string[], index: number): string {
    return from[index % (from.length || 1)] ?? '';
  }

  /** One of the phones that ring is answered. */
  private pickUp(index: number): void {
    const ringing = [...this.model.legs.values()].filter((leg) => leg.state === 'dialing');
    this.model.answer(
      this.nth(
        ringing.map((leg) => leg.legId),
        index,
      ),
    );
  }

  /** Two callers come, and talk with an agent each. */
  talk(): void {
    for (let n = 0; n < 2; n += 1) {
      this.perform({ do: 'offer' });
      this.quieten();
      this.model.digit(`in:pbx:${this.callers}`, '1');
      this.quieten();
      this.pickUp(0);
      this.quieten();
    }
  }

  /** Whatever is under way arrives and is done. */
  private quieten(): void {
    for (let turn = 0; turn < 50; turn += 1) {
      this.takeCommands();
      while (this.model.pending.length > 0) this.model.obey(0, false);
      if (this.model.outbox.length === 0) return;
      while (this.model.outbox.length > 0) this.deliver(0, true);
    }
    throw new Error('core and switch never come to rest');
  }

  /** No more faults, and nobody hangs up: two audits have to mend whatever was lost. */
  settle(): void {
    for (let second = 0; second <= 64; second += 2) {
      this.quieten();
      this.s.pass(2_000);
      if (second % 32 === 0) this.audit();
    }
    this.quieten();
    expect(brokenOnSwitch(this.s.world, this.model.snapshot())).toEqual([]);
    const { devices } = this.model;
    const phones = twoOnOnePhone(this.model.snapshot(), (legId) => devices.get(legId));
    expect(phones).toEqual([]);
  }

  /** The laws that look at each step, over the whole journal. */
  stepLaws(): readonly string[] {
    const laws = new StepLaws(this);
    const world = newWorld('test');
    for (const input of this.s.inputs) laws.take(world, input, step(world, input));
    laws.finish();
    return laws.broken;
  }

  /** Everybody hangs up, everything is delivered, and time goes on until nothing is left. */
  drain(): void {
    // A line that falls is called again for as long as its agent is there.
    this.s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
    for (let round = 0; round < 40; round += 1) {
      for (const legId of [...this.model.legs.keys()]) this.hangUp(legId);
      this.takeCommands();
      while (this.model.pending.length > 0) this.model.obey(0, false);
      this.audit();
      this.s.pass(30_000);
    }
    for (let left = this.s.world.recordings.size; left > 0; left -= 1) this.seal(1);
  }
}

const centre = relaxed(PLAY_CENTRE).map(withParties).map(recorded);
export const centres = fc.tuple(centre, centre);
