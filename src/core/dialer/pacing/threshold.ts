/** How far drops are from what the strictest bound allows. */
export interface Slack {
  /** Drops that it still has room for; negative when it is broken. */
  readonly drops: number;
  /** Whose bound it is: a regime's, or the campaign's own. */
  readonly regime: string;
  /** More slack than usual that is to be kept: bursts of drops came that nobody foresaw. */
  readonly reserve?: number;
}

/** What one more line may risk when drops are to come to about 3 % of the answers. */
const USUAL = 0.018;
/** From so many agents on it falls slowly with them: a drop there is rarer foreseen. */
const FALLS_FROM_AGENTS = 10;
const FALLS_BY = 0.15;
/** The more of the agents wait for a call, the more a call is worth: e^(1.2 × their share). */
const IDLE_GAIN = 1.2;
const IDLE_SHARE_USUAL = 0.15;
/** So much of itself the threshold moves for each drop more or less of slack … */
const GAIN = 0.1;
/** … and so much more where there is hardly any left. */
const STEEP_BELOW = 2.5;
const STEEP_GAIN = 0.4;
/** Never less than this: lines for idle agents only would cost far more than they save. */
const LEAST = 0.003;
const MOST_TIMES = 3;

/** The slack that is aimed at, in drops: lines in flight need room, the more the larger. */
const AIM = 1;
const AIM_PER_ROOT_AGENT = 0.9;

/** The agents that the threshold looks at. */
export interface Crew {
  readonly agents: number;
  /** Idle, less the people who wait for one. */
  readonly spare: number;
}

/**
 * The chance of a drop that one more line may have. It follows the slack: each answer moves it a
 * little up, each drop down, so whatever the model of the floor gets wrong, drops come to the
 * bound less a few (online conformal control: Gibbs and Candes 2021). It moves gently, since
 * utilisation is a concave function of the risk: swings cost more than they gain.
 */
export function thresholdAt(slack: Slack, { agents, spare }: Crew): number {
  const crew = Math.max(1, agents);
  const short = Math.max(0, STEEP_BELOW - slack.drops);
  const aim = AIM + AIM_PER_ROOT_AGENT * Math.sqrt(crew) + (slack.reserve ?? 0);
  const times = Math.exp(GAIN * (slack.drops - aim) - STEEP_GAIN * short);
  const usual = USUAL * Math.min(1, (FALLS_FROM_AGENTS / crew) ** FALLS_BY);
  const worth = Math.exp(IDLE_GAIN * (spare / crew - IDLE_SHARE_USUAL));
  return Math.max(LEAST, usual * worth * Math.min(MOST_TIMES, times));
}

/** With more left than this no few lines spend it. */
const AMPLE = 6;

/** How many drops would be one too many; null while there is more than enough left. */
export const oneTooMany = (slack: Slack): number | null =>
  slack.drops < AMPLE ? 1 + Math.max(0, Math.floor(slack.drops)) : null;

const OVERDRAWN_BELOW = -0.5;

/** Whether so much more was dropped than allowed that nothing may be risked until it is made up. */
export const isOverdrawn = (slack: Slack): boolean => slack.drops < OVERDRAWN_BELOW;
