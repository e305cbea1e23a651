import { Counter, type Registry } from 'prom-client';
import type { Engine } from '../engine/facade';
import type { CampaignView, CrewCounts, DialingView } from '../engine/facade/campaign-view';
import { gauge } from './gauge';

const LABELS = ['client', 'campaign'];

const labelsOf = ({ clientId, campaignId }: CampaignView) => ({
  client: clientId,
  campaign: campaignId,
});

/** Agents, lines, leads that are ready, limits on drops, and what came of the attempts. */
export function registerCampaigns(engine: Engine, registry: Registry): void {
  registerNow(engine, registry);
  registerBudgets(engine, registry);
  registerTotals(engine, registry);
}

function registerNow(engine: Engine, registry: Registry): void {
  gauge(registry, {
    name: 'campaign_running',
    help: '1 while leads are dialed (running or draining)',
    labels: LABELS,
    read: (set) => {
      for (const one of engine.campaigns()) {
        set(one.state === 'running' || one.state === 'draining' ? 1 : 0, labelsOf(one));
      }
    },
  });
  gauge(registry, {
    name: 'campaign_agents',
    help: 'agents who could serve the campaign, by what they do',
    labels: [...LABELS, 'state'],
    read: (set) => {
      for (const one of engine.campaigns()) {
        const { loggedIn: _, ...byState }: CrewCounts = one.agents;
        for (const [state, n] of Object.entries(byState)) set(n, { ...labelsOf(one), state });
      }
    },
  });
  gauge(registry, {
    name: 'campaign_lines',
    help: 'lines in flight, by phase',
    labels: [...LABELS, 'phase'],
    read: (set) => {
      for (const one of engine.campaigns()) {
        const lines = Object.entries(one.dialing?.lines ?? {});
        for (const [phase, n] of lines) set(n, { ...labelsOf(one), phase });
      }
    },
  });
  gauge(registry, {
    name: 'campaign_hopper_leads',
    help: 'leads that are ready to be called',
    labels: LABELS,
    read: (set) => {
      for (const one of engine.campaigns()) set(one.dialing?.hopper ?? 0, labelsOf(one));
    },
  });
}

function registerBudgets(engine: Engine, registry: Registry): void {
  const labels = [...LABELS, 'regime', 'formula'];
  const figures = [
    ['used_ratio', 'rate of drops / its limit; above 1: the limit is broken', usedOf],
    ['drops_left', 'drops that would fit in now', ({ dropsLeft }: Budget) => dropsLeft],
  ] as const;
  for (const [name, help, figure] of figures) {
    gauge(registry, {
      name: `campaign_budget_${name}`,
      help,
      labels,
      read: (set) => {
        for (const one of engine.campaigns()) {
          for (const budget of one.dialing?.budgets ?? []) {
            const { regime, formulaId: formula } = budget;
            set(figure(budget), { ...labelsOf(one), regime, formula });
          }
        }
      },
    });
  }
}

type Budget = DialingView['budgets'][number];

const usedOf = ({ ratePct, limitPct }: Budget): number =>
  ratePct === null || ratePct === 0 ? 0 : ratePct / limitPct;

/** Not counted here: they are the campaign's own counts, which go on through a restart. */
function registerTotals(engine: Engine, registry: Registry): void {
  const totals = [
    ['launches', 'lines launched', 'launched'],
    ['answers', 'lines answered, machines included', 'answered'],
    ['drops', 'people who answered and got no agent in time', 'dropped'],
    ['refusals', 'leads that the gate sent back', 'refused'],
  ] as const;
  for (const [name, help, what] of totals) {
    const made: Counter = new Counter({
      name: `leitstand_campaign_${name}_total`,
      help,
      labelNames: LABELS,
      registers: [registry],
      collect: () => {
        made.reset();
        for (const one of engine.campaigns()) {
          made.inc(labelsOf(one), one.dialing?.counts[what] ?? 0);
        }
      },
    });
  }
}
