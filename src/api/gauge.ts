import { Gauge, type Registry } from 'prom-client';

export interface Reading {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  read(set: (value: number, labels?: Record<string, string>) => void): void;
}

/** A gauge that is read when somebody asks, so that labels of things gone do not linger. */
export function gauge(registry: Registry, { name, help, labels = [], read }: Reading): void {
  const made: Gauge = new Gauge({
    name: `leitstand_${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect: () => {
      made.reset();
      read((value, of = {}) => made.set(of, value));
    },
  });
}
