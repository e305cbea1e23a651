import { computeCalendar } from '../../../src/config/calendar';
import type { CalendarConfig } from '../../../src/core/centre';
import { callingHours } from '../../../src/core/dialer/calling-window';
import type { HopperLead, LeadNumber } from '../../../src/core/dialer/hopper';
import { profilesAt } from '../../../src/core/dialer/law/law-book';
import type { LawId } from '../../../src/core/dialer/law-profile';
import { noteOutcome } from '../../../src/core/dialer/outcome-ledger';
import { RETRY_DEFAULTS } from '../../../src/core/dialer/retry';
import { type Launch, launchFaults } from '../../law/launch-laws';
import { T0 } from '../scenario';
import { CAMPAIGN, DialerFloor, lead } from './dialer-floor';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ENDS_AT = T0 + 3 * HOUR_MS;
const GAP_MS = 5 * MINUTE_MS;
const PER_DAY = 3;

/** At T0 it is 10 o'clock in Berlin; elsewhere the day begins or ends within the three hours. */
const ZONES = ['Europe/Berlin', 'America/Noronha', 'Asia/Tokyo', 'Pacific/Auckland'];

/** Open for a quarter of an hour, closed for as long. */
const OWN: CalendarConfig = {
  calendarId: 'always',
  zone: 'UTC',
  weekly: Array.from({ length: 48 }, (_, half) => {
    const hour = String(Math.floor(half / 2)).padStart(2, '0');
    const [from, to] = half % 2 === 0 ? ['00', '15'] : ['30', '45'];
    return { days: ['mon'] as const, from: `${hour}:${from}`, to: `${hour}:${to}` };
  }),
  exceptions: [],
};

const LAW = {
  ...CAMPAIGN.law,
  attempts: { perDay: PER_DAY },
  gapMs: GAP_MS,
  retry: {
    ...RETRY_DEFAULTS,
    // Eager on purpose: only the gate stands between a list and its people.
    after: Object.fromEntries(
      Object.keys(RETRY_DEFAULTS.after).map((result) => [
        result,
        { max: 99, afterMs: 1_000, nextNumber: true, vary: false },
      ]),
    ) as unknown as typeof RETRY_DEFAULTS.after,
    nextNumberAfterMs: 1_000,
    attemptsMax: 99,
  },
};

type Die = (sides: number) => number;

/** Numerical Recipes' generator: enough to be unforeseen. */
export function dieOf(seed: number): Die {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const CAMPAIGNS = ['spring', 'summer'] as const;

/** SQL hears of what came of an attempt so much later. */
const LAG_MS = 10 * MINUTE_MS;

interface Made {
  readonly at: number;
  readonly number: string;
  result?: string;
  endedAt?: number;
}

const numbersOf = (n: number, die: Die): LeadNumber[] =>
  [0, 1].map((index) => ({
    number: `+49301${String(n).padStart(3, '0')}${index}000`,
    role: 'home',
    zone: ZONES[die(ZONES.length)] ?? 'UTC',
  }));

/** Two lists and their owner's own book of them, with a core in between that dials. */
export class DialingDay extends DialerFloor {
  readonly faults: string[] = [];
  readonly launches: Launch[] = [];
  private readonly suppressed = new Set<string>();
  private readonly made = new Map<string, Made[]>();
  private readonly everyone: HopperLead[] = [];
  private readonly waiting = new Map<string, { lead: HopperLead; at: number }>();
  private readonly zones = new Map<string, string>();
  private readonly hours = new Map<string, CalendarConfig[]>();
  private read = 0;

  constructor(
    private readonly die: Die,
    private readonly profileIds: readonly LawId[],
  ) {
    const settings = { ...CAMPAIGN.pacing, mode: 'ratio' } as const;
    const own = { law: { ...LAW, profileIds: [...profileIds] }, endsAt: ENDS_AT, pacing: settings };
    super(own, { ...own, campaignId: 'summer' });
    const span = [T0 - HOUR_MS, T0 + 10 * HOUR_MS] as const;
    this.give(computeCalendar(OWN, ...span));
    for (const zone of ZONES) {
      const ofLaw = profilesAt(profileIds, T0).flatMap((one) => callingHours(one, zone) ?? []);
      // Of one zone nobody has worked out the hours.
      const isKnown = zone !== 'Pacific/Auckland' || ofLaw.length === 0;
      if (isKnown) for (const calendar of ofLaw) this.give(computeCalendar(calendar, ...span));
      this.hours.set(zone, isKnown ? [...ofLaw, OWN] : []);
    }
    for (let n = 0; n < 30; n += 1) this.bring(n);
  }

  private bring(n: number): void {
    const { die } = this;
    const before = this.everyone.at(-1);
    const numbers = numbersOf(n, die);
    // Every third lead is the one before it, who stands on the other list.
    if (n % 3 === 1 && before) numbers[die(2)] = before.numbers[die(2)] as LeadNumber;
    const key = n % 3 === 2 && before ? { key: before.key ?? `key ${n}` } : { key: `key ${n}` };
    for (const { number, zone } of numbers) this.zones.set(number, zone);
    const consent = { kind: 'form', givenAt: T0 - 9 * HOUR_MS, evidence: `form ${n}` };
    const made = lead(n, { numbers, ...key, ...(n % 5 !== 0 && { consent }) });
    this.everyone.push(made);
    this.waiting.set(made.leadId, { lead: made, at: T0 });
  }

  /** As SQL would: leads that are due come, with their attempts; what left is written down. */
  private settle(): void {
    this.readFacts();
    for (const [turn, campaignId] of CAMPAIGNS.entries()) {
      const due = [...this.waiting.values()]
        .filter(({ at, lead: one }) => at <= this.at && campaignOf(one) === turn)
        .slice(0, 6)
        .map((one) => this.asOfNow(one.lead));
      for (const one of due) this.waiting.delete(one.leadId);
      for (const one of due) this.held.set(one.leadId, one);
      if (due.length > 0) this.refill(due, true, campaignId);
      this.readFacts();
    }
  }

  private readFacts(): void {
    for (; this.read < this.facts.length; this.read += 1) {
      const fact = this.facts[this.read];
      if (fact?.body.type === 'attempt.launched') this.judge({ ...fact.body, at: fact.at });
      if (fact?.body.type === 'attempt.ended') this.noteEnd(fact.body.leadId, fact.body);
      if (fact?.body.type === 'lead.returned') this.putBack(fact.body.leadId, fact.body.next);
    }
  }

  private readonly held = new Map<string, HopperLead>();

  private asOfNow(one: HopperLead): HopperLead {
    const numbers = one.numbers.map((each) =>
      this.suppressed.has(each.number) ? { ...each, suppressed: 'client' as const } : each,
    );
    const elsewhere = this.samePerson(one)
      .filter(({ leadId }) => leadId !== one.leadId)
      .flatMap(({ leadId }) => this.made.get(leadId) ?? [])
      .flatMap(({ at, number, result, endedAt }) =>
        result !== undefined && (endedAt ?? 0) < this.at - LAG_MS ? [{ at, number, result }] : [],
      );
    return { ...one, numbers, elsewhere };
  }

  /** Whoever has a number or the key of it, itself included. */
  private samePerson({ numbers, key }: HopperLead): readonly HopperLead[] {
    const own = new Set(numbers.map(({ number }) => number));
    return this.everyone.filter(
      (one) => one.key === key || one.numbers.some(({ number }) => own.has(number)),
    );
  }

  private judge(launch: Launch): void {
    this.launches.push(launch);
    const consented = [...this.held.values()].filter(({ consent }) => consent);
    const needsConsent = this.profileIds.includes('de');
    const asked = needsConsent ? consented : [...this.held.values()];
    this.faults.push(
      ...launchFaults(
        {
          ...{ endsAt: ENDS_AT, perDay: PER_DAY, gapMs: GAP_MS },
          quietAfterDropMs: this.profileIds.includes('uk-ofcom') ? 72 * HOUR_MS : 0,
          ...{ hours: this.hours, zones: this.zones, suppressed: this.suppressed },
          made: this.madeTo(launch.leadId),
          consented: new Set(asked.map(({ leadId }) => leadId)),
        },
        launch,
      ),
    );
    const before = this.made.get(launch.leadId) ?? [];
    this.made.set(launch.leadId, [...before, { at: launch.at, number: launch.number }]);
  }

  private madeTo(leadId: string): readonly Made[] {
    const lead = this.everyone.find((one) => one.leadId === leadId);
    const persons = lead ? this.samePerson(lead) : [];
    return persons.flatMap((one) => this.made.get(one.leadId) ?? []);
  }

  private noteEnd(
    leadId: string,
    { at, number, result, next }: { at: number; number: string; result: string; next: Next },
  ): void {
    const last = this.made.get(leadId)?.at(-1);
    if (last) Object.assign(last, { result, endedAt: this.at });
    const one = this.held.get(leadId);
    if (!one) return;
    const attempts = [...one.attempts, { at, number, result }];
    this.held.set(leadId, { ...one, attempts, attemptsTotal: attempts.length });
    this.putBack(leadId, next);
  }

  private putBack(leadId: string, next: Next): void {
    const one = this.held.get(leadId);
    this.held.delete(leadId);
    if (!one || next.state === 'done') return;
    const { at, nextNumber } = next;
    this.waiting.set(leadId, { lead: { ...one, nextNumber }, at });
  }

  /** From the first line to some minutes after the campaigns' end. */
  live(): void {
    this.onLine('anna', 'ben');
    // With a good record lines are launched for which no agent is kept.
    this.experience(3_000);
    noteOutcome(this.campaign.ledger, this.at, 'humansToAgents', 3_000);
    for (const campaignId of CAMPAIGNS) this.start(campaignId);
    while (this.at < ENDS_AT + 10 * MINUTE_MS) this.happen();
  }

  /** Somebody does something, time passes, and the owner reads what came of it. */
  private happen(): void {
    const { die } = this;
    const open = this.lines.map(({ legId }) => legId).filter((legId) => this.world.legs.has(legId));
    const legId = open[die(open.length)] ?? 'none';
    switch (die(7)) {
      case 0:
        this.event({ type: 'leg.answered', legId });
        if (this.commands.at(-1)?.type === 'join') this.joinBoth();
        break;
      case 1:
        this.suppressOne();
        break;
      case 2:
      case 3:
        this.end(legId, 'no-answer');
        break;
      case 4:
        this.end(legId, 'busy');
        break;
      default:
        this.end(legId, 'lost');
    }
    this.settle();
    this.pass(die(90) * 1_000);
    this.settle();
  }

  private suppressOne(): void {
    const numbers = [...this.zones.keys()].slice(0, 1 + this.die(this.zones.size)).slice(-1);
    // What is launched until the core hears of it is no fault of its.
    this.readFacts();
    for (const number of numbers) this.suppressed.add(number);
    this.give({ type: 'suppression.added', scope: 'client', clientId: 'acme', numbers });
  }
}

/** 0 or 1: which of the campaigns calls it. */
const campaignOf = ({ leadId }: HopperLead): number => Number(leadId.split('-')[1]) % 2;

type Next = { state: 'waiting'; at: number; nextNumber: number } | { state: 'done' };
