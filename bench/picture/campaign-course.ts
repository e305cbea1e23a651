/** A campaign as it stood each second, as test/call/campaign.real.test.ts keeps it. */
export interface CampaignMoment {
  readonly atMs: number;
  readonly view: {
    readonly agents: {
      readonly loggedIn: number;
      readonly talking: number;
      readonly wrapUp: number;
      readonly reserved: number;
    };
    readonly pacing: { readonly linesPerAgentMax: number };
    readonly lastChange?: { readonly at: number };
    readonly dialing: {
      readonly lines: Readonly<Record<string, number>>;
      readonly counts: Readonly<Record<string, number>>;
      readonly decision?: { readonly reservedOnly: boolean };
      readonly budgets: readonly {
        readonly numerator: number;
        readonly denominator: number;
        readonly limitPct: number;
      }[];
    };
  };
}

export interface CourseRecord {
  readonly result: string;
  readonly answeredAt?: number;
  readonly queuedAt?: number;
  readonly connectedAt?: number;
}

export interface CampaignCourse {
  readonly moments: readonly CampaignMoment[];
  readonly records: readonly CourseRecord[];
}

/** The value below which a share of the values lies; NaN of none. */
export function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** ms from the verdict that a person is there to the agent, and from the answer. */
export function connectTimes({ records }: CampaignCourse) {
  const connected = records.filter(({ connectedAt }) => connectedAt !== undefined);
  return {
    fromAnswer: connected.map((one) => (one.connectedAt ?? 0) - (one.answeredAt ?? 0)),
    fromDecision: connected.map((one) => (one.connectedAt ?? 0) - (one.queuedAt ?? 0)),
  };
}
