/** Things that are due, the earliest first, equal ones in the order in which they came. */
export class EventHeap<T> {
  private readonly items: { readonly at: number; readonly order: number; readonly what: T }[] = [];
  private count = 0;

  /** Infinity when nothing is due. */
  get nextAt(): number {
    return this.items[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  get next(): T | undefined {
    return this.items[0]?.what;
  }

  push(at: number, what: T): void {
    this.count += 1;
    const item = { at, order: this.count, what };
    let index = this.items.length;
    while (index > 0) {
      const above = (index - 1) >>> 1;
      const parent = this.items[above];
      if (!parent || !isBefore(item, parent)) break;
      this.items[index] = parent;
      index = above;
    }
    this.items[index] = item;
  }

  pop(): T | undefined {
    const [first] = this.items;
    const last = this.items.pop();
    if (!first || !last || this.items.length === 0) return first?.what;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [this.items[child], this.items[child + 1]];
      if (right && left && isBefore(right, left)) child += 1;
      const least = this.items[child];
      if (!least || !isBefore(least, last)) break;
      this.items[index] = least;
      index = child;
    }
    this.items[index] = last;
    return first.what;
  }
}

interface Due {
  readonly at: number;
  readonly order: number;
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
