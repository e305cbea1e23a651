/**
 * Items in a strict order, found by binary search. Insertion moves pointers only, which beats a
 * tree up to some ten thousand items: the sizes of waiting lines and of pools of idle agents.
 */
export class SortedLine<T> {
  private readonly items: T[] = [];

  /** `compare` must never return 0 for two different items. */
  constructor(private readonly compare: (a: T, b: T) => number) {}

  get length(): number {
    return this.items.length;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]();
  }

  first(): T | undefined {
    return this.items[0];
  }

  /** How many items stand before this one. */
  countBefore(item: T): number {
    return this.place(item);
  }

  insert(item: T): void {
    const index = this.place(item);
    if (this.items[index] === item) return;
    this.items.splice(index, 0, item);
  }

  /** Removes the item if it is there; its order must not have changed since `insert`. */
  remove(item: T): boolean {
    const index = this.place(item);
    if (this.items[index] !== item) return false;
    this.items.splice(index, 1);
    return true;
  }

  /** Those from one place to before another. */
  *between(from: number, to = this.items.length): Generator<T> {
    for (let place = from; place < to; place += 1) yield this.items[place] as T;
  }

  /**
   * The place of the first of them who is not so, or `to`: from `from` on whoever is so must stand
   * before all who are not.
   */
  placeAfter(isSo: (item: T) => boolean, from = 0, to = this.items.length): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isSo(this.items[middle] as T)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private place(item: T): number {
    return this.placeAfter((other) => this.compare(other, item) < 0);
  }
}

/** What stands in any of these lines, in their common order and each item once. */
export function* merged<T>(
  lines: readonly Iterable<T>[],
  compare: (a: T, b: T) => number,
): Generator<T> {
  const walks = lines.map((line) => line[Symbol.iterator]());
  const heads = walks.map((walk) => walk.next());
  for (;;) {
    let least: T | undefined;
    for (const { done, value } of heads) {
      if (!done && (least === undefined || compare(value, least) < 0)) least = value;
    }
    if (least === undefined) return;
    yield least;
    for (const [index, walk] of walks.entries()) {
      if (heads[index]?.value === least) heads[index] = walk.next();
    }
  }
}
