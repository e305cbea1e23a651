import type { LawId, LawProfile } from '../law-profile';
import { FRANCE_CONSENT, FRANCE_OPT_OUT } from './france';
import { GERMANY, GERMANY_CODE } from './germany';
import { UNITED_KINGDOM } from './united-kingdom';
import { UNITED_STATES_FCC, UNITED_STATES_FTC } from './united-states';

/** Every version of every profile; those of one profile follow one another, the oldest first. */
export const LAW_BOOK: readonly LawProfile[] = [
  GERMANY,
  GERMANY_CODE,
  UNITED_KINGDOM,
  UNITED_STATES_FTC,
  UNITED_STATES_FCC,
  FRANCE_OPT_OUT,
  FRANCE_CONSENT,
];

/**
 * The version of a profile that holds at an instant (ms, UTC); before the first one began, the
 * first one.
 */
export function profileAt(profileId: LawId, at: number): LawProfile {
  const [first, ...later] = LAW_BOOK.filter((profile) => profile.profileId === profileId);
  return later.findLast((profile) => profile.validFrom <= at) ?? (first as LawProfile);
}

/** The profiles of a campaign as they hold at an instant; of each the version of that time. */
export const profilesAt = (profileIds: readonly LawId[], at: number): readonly LawProfile[] =>
  [...new Set(profileIds)].map((profileId) => profileAt(profileId, at));
