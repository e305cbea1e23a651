import type { Attempt, AttemptPhase } from './attempt';

/** Whether it is not known yet what comes of it: such lines may want an agent. */
const IS_OPEN: Readonly<Record<AttemptPhase, boolean>> = {
  dialing: true,
  listening: true,
  waiting: true,
  connected: false,
  dropped: false,
  machine: false,
  ended: false,
};

/**
 * Attempts by campaign of which it is open whether they take an agent, oldest first: who talks is
 * not walked over with each decision. Derived, never stored.
 */
export class OpenLines {
  private readonly byCampaign = new Map<string, Set<Attempt>>();

  /** To be called for each new attempt, and after each change of a phase. */
  refresh(attempt: Attempt): void {
    const { campaignId, phase } = attempt;
    const lines = this.byCampaign.get(campaignId) ?? new Set();
    this.byCampaign.set(campaignId, lines);
    if (IS_OPEN[phase]) lines.add(attempt);
    else lines.delete(attempt);
  }

  of = (campaignId: string): Iterable<Attempt> => this.byCampaign.get(campaignId) ?? [];
}
