/** How far drops are from what the strictest bound allows. */
export interface Slack {
  /** Drops that it still has room for; negative when it is broken. */
  readonly drops: number;
  /** What its share is of. */
  readonly denominator: number;
  /** Whose bound it is: a regime's, or the campaign's own. */
  readonly regime: string;
}

/** About what one more line may risk when drops are to be 3 % of the answers. */
const USUAL = 0.03;
/** From so many agents on it falls with their square root: a drop there is rarer foreseen. */
const FALLS_FROM_AGENTS = 10;
/** So much of itself the threshold moves for each drop more or less of slack … */
const GAIN = 0.2;
/** … and so much more where there is hardly any left. */
const STEEP_BELOW = 1;
const STEEP_GAIN = 0.6;
const LEAST = 0.0002;
const MOST_TIMES = 3;

/** The slack that is aimed at, in drops: lines in flight need room, the more the larger. */
const AIM = 1;
const AIM_PER_ROOT_AGENT = 1.1;

/**
 * The chance of a drop that one more line may have. It follows the slack: each answer moves it a
 * little up, each drop down, so whatever the model of the floor gets wrong, drops come to the
 * bound less a few (online conformal control: Gibbs and Candes 2021), evenly over the day.
 */
export function thresholdAt(slack: Slack, agents: number): number {
  const aim = AIM + AIM_PER_ROOT_AGENT * Math.sqrt(agents);
  const short = Math.max(0, STEEP_BELOW - slack.drops);
  const times = Math.exp(GAIN * (slack.drops - aim) - STEEP_GAIN * short);
  const usual = USUAL * Math.min(1, Math.sqrt(FALLS_FROM_AGENTS / Math.max(1, agents)));
  return Math.max(LEAST, usual * Math.min(MOST_TIMES, times));
}

const SPENT_BELOW = 1;
const SPENT_BELOW_PER_ANSWER = 0.01;

/**
 * Whether a bound has no drop left to risk: between two steps of a slow threshold several may
 * come at once. At first, when a day has all of its answers before it, less is kept.
 */
export const isSpent = (slack: Slack): boolean =>
  slack.drops < Math.min(SPENT_BELOW, SPENT_BELOW_PER_ANSWER * slack.denominator);
