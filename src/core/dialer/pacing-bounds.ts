import type { PacingBounds, PacingSettings } from './campaign-config';

/** What of these settings is beyond what was agreed; null: nothing. */
export function outOfBounds(to: PacingSettings, bounds: PacingBounds): string | null {
  const { modes, linesPerAgentMax, ratioMax, abandonMaxPct } = bounds;
  if (!modes.includes(to.mode)) return `mode ${to.mode}: agreed are ${modes.join(', ')}`;
  const beyond = (
    [
      ['linesPerAgentMax', to.linesPerAgentMax, linesPerAgentMax, 1],
      ['ratio', to.ratio, ratioMax, 1],
      ['abandonMaxPct', to.abandonMaxPct, abandonMaxPct, 0],
    ] as const
  ).find(([, value, most, least]) => !(value >= least && value <= most));
  if (!beyond) return null;
  const [name, value, most, least] = beyond;
  return `${name} ${value}: agreed is ${least} to ${most}`;
}
