import { emit, type Turn } from '../turn';
import type { World } from '../world';
import { abandonFraction } from './abandon-rate';
import type { Campaign } from './campaign';
import { type AbandonWindow, abandonWindows } from './campaign-law';
import type { Work } from './dial';
import { sumOver } from './outcome-ledger';
import type { BudgetWindow, PacingDecision } from './pacing';

/** How far each regime's window is used, and the campaign's own. */
export function windowsOf(world: World, { campaign, config }: Work): readonly BudgetWindow[] {
  return abandonWindows(config, campaign.pacing.abandonMaxPct, world.at).map((window) =>
    usedOf(world, campaign, window),
  );
}

function usedOf(world: World, campaign: Campaign, window: AbandonWindow): BudgetWindow {
  const { regime, formula, limitPct, windowMs, falsePositivePct } = window;
  const counts = sumOver(campaign.ledger, world.at, windowMs);
  const { numerator, denominator } = abandonFraction(formula, counts, falsePositivePct);
  const counted = formula === 'attempts' ? 'attempts' : 'answers';
  return { regime, limitPct, drops: numerator, denominator, counts: counted };
}

/** Tells once when drops are over a limit: only lost agents and links can bring that about. */
export function watchBudget(turn: Turn, work: Work): void {
  const { campaign, config } = work;
  const windows = abandonWindows(config, campaign.pacing.abandonMaxPct, turn.at);
  const used = windows.map((window) => ({ window, ...usedOf(turn.world, campaign, window) }));
  const over = used.find(
    ({ drops, denominator, limitPct }) => drops * 100 > limitPct * denominator,
  );
  if (campaign.breached === (over !== undefined)) return;
  campaign.breached = over !== undefined;
  if (!over) return;
  const { campaignId, clientId } = campaign;
  const { window, drops: numerator, denominator, limitPct } = over;
  const { formula: formulaId, windowMs } = window;
  const figures = { formulaId, numerator, denominator, limitPct, windowMs };
  emit(turn, { type: 'budget.breached', campaignId, ...figures }, clientId);
}

/** Tells when the hard bound of the drops begins to hold, and when it lets go. */
export function tellBound(turn: Turn, campaign: Campaign, { reservedOnly }: PacingDecision): void {
  if ((campaign.decision?.reservedOnly ?? false) === reservedOnly) return;
  const { campaignId, clientId } = campaign;
  emit(turn, { type: 'pacing.bound', campaignId, reservedOnly }, clientId);
}
