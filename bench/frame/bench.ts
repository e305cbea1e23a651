/** What a bench is given; it returns its own figures, which bench/run.js prints. */
export interface BenchRequest {
  readonly seed: number;
  /** Of the bench `calls`: which switch it goes through; asterisk when nothing is said. */
  readonly switch?: 'asterisk' | 'freeswitch';
  /** Of the bench `routing`: policies of other systems live through the same days. */
  readonly compare?: boolean;
  /** At most 40 s on two cores, with the same keys. */
  readonly quick: boolean;
  /** Tells people what goes on; stdout is for the result alone. */
  readonly note: (text: string) => void;
}

export type Bench = (request: BenchRequest) => Promise<Readonly<Record<string, unknown>>>;

/** The value below which `share` (0 to 1) of the values lie; sorts them in place. */
export function quantile(values: Float64Array, share: number): number {
  values.sort();
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));
