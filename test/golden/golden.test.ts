import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '../../src/core/fact';
import type { Cause, Input, InputBody } from '../../src/core/input';
import type { World } from '../../src/core/world';
import { firstDifference } from '../../src/engine/difference';
import { liveCore } from '../../src/engine/live-core';

const START_AT = Date.UTC(2026, 0, 5, 9);
const SCRIPT: Cause = { actor: 'golden', reason: 'script' };

interface GoldenInput {
  readonly at: number;
  readonly body: InputBody;
  readonly cause?: Cause;
}

const readLines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);

function readInputs(path: string): Input[] {
  let epoch = 0;
  return (readLines(path) as GoldenInput[]).map(({ at, body, cause }, index) => {
    if (body.type === 'engine.started') epoch += 1;
    const switchAt = body.type === 'switch.event' ? body.event.switchAt : undefined;
    const stamp = { seq: index + 1, at: START_AT + at };
    const told = switchAt === undefined ? stamp : { ...stamp, switchAt };
    return { schema: 1, engineId: 'golden', epoch, ...told, cause: cause ?? SCRIPT, body };
  });
}

const shortened = ({ seq, at, clientId, body }: Fact) =>
  JSON.parse(JSON.stringify({ seq, at: at - START_AT, clientId, body })) as unknown;

const thawed = (world: World): World =>
  liveCore.thawWorld(JSON.parse(JSON.stringify(liveCore.freezeWorld(world))));

/** `isFrozen`: the world goes through JSON after each input, as through a snapshot. */
function play(inputs: readonly Input[], isFrozen: boolean): unknown[] {
  let world = liveCore.newWorld('golden');
  const facts: unknown[] = [];
  for (const input of inputs) {
    facts.push(...liveCore.step(world, input).facts.map(shortened));
    if (isFrozen) world = thawed(world);
  }
  return facts;
}

function expectFacts(scenario: string, expected: unknown[], actual: unknown[]): void {
  const found = firstDifference(expected, actual);
  if (found === undefined) return;
  const path = join(mkdtempSync(join(tmpdir(), 'golden-')), 'facts.jsonl');
  writeFileSync(path, `${actual.map((fact) => JSON.stringify(fact)).join('\n')}\n`);
  const { path: place, expected: wanted, actual: got } = found;
  throw new Error(
    `${scenario} differs at fact ${place}: expected ${JSON.stringify(wanted)}, ` +
      `got ${JSON.stringify(got)}. What came out is in ${path}`,
  );
}

/** Its scenarios have no inputs of their own: a switch gives them. */
const PLAYED_ON_SWITCHES = 'on-switches';

const scenarios = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== PLAYED_ON_SWITCHES)
  .map(({ name }) => name);

describe.each(scenarios)('golden scenario %s', (scenario) => {
  const folder = join(__dirname, scenario);
  const inputs = readInputs(join(folder, 'input.jsonl'));
  const factsPath = join(folder, 'facts.jsonl');
  const expected = existsSync(factsPath) ? readLines(factsPath) : [];

  it('gives its facts', () => {
    expectFacts(scenario, expected, play(inputs, false));
  });

  it('gives the same facts when the world goes through a snapshot after each input', () => {
    expectFacts(scenario, expected, play(inputs, true));
  });
});
