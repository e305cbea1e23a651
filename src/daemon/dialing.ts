import type { Logger } from 'pino';
import type { Cause } from '../core/input';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';
import type { Outbox } from '../port/stores';
import type { SqlLeadStore } from '../store/lead-store';
import { CallingHours } from './calling-hours';
import { type HopperDemand, type HopperPort, HopperRefill } from './hopper-refill';

const CAUSE: Cause = { actor: 'engine', reason: 'leads for the hopper' };

export interface DialingOptions {
  readonly engine: Engine;
  readonly leads: SqlLeadStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly outbox: Pick<Outbox, 'backlog'>;
  /** How far ahead calling hours are computed. */
  readonly calendarDays: number;
}

/** Facts after which a campaign may want leads. */
const NEWS: ReadonlySet<string> = new Set(['campaign.changed', 'attempt.ended', 'lead.returned']);

/** What can wait is seen to by the refill's own looks. */
const isUrgent = ({ kind }: HopperDemand): boolean => kind === 'fill';

export interface Dialing {
  readonly refill: HopperRefill;
  /** When calls were promised for its campaigns, after `from` and up to `to` (ms, UTC). */
  promisedBetween(from: number, to: number): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** Keeps the hoppers filled for as long as the daemon runs. */
export function startDialing(options: DialingOptions): Dialing {
  const { engine, leads, clock, log, outbox } = options;
  const hopper = hopperOf(options);
  const unsettledSince = () => outbox.backlog().oldestAt;
  const refill = new HopperRefill({ hopper, leads, clock, log, unsettledSince });
  const endFacts = engine.onFacts((facts) => {
    const isNews = facts.some(({ body }) => NEWS.has(body.type));
    if (isNews && engine.hopper().wants.some(isUrgent)) refill.look();
  });
  refill.start();
  const stop = (): Promise<void> => {
    endFacts();
    return refill.stop();
  };
  const promisedBetween: Dialing['promisedBetween'] = async (from, to) =>
    leads.promisedBetween(engine.centre().campaigns ?? [], from, to);
  return { refill, promisedBetween, stop };
}

function hopperOf({ engine, clock, calendarDays }: DialingOptions): HopperPort {
  const hours = new CallingHours({ engine, clock, days: calendarDays });
  return {
    wanted: () => engine.hopper().wants,
    openZones: async (campaignId, zones) => {
      await hours.ensure(campaignId, zones);
      return engine.hopper().openZones(campaignId, zones);
    },
    refill: async (refill) => {
      const { facts } = await engine.submit({ type: 'hopper.refilled', ...refill }, CAUSE);
      return facts.some(({ body }) => body.type === 'hopper.refilled');
    },
  };
}
