import type { Centre } from '../../../src/core/centre';
import type { CampaignConfig } from '../../../src/core/dialer/campaign-config';
import type { HopperLead } from '../../../src/core/dialer/hopper';
import { noteOutcome } from '../../../src/core/dialer/outcome-ledger';
import { observe } from '../../../src/core/dialer/pacing';
import { RETRY_DEFAULTS } from '../../../src/core/dialer/retry';
import { CENTRE, Scenario, T0 } from '../scenario';

const HOUR_MS = 3_600_000;

export const CAMPAIGN: CampaignConfig = {
  campaignId: 'spring',
  clientId: 'acme',
  name: 'Spring',
  queueId: 'sales',
  priority: 10,
  switchId: 'pbx',
  trunk: 'provider',
  callerNumber: '+493055501',
  language: 'en',
  endsAt: T0 + 48 * HOUR_MS,
  dropFlowId: 'dropped',
  machineDetection: false,
  ringTimeoutMs: 25_000,
  linesMax: 100,
  callsPerSecondMax: 100,
  hopperMax: 200,
  pacing: { mode: 'progressive', linesPerAgentMax: 3, ratio: 2, abandonMaxPct: 3 },
  bounds: {
    modes: ['progressive', 'ratio', 'predictive'],
    linesPerAgentMax: 5,
    ratioMax: 4,
    abandonMaxPct: 3,
  },
  law: {
    profileIds: [],
    calendarId: 'always',
    attempts: {},
    gapMs: 60_000,
    numbers: { allow: ['+49'], deny: [] },
    retry: RETRY_DEFAULTS,
    falsePositivePct: 3,
  },
};

/** Two agents on lines that stand, a campaign, and others where they are named. */
export const dialingCentre = (
  campaign: Partial<CampaignConfig> = {},
  ...others: readonly Partial<CampaignConfig>[]
): Centre => ({
  ...CENTRE,
  agents: CENTRE.agents.map((agent) => ({
    ...agent,
    phone: { ...agent.phone, line: 'nailed-up' as const },
  })),
  flows: [
    ...CENTRE.flows,
    {
      flowId: 'dropped',
      clientId: 'acme',
      start: 'sorry',
      nodes: {
        sorry: { type: 'play', media: ['sound:dropped'], next: 'bye' },
        bye: { type: 'hangup', cause: 'normal' },
      },
    },
  ],
  campaigns: [campaign, ...others].map((one) => ({ ...CAMPAIGN, ...one })),
});

export const lead = (n: number, more: Partial<HopperLead> = {}): HopperLead => ({
  leadId: `lead-${n}`,
  listId: 'a',
  priority: 0,
  numbers: [{ number: `+4930${1_000_000 + n}`, role: 'home', zone: 'Europe/Berlin' }],
  nextNumber: 0,
  attempts: [],
  attemptsTotal: 0,
  ...more,
});

export const leads = (count: number, from = 1): HopperLead[] =>
  Array.from({ length: count }, (_, index) => lead(from + index));

/** A floor with a campaign, to be played by hand. */
export class DialerFloor extends Scenario {
  private batch = 0;

  constructor(campaign: Partial<CampaignConfig> = {}, ...others: Partial<CampaignConfig>[]) {
    super(dialingCentre(campaign, ...others));
    const span = { from: T0 - HOUR_MS, until: T0 + 90 * 24 * HOUR_MS };
    const open = [[span.from, span.until]] as const;
    this.give({ type: 'calendar.computed', calendarId: 'always', ...span, open });
  }

  /** Agents log in, and take their phones off the hook. */
  onLine(...agentIds: string[]): string[] {
    return agentIds.map((agentId) => {
      this.logIn(agentId);
      const { legId } = this.last('originate');
      this.event({ type: 'leg.answered', legId });
      return legId;
    });
  }

  start(campaignId = 'spring'): void {
    this.give({ type: 'campaign.state-requested', campaignId, action: 'start' });
  }

  refill(
    brought: readonly HopperLead[],
    hasOpen = brought.length > 0,
    campaignId = 'spring',
  ): void {
    this.batch += 1;
    const { batch } = this;
    this.give({ type: 'hopper.refilled', campaignId, batch, leads: brought, hasOpen });
  }

  /** The lines to leads, as they were asked for. */
  get lines() {
    return this.commands.flatMap((c) => (c.type === 'originate' && 'number' in c.to ? [c] : []));
  }

  line(index: number): string {
    return this.lines.at(index)?.legId ?? 'none';
  }

  /** Both legs of the talk that begins now are where they should be. */
  joinBoth(): void {
    const { bridgeId } = this.last('join');
    for (const command of this.commands) {
      if (command.type !== 'join' || command.bridgeId !== bridgeId) continue;
      this.event({ type: 'leg.joined', legId: command.legId, bridgeId });
    }
  }

  /**
   * So many numbers were called before, of which this share answered; all of those were served in
   * time.
   */
  experience(calls: number, answering = 1, campaign = this.campaign): void {
    const { ledger, memory } = campaign;
    const people = Math.round(calls * answering);
    noteOutcome(ledger, this.at, 'attempts', calls);
    noteOutcome(ledger, this.at, 'liveInTime', people);
    for (let n = 0; n < calls; n += 1) {
      const [line, agent] = [`line-${n}`, `agent-${n}`];
      const at = this.at - 3_000_000 + n * 1_000;
      observe(memory, { kind: 'launched', at, line, listId: 'a' });
      if ((n * people) % calls >= people) {
        observe(memory, { kind: 'failed', at: at + 20_000, line, result: 'no-answer' });
        continue;
      }
      observe(memory, { kind: 'answered', at: at + 8_000, line });
      observe(memory, { kind: 'connected', at: at + 8_000, agent, waitMs: 0 });
      observe(memory, { kind: 'talk-ended', at: at + 100_000, agent });
      observe(memory, { kind: 'wrap-ended', at: at + 110_000, agent });
    }
  }

  get campaign() {
    const campaign = this.world.campaigns.get('spring');
    if (!campaign) throw new Error('there is no campaign');
    return campaign;
  }
}
