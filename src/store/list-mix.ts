/** A list with its part of the hopper. */
export interface WeightedList {
  /** At least 1; a list of weight 2 gives twice as many leads as one of weight 1. */
  readonly weight: number;
}

/** Any irrational number does; this one spreads the turns best. */
const GOLDEN = 0.618_033_988_749_895;

/**
 * How many of `count` leads each list gives, by weight. Whole numbers that make `count` together:
 * what is left of a fraction goes round with `turn` (the batch), so that over the batches each
 * list gets its exact part, however small a batch is (systematic sampling, Madow 1949).
 */
export function shareByWeight(
  count: number,
  lists: readonly WeightedList[],
  turn: number,
): readonly number[] {
  const total = lists.reduce((sum, { weight }) => sum + weight, 0);
  const start = (turn * GOLDEN) % 1;
  let weight = 0;
  let given = 0;
  return lists.map((list, index) => {
    weight += list.weight;
    const isLast = index === lists.length - 1;
    const upTo = isLast ? count : Math.min(count, Math.floor((count * weight) / total + start));
    const share = upTo - given;
    given = upTo;
    return share;
  });
}

/** What several lists gave, mixed evenly: a list that gave twice as many has every second place. */
export function mix<T>(parts: readonly (readonly T[])[]): T[] {
  return parts
    .flatMap((part) => part.map((lead, index) => ({ lead, place: (index + 0.5) / part.length })))
    .sort((one, other) => one.place - other.place)
    .map(({ lead }) => lead);
}
