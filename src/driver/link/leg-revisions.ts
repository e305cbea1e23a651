/** Which legs were heard of since the link was last lost. */
export class LegRevisions {
  private revision = 0;
  private gapRevision = 0;
  /** Events may have been missed since the last snapshot, as always before the first one. */
  isStale = true;

  /** Marks that an event came about it. */
  touch(leg: { revision: number }): void {
    this.revision += 1;
    leg.revision = this.revision;
  }

  /** The link is lost: what happens from now on nobody tells. */
  beginGap(): void {
    this.isStale = true;
    this.gapRevision = this.revision;
  }

  /** Whether events about it have come since the last gap, so that its end will be told as well. */
  isFresh(leg: { readonly revision: number }): boolean {
    return leg.revision > this.gapRevision;
  }

  /** Events of now have a higher revision than this. */
  get latest(): number {
    return this.revision;
  }
}
