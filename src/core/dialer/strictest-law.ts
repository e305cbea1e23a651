import {
  type AbandonRule,
  type AttemptCaps,
  type ConnectFrom,
  type ConsentRule,
  type DropMessage,
  type LawAspect,
  type LawId,
  type LawProfile,
  sourceOf,
} from './law-profile';

/** A value that binds, and whose it is. */
export interface Bound {
  readonly value: number;
  /** `<profileId>: <article>`. */
  readonly law: string;
}

/** What several profiles ask together: of each value the strictest. */
export interface StrictestLaw {
  readonly profileIds: readonly LawId[];
  /** All of them are kept. */
  readonly abandon: readonly AbandonRule[];
  readonly connectLimitMs?: Bound;
  readonly connectFrom?: ConnectFrom;
  readonly ringMinMs?: Bound;
  readonly ringMaxMs?: Bound;
  readonly dropMessage?: DropMessage;
  readonly quietAfterDropMs?: Bound;
  readonly quietAfterMachineMs?: Bound;
  readonly refusalQuietMs?: Bound;
  readonly attempts: Readonly<Partial<Record<keyof AttemptCaps, Bound>>>;
  /** Each has to be met. */
  readonly consent: readonly (ConsentRule & { readonly law: string })[];
  /** Each of these profiles has hours, and all of them have to be open. */
  readonly hours: readonly { readonly profileId: LawId; readonly law: string }[];
  readonly recordsKeptMs?: Bound;
}

/** Joins profiles; of none nothing is asked. Which of them come first decides ties alone. */
export function strictest(profiles: readonly LawProfile[]): StrictestLaw {
  const least = boundOf(profiles, (a, b) => a < b);
  const most = boundOf(profiles, (a, b) => a > b);
  return {
    profileIds: profiles.map(({ profileId }) => profileId),
    abandon: profiles.flatMap(({ abandon }) => abandon),
    ...least('connectLimitMs', 'connect', ({ connectLimitMs }) => connectLimitMs),
    ...connectFromOf(profiles),
    ...most('ringMinMs', 'ring', ({ ringMinMs }) => ringMinMs),
    ...least('ringMaxMs', 'ring', ({ ringMaxMs }) => ringMaxMs),
    ...dropMessageOf(profiles),
    ...most('quietAfterDropMs', 'quietAfterDrop', ({ quietAfterDropMs }) => quietAfterDropMs),
    ...most('quietAfterMachineMs', 'quietAfterMachine', (one) => one.quietAfterMachineMs),
    ...most('refusalQuietMs', 'refusal', ({ refusalQuietMs }) => refusalQuietMs),
    attempts: {
      ...least('perDay', 'attempts', ({ attempts }) => attempts.perDay),
      ...least('perWeek', 'attempts', ({ attempts }) => attempts.perWeek),
      ...least('per30Days', 'attempts', ({ attempts }) => attempts.per30Days),
      ...least('perCampaign', 'attempts', ({ attempts }) => attempts.perCampaign),
    },
    consent: profiles.flatMap((profile) =>
      profile.consent ? [{ ...profile.consent, law: sourceOf(profile, 'consent') }] : [],
    ),
    hours: profiles
      .filter(({ hours }) => hours !== undefined)
      .map((profile) => ({ profileId: profile.profileId, law: sourceOf(profile, 'hours') })),
    ...most('recordsKeptMs', 'records', ({ recordsKeptMs }) => recordsKeptMs),
  };
}

/** Finds the strictest of one value, under its key; nothing where no profile says a word. */
const boundOf =
  (profiles: readonly LawProfile[], isStricter: (a: number, b: number) => boolean) =>
  <K extends string>(
    key: K,
    aspect: LawAspect,
    read: (profile: LawProfile) => number | undefined,
  ): Partial<Record<K, Bound>> => {
    let bound: Bound | undefined;
    for (const profile of profiles) {
      const value = read(profile);
      if (value === undefined || (bound && !isStricter(value, bound.value))) continue;
      bound = { value, law: sourceOf(profile, aspect) };
    }
    return bound ? ({ [key]: bound } as Partial<Record<K, Bound>>) : {};
  };

/** The clock that begins sooner is the stricter one: the answer comes before the greeting's end. */
function connectFromOf(profiles: readonly LawProfile[]): Pick<StrictestLaw, 'connectFrom'> {
  const all = profiles.flatMap(({ connectFrom }) => connectFrom ?? []);
  if (all.length === 0) return {};
  return { connectFrom: all.includes('answer') ? 'answer' : 'greeting-end' };
}

function dropMessageOf(profiles: readonly LawProfile[]): Pick<StrictestLaw, 'dropMessage'> {
  const all = profiles.flatMap(({ dropMessage }) => dropMessage ?? []);
  if (all.length === 0) return {};
  return {
    dropMessage: {
      withinMs: Math.min(...all.map(({ withinMs }) => withinMs)),
      mustSay: [...new Set(all.flatMap(({ mustSay }) => mustSay))],
    },
  };
}

/** The rules about abandoned calls that hold for a campaign, by whether it listens for machines. */
export const abandonRulesOf = (
  law: StrictestLaw,
  machineDetection: boolean,
): readonly AbandonRule[] =>
  law.abandon.filter((rule) => (rule.machineDetection ?? machineDetection) === machineDetection);
