import type { CalendarConfig } from '../../src/core/centre';
import { isOpenOnTheWall } from './gate-oracle';

const DAY_MS = 86_400_000;

/** What a launch is held against, as whoever owns the lists keeps it: none of it is the core's. */
export interface LaunchBook {
  readonly endsAt: number;
  readonly perDay: number;
  readonly gapMs: number;
  readonly quietAfterDropMs: number;
  /** By time zone. */
  readonly hours: ReadonlyMap<string, readonly CalendarConfig[]>;
  readonly zones: ReadonlyMap<string, string>;
  readonly suppressed: ReadonlySet<string>;
  readonly consented: ReadonlySet<string>;
  /** Earlier launches to the person, by whichever lead and campaign, with what came of them. */
  readonly made: readonly { readonly at: number; readonly result?: string }[];
}

export interface Launch {
  readonly at: number;
  readonly leadId: string;
  readonly number: string;
  readonly reservedAgentId?: string;
}

/** Why this call should never have been launched (law 6). */
export function launchFaults(book: LaunchBook, launch: Launch): string[] {
  const { at, leadId, number } = launch;
  const { made } = book;
  const faults: string[] = [];
  if (at >= book.endsAt) faults.push('after the end of the campaign');
  if (book.suppressed.has(number)) faults.push('on a do-not-call list');
  if (!book.consented.has(leadId)) faults.push('without consent');
  const hours = book.hours.get(book.zones.get(number) ?? '') ?? [];
  if (hours.length === 0) faults.push('with hours that nobody knows');
  if (!hours.every((calendar) => isOpenOnTheWall(calendar, at))) faults.push('outside its hours');
  if (made.filter((one) => at - one.at < DAY_MS).length >= book.perDay)
    faults.push('once too often');
  if (made.some((one) => at - one.at < book.gapMs)) faults.push('too soon');
  if (made.some((one) => one.result === undefined)) faults.push('while another attempt lives');
  const dropped = made.some(
    ({ result, at: since }) =>
      /^(dropped|unknown)$/.test(result ?? '') && at - since < book.quietAfterDropMs,
  );
  if (dropped && launch.reservedAgentId === undefined) faults.push('in peace after a drop');
  return faults.map((fault) => `${leadId} is called ${fault}`);
}
