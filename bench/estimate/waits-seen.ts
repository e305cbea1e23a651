import type { Fact } from '../../src/core/fact';
import { estimateWait } from '../../src/core/queue/wait-estimate';
import type { World } from '../../src/core/world';
import { type Caller, callersOf } from '../day/callers';
import type { CoreSetting } from '../day/core-centre';
import { CoreRouter } from '../day/core-router';
import { Day } from '../day/day';
import type { Scenario } from '../day/scenario';
import { type Other, OtherEstimates, type Told } from './other-estimates';

const LATER_MS = 60_000;

export type Estimator = 'leitstand' | Other;

/** One caller who found no agent free: what each estimator said, and what came of it. */
export interface SeenWait {
  readonly queueId: string;
  /** When the caller joined, ms of the day. */
  readonly joinedAt: number;
  readonly ahead: number;
  readonly told: Readonly<Record<Estimator, Told>>;
  /** Stays whatever it takes: the wait is known however long it gets. */
  readonly isPatient: boolean;
  /** What was left of the wait a minute after joining, as said and as it came. */
  later?: { readonly waitedMs: number; readonly lowMs: number; readonly highMs: number };
  /** Of those who were connected. */
  waitMs?: number;
  /** Of those who left: as the core found out from those behind. */
  wouldHaveMs?: number;
}

/** Lives a scenario's day through with the core, and writes down what was told and what came. */
export function watchWaits(
  scenario: Scenario,
  seed: number,
  more: { readonly setting?: CoreSetting; readonly onFact?: OnFact } = {},
): readonly SeenWait[] {
  const callers = callersOf(scenario, seed);
  const watch = new WaitWatch(callers);
  const router = new CoreRouter(scenario, more.setting, (fact, world) => {
    watch.note(fact, world);
    more.onFact?.(fact, world);
  });
  new Day(scenario, callers, router).run();
  return watch.seen;
}

export type OnFact = (fact: Fact, world: World) => void;

class WaitWatch {
  readonly seen: SeenWait[] = [];
  private readonly byContact = new Map<string, SeenWait>();
  private readonly callerOf = new Map<string, Caller>();
  private readonly others = new Map<string, OtherEstimates>();
  private readonly due: { contactId: string; at: number; joinedAt: number; seen: SeenWait }[] = [];
  private startedAt: number | undefined;

  constructor(private readonly callers: readonly Caller[]) {}

  note({ body, at }: Fact, world: World): void {
    this.startedAt ??= at;
    this.askAgain(at, world);
    switch (body.type) {
      case 'call.offered': {
        const caller = this.callers[Number(body.ani.slice(2))];
        if (caller) this.callerOf.set(body.contactId, caller);
        return;
      }
      case 'contact.estimated':
        return this.estimated(body, at, world);
      case 'call.connected': {
        const seen = this.byContact.get(body.contactId);
        if (seen) seen.waitMs = body.waitedMs;
        return this.othersOf(body.queueId).noteWait(body.waitedMs);
      }
      case 'contact.wait-known': {
        const seen = this.byContact.get(body.contactId);
        if (seen && body.leastMs === body.mostMs) seen.wouldHaveMs = body.leastMs;
        return;
      }
      case 'record.completed': {
        const { queueId, talkMs, connectedAt } = body.record;
        const wrapUpMs = world.directory.queues.get(queueId ?? '')?.wrapUpMs ?? 0;
        if (queueId === undefined || connectedAt === undefined) return;
        return this.othersOf(queueId).noteHandled(talkMs + wrapUpMs);
      }
      default:
        return;
    }
  }

  private estimated(
    body: Extract<Fact['body'], { type: 'contact.estimated' }>,
    at: number,
    world: World,
  ): void {
    const { contactId, queueId, medianMs, lowMs, highMs, ahead, agents } = body;
    const inQueue = world.index.waitingIn(queueId);
    const seen: SeenWait = {
      queueId,
      joinedAt: at - (this.startedAt ?? at),
      ahead,
      told: {
        leitstand: { pointMs: medianMs, lowMs, highMs },
        ...this.othersOf(queueId).tell({ ahead, inQueue, agents }),
      },
      isPatient: this.callerOf.get(contactId)?.patienceMs === Number.POSITIVE_INFINITY,
    };
    this.seen.push(seen);
    this.byContact.set(contactId, seen);
    this.due.push({ contactId, at: at + LATER_MS, joinedAt: at, seen });
  }

  /** Asks the core for what is left, of those who joined a minute ago and still wait. */
  private askAgain(at: number, world: World): void {
    for (let [next] = this.due; next && next.at <= at; [next] = this.due) {
      this.due.shift();
      const contact = world.contacts.get(next.contactId);
      if (contact?.phase !== 'waiting') continue;
      const { estimate } = estimateWait(world, contact, at);
      if (!estimate) continue;
      const { lowMs, highMs } = estimate;
      next.seen.later = { waitedMs: at - next.joinedAt, lowMs, highMs };
    }
  }

  private othersOf(queueId: string): OtherEstimates {
    const found = this.others.get(queueId) ?? new OtherEstimates();
    this.others.set(queueId, found);
    return found;
  }
}
