import type { CampaignFeed, FactOf } from './campaign-feed';
import type { CampaignRun } from './campaign-run';

type Offer = FactOf<'preview.offered'>;
type Launch = FactOf<'attempt.launched'>;

/** A lead as the agent sees it in the mode manual. */
export interface ReadyLead {
  readonly leadId: string;
  readonly numbers: readonly { readonly number: string }[];
}

/** What an agent does about leads, over HTTP, and what comes of it by the live feed. */
export class LeadDesk {
  /** What of the feed was seen: the next offer comes after it. */
  private seen = 0;

  constructor(
    private readonly run: CampaignRun,
    private readonly feed: CampaignFeed,
    readonly agentId: string,
  ) {}

  async ready(): Promise<readonly ReadyLead[]> {
    const path = `/v1/agents/${this.agentId}/leads`;
    return (await this.run.ask<{ ready: readonly ReadyLead[] }>('GET', path)).ready;
  }

  /** Has a lead called, or the next one; resolves when its line is dialed. */
  async dial(leadId?: string): Promise<Launch> {
    const from = this.feed.bodies.length;
    const lead = leadId === undefined ? {} : { lead: leadId };
    await this.post('dial', { campaign: 'crowd', ...lead });
    const isOwn = ({ reservedAgentId }: Launch): boolean => reservedAgentId === this.agentId;
    return (await this.feed.first('attempt.launched', isOwn, from)).body;
  }

  /** The lead that is shown next. */
  async preview(): Promise<Offer> {
    const isOwn = ({ agentId }: Offer): boolean => agentId === this.agentId;
    const { body, index } = await this.feed.first('preview.offered', isOwn, this.seen);
    this.seen = index + 1;
    return body;
  }

  /** Resolves when the line is dialed. */
  async accept({ attemptId }: Offer): Promise<Launch> {
    await this.post('preview/accept', {});
    const isIt = (launch: Launch): boolean => launch.attemptId === attemptId;
    return (await this.feed.first('attempt.launched', isIt)).body;
  }

  async skip(reason: string): Promise<void> {
    await this.post('preview/skip', { reason });
  }

  /** Resolves when the call is over, and the wrap-up of whoever talked with the lead. */
  async finished({ attemptId }: Launch): Promise<void> {
    const isIt = ({ record }: FactOf<'record.completed'>): boolean =>
      record.attempt?.attemptId === attemptId;
    const { body, index } = await this.feed.first('record.completed', isIt);
    if (body.record.result !== 'connected') return;
    const isFree = ({ agentId, state }: FactOf<'agent.changed'>): boolean =>
      agentId === body.record.agentId && state === 'idle';
    await this.feed.first('agent.changed', isFree, index);
  }

  private post(what: string, body: unknown): Promise<unknown> {
    return this.run.ask('POST', `/v1/agents/${this.agentId}/${what}`, body);
  }
}
