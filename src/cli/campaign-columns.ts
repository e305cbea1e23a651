import type { ListedCampaign } from './campaign-client';
import {
  agentsThere,
  linesInFlight,
  paintCampaignState,
  paintUsed,
  percentText,
  rateText,
  tightest,
  usedShare,
} from './campaign-text';
import type { Column } from './columns';
import { formatWait } from './duration';
import type { Paint } from './paint';

/** A line for each campaign; what is not seen of it is `-`. */
export function campaignColumns(paint: Paint, now: number): Column<ListedCampaign>[] {
  const right = (title: string, value: (c: ListedCampaign) => string): Column<ListedCampaign> => ({
    title,
    align: 'right',
    value,
  });
  return [
    { title: 'CAMPAIGN', value: (c) => c.campaignId, widthMin: 12, paint: (t) => paint.strong(t) },
    { title: 'CLIENT', value: (c) => c.clientId, widthMin: 6, dropOrder: 1 },
    {
      title: 'STATE',
      value: (c) => c.state,
      paint: (t, c) => paintCampaignState(paint, t, c.state),
    },
    { title: 'MODE', value: (c) => c.pacing.mode, dropOrder: 5 },
    {
      ...right('AGENTS', ({ agents }) => `${agents.talking}/${agentsThere(agents)}`),
      paint: (t, { agents }) => (agents.idle > 0 ? paint.good(t) : t),
    },
    { ...right('BUSY', (c) => rateText(c.occupancy)), dropOrder: 7 },
    right('LINES', ({ dialing }) => (dialing ? String(linesInFlight(dialing)) : '-')),
    right('PACE', ({ dialing }) => (dialing ? `${dialing.pace.launched}/min` : '-')),
    {
      ...right('ANSWER', ({ dialing }) => (dialing ? rateText(dialing.answerRate) : '-')),
      dropOrder: 6,
    },
    { ...right('READY', ({ dialing }) => (dialing ? String(dialing.hopper) : '-')), dropOrder: 2 },
    {
      title: 'DROPS',
      align: 'right',
      value: dropsText,
      paint: (t, { dialing }) => {
        const budget = dialing && tightest(dialing.budgets);
        return budget ? paintUsed(paint, t, usedShare(budget)) : t;
      },
    },
    { ...right('ENDS', (c) => endsText(c.endsAt, now)), dropOrder: 3 },
  ];
}

/** `2.14% of 2.5%`: the rate that is nearest to its limit. */
function dropsText({ dialing }: ListedCampaign): string {
  const budget = dialing && tightest(dialing.budgets);
  return budget ? `${rateText(budget)} of ${percentText(budget.limitPct)}` : '-';
}

const endsText = (endsAt: number, now: number): string =>
  endsAt <= now ? 'over' : `in ${formatWait(endsAt - now)}`;
