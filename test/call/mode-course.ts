import type { DialMode } from '../../src/core/dialer/campaign-config';
import type { CampaignFeed, FactOf } from './campaign-feed';
import { agentIds, type CampaignRun } from './campaign-run';
import { LeadDesk } from './lead-desk';

type Launch = FactOf<'attempt.launched'>;
type Decision = 'accept' | 'skip';

/** What each agent does about the leads that are shown; the last one is about a silent phone. */
export const PLANS: readonly (readonly Decision[])[] = [
  ['skip', 'accept'],
  ['skip', 'accept'],
  ['accept', 'accept'],
  ['accept', 'accept'],
  ['accept'],
  [],
];
export const AGENTS = PLANS.length;
export const SKIP_REASON = 'speaks another language';
const LAUNCHES_PROGRESSIVE = 6;

/** One campaign, led by its agents and a supervisor from the mode manual to predictive. */
export class ModeCourse {
  /** The leads that agents picked or accepted, as they were called. */
  readonly picked: Launch[] = [];
  readonly accepted: Launch[] = [];
  /** Codes that agents got who asked for what could not be. */
  readonly refusals: string[] = [];
  private readonly desks: readonly LeadDesk[];

  constructor(
    private readonly run: CampaignRun,
    private readonly feed: CampaignFeed,
  ) {
    this.desks = agentIds(AGENTS).map((agentId) => new LeadDesk(run, feed, agentId));
  }

  /** Changes the mode each time while lines of the mode before are up; resolves at the last end. */
  async live(leads: number): Promise<void> {
    await this.run.setPacing({ mode: 'manual' });
    await this.run.start();
    await this.feed.first('hopper.refilled', (batch) => batch.leads === leads);
    await this.pick();
    await this.run.setPacing({ mode: 'preview' });
    await this.refused(this.desk(0).dial());
    await Promise.all(this.desks.map((desk, n) => this.decide(desk, PLANS[n] ?? [])));
    await this.feed.until(() => this.shown()[0]);
    await this.run.setPacing({ mode: 'progressive' });
    await this.feed.until(() => this.launchesIn('progressive')[LAUNCHES_PROGRESSIVE - 1]);
    await this.run.setPacing({ mode: 'predictive' });
    const called = leads - PLANS.flat().filter((decision) => decision === 'skip').length;
    await this.feed.until(() => this.feed.of('attempt.ended')[called - 1]);
  }

  /** Each launch with the mode that held, in their order. */
  launches(): readonly { readonly mode: DialMode; readonly launch: Launch }[] {
    let mode: DialMode = 'predictive';
    return this.feed.bodies.flatMap((body) => {
      if (body.type === 'pacing.changed') mode = body.to.mode;
      return body.type === 'attempt.launched' ? [{ mode, launch: body }] : [];
    });
  }

  launchesIn(mode: DialMode): readonly Launch[] {
    return this.launches().flatMap((one) => (one.mode === mode ? [one.launch] : []));
  }

  /** Each agent has two leads called; the second calls are under way when it resolves. */
  private async pick(): Promise<void> {
    const leadIds = (await this.desk(0).ready()).map(({ leadId }) => leadId);
    // Two want one lead, both of whom are idle for less long than all others.
    const rivals = [this.desk(AGENTS - 2), this.desk(AGENTS - 1)];
    const asked = rivals.map((desk) => this.refused(desk.dial(leadIds[0])));
    const won = (await Promise.all(asked)).flatMap((launch) => launch ?? []);
    await Promise.all(won.map((launch) => this.deskOf(launch).finished(launch)));
    const winners = won.map((launch) => this.deskOf(launch));
    const others = this.desks.filter((desk) => !winners.includes(desk));
    const first = await Promise.all(others.map((desk, n) => desk.dial(leadIds[1 + n])));
    await Promise.all(first.map((launch) => this.deskOf(launch).finished(launch)));
    // The first agent takes whichever is next: the one that nobody names.
    const named = this.desks.slice(1).map((desk, n) => desk.dial(leadIds[AGENTS + 1 + n]));
    this.picked.push(...won, ...first, ...(await Promise.all([this.desk(0).dial(), ...named])));
  }

  /** Accepts and skips as planned; what is said twice, or once too often, is refused. */
  private async decide(desk: LeadDesk, plan: readonly Decision[]): Promise<void> {
    for (const [index, decision] of plan.entries()) {
      const offer = await desk.preview();
      if (decision === 'skip') {
        await desk.skip(SKIP_REASON);
        continue;
      }
      if (plan[index - 1] === 'skip') await this.refused(desk.skip(SKIP_REASON));
      this.accepted.push(await desk.accept(offer));
      await this.refused(desk.accept(offer));
    }
  }

  /** Leads that are shown now. */
  private shown(): readonly FactOf<'preview.offered'>[] {
    const ended = new Set(this.feed.of('preview.ended').map(({ attemptId }) => attemptId));
    return this.feed.of('preview.offered').filter(({ attemptId }) => !ended.has(attemptId));
  }

  /** What came of it, unless it was refused: then the code is noted. */
  private async refused<T>(asked: Promise<T>): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      const code = /"code":"(\w+)"/.exec(String(error))?.[1];
      if (code === undefined) throw error;
      this.refusals.push(code);
      return undefined;
    }
  }

  private desk(index: number): LeadDesk {
    return this.desks[index] as LeadDesk;
  }

  private deskOf({ reservedAgentId }: Launch): LeadDesk {
    return this.desks.find(({ agentId }) => agentId === reservedAgentId) as LeadDesk;
  }
}
