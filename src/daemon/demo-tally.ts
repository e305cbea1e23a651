import { cpus } from 'node:os';
import type { Engine } from '../engine/facade';
import type { CdrStore } from '../port/stores';

/** What a demo was, as its last line tells it. */
export interface DemoOutcome {
  readonly switch: string;
  readonly seconds: number;
  readonly callsOffered: number;
  /** Talked with an agent. */
  readonly callsAnswered: number;
  readonly callsAbandoned: number;
  /** Rows in SQL. */
  readonly records: number;
  readonly results: Readonly<Record<string, number>>;
  /** Each log of the ledger was signed and verified, from its first entry to its last. */
  readonly ledgerVerified: boolean;
  readonly ledgerEntries: number;
  readonly urls: { readonly api: string; readonly openapi: string; readonly metrics: string };
  readonly machine: { readonly cores: number; readonly node: string };
}

/** Counts what the engine tells, to be held against what SQL has in the end. */
export class DemoTally {
  private offered = 0;
  private completed = 0;
  private readonly connected = new Set<string>();
  readonly forget: () => void;

  /** `startedAt`: calls from then on, ms since the epoch (UTC). */
  constructor(
    engine: Engine,
    private readonly startedAt: number,
  ) {
    this.forget = engine.onFacts((facts) => {
      for (const { body } of facts) {
        if (body.type === 'call.offered') this.offered += 1;
        if (body.type === 'call.connected') this.connected.add(body.callId);
        if (body.type === 'record.completed') this.completed += 1;
      }
    });
  }

  /** Calls that have begun and have no record yet. */
  get open(): number {
    return this.offered - this.completed;
  }

  get answered(): number {
    return this.connected.size;
  }

  get begun(): number {
    return this.offered;
  }

  async outcome(
    cdrs: CdrStore,
    about: Pick<DemoOutcome, 'switch' | 'seconds' | 'urls' | 'ledgerVerified' | 'ledgerEntries'>,
  ): Promise<DemoOutcome> {
    const results = await countResults(cdrs, this.startedAt);
    return {
      ...about,
      callsOffered: this.offered,
      callsAnswered: this.connected.size,
      callsAbandoned: results['abandoned'] ?? 0,
      records: Object.values(results).reduce((sum, count) => sum + count, 0),
      results,
      machine: { cores: cpus().length, node: process.versions.node },
    };
  }

  /** What does not fit together; empty when each call that was offered is one record in SQL. */
  contradictions(outcome: DemoOutcome): string[] {
    const found: string[] = [];
    const { callsOffered, callsAnswered, records, results, ledgerVerified } = outcome;
    if (!ledgerVerified) found.push('a log of the ledger is not what was signed');
    if (this.open !== 0) found.push(`${this.open} calls have not ended`);
    if (records !== callsOffered) found.push(`${callsOffered} calls but ${records} records`);
    const connected = results['connected'] ?? 0;
    if (connected !== callsAnswered) {
      found.push(`${callsAnswered} calls answered but ${connected} records say so`);
    }
    return found;
  }
}

async function countResults(cdrs: CdrStore, from: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let cursor: string | undefined;
  do {
    const page = await cdrs.list({ from }, 1000, cursor);
    for (const { result } of page.records) counts[result] = (counts[result] ?? 0) + 1;
    cursor = page.next;
  } while (cursor !== undefined);
  return counts;
}
