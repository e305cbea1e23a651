import { emit, type Turn } from '../turn';
import type { World } from '../world';
import { abandonFraction } from './abandon-rate';
import type { Campaign } from './campaign';
import { abandonWindows } from './campaign-law';
import type { Work } from './dial';
import { sumOver } from './outcome-ledger';
import type { BudgetWindow, PacingDecision } from './pacing';

/** How far each regime's window is used, and the campaign's own. */
export const windowsOf = (world: World, work: Work): readonly BudgetWindow[] =>
  budgetsOf(work, world.at).map(({ window, drops, denominator }) => ({
    regime: window.regime,
    limitPct: window.limitPct,
    drops,
    denominator,
    counts: window.formula === 'attempts' ? 'attempts' : 'answers',
  }));

/** Each window that holds at an instant, and both sides of its fraction. */
export function budgetsOf({ campaign, config }: Work, at: number) {
  return abandonWindows(config, campaign.pacing.abandonMaxPct, at).map((window) => {
    const counts = sumOver(campaign.ledger, at, window.windowMs);
    const fraction = abandonFraction(window.formula, counts, window.falsePositivePct);
    return { window, drops: fraction.numerator, denominator: fraction.denominator };
  });
}

/** Tells once when drops are over a limit: only lost agents and links can bring that about. */
export function watchBudget(turn: Turn, work: Work): void {
  const { campaign } = work;
  const over = budgetsOf(work, turn.at).find(
    ({ window, drops, denominator }) => drops * 100 > window.limitPct * denominator,
  );
  if (campaign.breached === (over !== undefined)) return;
  campaign.breached = over !== undefined;
  if (!over) return;
  const { campaignId, clientId } = campaign;
  const { window, drops: numerator, denominator } = over;
  const { formula: formulaId, limitPct, windowMs } = window;
  const figures = { formulaId, numerator, denominator, limitPct, windowMs };
  emit(turn, { type: 'budget.breached', campaignId, ...figures }, clientId);
}

/** Tells when the hard bound of the drops begins to hold, and when it lets go. */
export function tellBound(
  turn: Turn,
  campaign: Campaign,
  { reservedOnly }: Pick<PacingDecision, 'reservedOnly'>,
): void {
  if ((campaign.decision?.reservedOnly ?? false) === reservedOnly) return;
  const { campaignId, clientId } = campaign;
  emit(turn, { type: 'pacing.bound', campaignId, reservedOnly }, clientId);
}
