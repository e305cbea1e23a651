import type { Fact } from '../core/fact';
import type { Outbox } from '../port/stores';
import { outboxEntries } from './outbox-entry';

const OUTBOX_BATCH = 1_000;

/** Facts that left the core in an earlier life and never reached the outbox. */
export class Redelivery {
  private readonly takenSeq: number;
  private facts: Fact[] = [];
  private seq = 0;

  constructor(private readonly outbox: Outbox | undefined) {
    this.takenSeq = outbox?.takenSeq() ?? 0;
  }

  add(facts: readonly Fact[], seq: number): void {
    if (this.outbox === undefined || seq <= this.takenSeq) return;
    for (const fact of facts) this.facts.push(fact);
    this.seq = seq;
    if (this.facts.length >= OUTBOX_BATCH) this.flush();
  }

  flush(): void {
    if (this.seq > this.takenSeq) this.outbox?.take(outboxEntries(this.facts), this.seq);
    this.facts = [];
  }
}
