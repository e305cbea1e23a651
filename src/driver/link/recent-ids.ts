const KEPT = 5000;

/** Ids of a while: the newest are remembered, the oldest make room. */
export class RecentIds {
  private readonly ids = new Set<string>();

  has(id: string): boolean {
    return this.ids.has(id);
  }

  delete(id: string): void {
    this.ids.delete(id);
  }

  add(id: string): void {
    this.ids.add(id);
    if (this.ids.size <= KEPT) return;
    for (const oldest of this.ids) {
      this.ids.delete(oldest);
      break;
    }
  }
}
