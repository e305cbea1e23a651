import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { Dice } from '../../../bench/frame/dice';
import * as pacing from '../../../src/core/dialer/pacing';

interface Day {
  readonly answers: number;
  readonly drops: number;
  readonly utilisationPct: number;
}

type Simulate = (agents: number, hours: number, random: () => number) => Day;

/** The example of docs/pacing.md, as it stands there. */
function example(): Simulate {
  const text = readFileSync(join(__dirname, '../../../docs/pacing.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const compiled = transformSync(code, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const exported: { simulate?: Simulate } = {};
  const load = new Function('require', 'exports', compiled.code);
  load((path: string) => {
    expect(path).toBe('../src/core/dialer/pacing');
    return pacing;
  }, exported);
  return exported.simulate as Simulate;
}

it('the example of docs/pacing.md paces a floor within its bound, and above progressive', () => {
  const dice = new Dice(7);
  const { answers, drops, utilisationPct } = example()(10, 4, () => dice.below(2 ** 32) / 2 ** 32);
  expect(drops).toBeLessThanOrEqual(0.03 * answers);
  // One line for each free agent would keep them busy for 72 % of the time.
  expect(utilisationPct).toBeGreaterThan(80);
});
