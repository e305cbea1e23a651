import type { CliContext, Output } from '../../src/cli/context';
import type { Parts } from '../../src/cli/parts';
import { runCli } from '../../src/cli/program';
import type { Environment } from '../../src/config/environment';
import { NOW } from './live-sample';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const refused = async (): Promise<never> => {
  throw new Error('this test has no such part');
};

export const NO_PARTS: Parts = {
  serve: refused,
  demo: refused,
  replay: refused,
  why: refused,
};

export interface RunOptions {
  readonly env?: Environment;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly input?: string;
  readonly parts?: Partial<Parts>;
}

/** Runs one command line within this process, with a clock that stands still. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const texts = { out: '', err: '' };
  const output = (name: 'out' | 'err'): Output => ({
    write: (text) => {
      texts[name] += text;
    },
    isTTY: options.isTTY === true,
    columns: options.columns ?? 100,
  });
  const context: CliContext = {
    out: output('out'),
    err: output('err'),
    clock: { now: () => NOW, schedule: () => () => undefined },
    env: { TZ: 'Europe/Berlin', ...options.env },
    parts: { ...NO_PARTS, ...options.parts },
    readInput: async () => options.input ?? '',
    interrupted: () => new Promise(() => undefined),
  };
  const code = await runCli(argv, context, '0.0.0');
  return { code, ...texts };
}
