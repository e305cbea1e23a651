import type { AttemptResult } from './attempt';
import type { Campaign, CampaignCounts } from './campaign';

/** What is counted of a campaign's attempts since it first began. */
export type Counted = AttemptResult | 'launched' | 'answered' | 'refused';

/** What was counted in ten seconds. */
export interface CountSlice {
  /** Its first instant (ms, UTC), a multiple of ten seconds. */
  readonly from: number;
  readonly counts: CampaignCounts;
}

const SLICE_MS = 10_000;

/** So far back the slices reach. */
export const RECENT_MS = 900_000;

/** Counts one more, since the campaign began and in the slice of this instant. */
export function count(campaign: Campaign, what: Counted, at: number): void {
  campaign.counts[what] = (campaign.counts[what] ?? 0) + 1;
  const { counts } = sliceAt(campaign, at);
  counts[what] = (counts[what] ?? 0) + 1;
}

function sliceAt(campaign: Campaign, at: number): CountSlice {
  const from = at - (at % SLICE_MS);
  campaign.recent ??= [];
  const { recent } = campaign;
  const last = recent.at(-1);
  if (last && last.from >= from) return last;
  const slice = { from, counts: {} };
  recent.push(slice);
  while ((recent[0]?.from ?? from) <= from - RECENT_MS) recent.shift();
  return slice;
}

/** What was counted from an instant on, whole slices only: the one that it cuts is left out. */
export function countedSince({ recent = [] }: Campaign, from: number): CampaignCounts {
  const sum: CampaignCounts = {};
  for (const slice of recent) {
    if (slice.from < from) continue;
    for (const [what, n] of Object.entries(slice.counts)) sum[what] = (sum[what] ?? 0) + n;
  }
  return sum;
}
