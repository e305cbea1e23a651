/** How far drops are from what the strictest bound allows. */
export interface Slack {
  /** Drops that it still has room for; negative when it is broken. */
  readonly drops: number;
  /** Whose bound it is: a regime's, or the campaign's own. */
  readonly regime: string;
}

/** About what one more line may risk when drops are to be 3 % of the answers. */
const USUAL = 0.028;
/** So much of itself the threshold moves for each drop more or less of slack … */
const GAIN = 0.2;
/** … and so much more where there is hardly any left. */
const STEEP_BELOW = 1;
const STEEP_GAIN = 0.6;
const LEAST = 0.0002;
const MOST_TIMES = 3;

/** The slack that is aimed at under the campaign's own bound, in drops. */
const AIM = 3;
/** Where law 5 guards a window: the lines in flight need room there, the more the larger. */
const LAWFUL_AIM = 1;
const LAWFUL_AIM_PER_ROOT = 1.1;

/**
 * The chance of a drop that one more line may have. It follows the slack: each answer moves it a
 * little up, each drop down, so whatever the model of the floor gets wrong, drops come to the
 * bound less a few (online conformal control: Gibbs and Candes 2021), evenly over the day.
 */
export function thresholdAt(slack: Slack, agents: number, isLawful: boolean): number {
  const aim = isLawful ? LAWFUL_AIM + LAWFUL_AIM_PER_ROOT * Math.sqrt(agents) : AIM;
  const short = Math.max(0, STEEP_BELOW - slack.drops);
  const times = Math.exp(GAIN * (slack.drops - aim) - STEEP_GAIN * short);
  return Math.max(LEAST, USUAL * Math.min(MOST_TIMES, times));
}
