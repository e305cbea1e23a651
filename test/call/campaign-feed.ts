import { type FeedEvent, readFeed } from '../../src/cli/event-feed';
import type { Target } from '../../src/cli/http-call';
import type { Fact, FactBody } from '../../src/core/fact';

type FactType = FactBody['type'];
export type FactOf<T extends FactType> = Extract<FactBody, { type: T }>;

/** The live feed of a daemon from one moment on: waits are for what it tells, never for time. */
export class CampaignFeed {
  /** What was told, in the order of the journal. */
  readonly bodies: FactBody[] = [];
  private readonly over = new AbortController();
  private readonly looks = new Set<() => void>();
  private isOpen = false;
  private isOver = false;

  private constructor(target: Target) {
    const onEvent = (event: FeedEvent): void => this.take(event);
    void readFeed(target, '/v1/live', this.over.signal, onEvent)
      .catch(() => undefined)
      .finally(() => this.end());
  }

  /** Resolves when the daemon has said that it tells from now on. */
  static async open(target: Target): Promise<CampaignFeed> {
    const feed = new CampaignFeed(target);
    await feed.until(() => feed.isOpen || undefined);
    return feed;
  }

  /** All of one kind so far. */
  of<T extends FactType>(type: T): readonly FactOf<T>[] {
    return this.bodies.filter((body): body is FactOf<T> => body.type === type);
  }

  /** The first of one kind that fits, once there is one, and what it is among all. */
  async first<T extends FactType>(
    type: T,
    fits: (body: FactOf<T>) => boolean,
    from = 0,
  ): Promise<{ readonly body: FactOf<T>; readonly index: number }> {
    const isIt = (body: FactBody): boolean => body.type === type && fits(body as FactOf<T>);
    return this.until(() => {
      const index = this.bodies.findIndex((body, at) => at >= from && isIt(body));
      return index < 0 ? undefined : { body: this.bodies[index] as FactOf<T>, index };
    });
  }

  /** Looks at each fact that comes until something is found. Rejects when the feed ends before. */
  until<Found>(find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined && !this.isOver) return;
        this.looks.delete(look);
        if (found === undefined) reject(new Error('the live feed has ended'));
        else resolve(found);
      };
      this.looks.add(look);
      look();
    });
  }

  close(): void {
    this.over.abort();
  }

  private take({ event, data }: FeedEvent): void {
    if (event === 'hello') this.isOpen = true;
    else if (event === 'cut') this.isOver = true;
    else this.bodies.push((JSON.parse(data) as Fact).body);
    this.look();
  }

  private end(): void {
    this.isOver = true;
    this.look();
  }

  private look(): void {
    for (const look of [...this.looks]) look();
  }
}
