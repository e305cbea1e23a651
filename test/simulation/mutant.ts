import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import type { World } from '../../src/core/world';
import type { Core } from '../../src/engine/core';
import { RUSH, USUAL_DAY } from './day-kind';
import { simulateDay } from './simulated-day';

/** One planted mistake: in this file of src/core, this text becomes that. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The day that shows it soonest, to be looked at first; absent: the first one does. */
  readonly seed?: number;
}

/** A folder in which the core lies compiled, with a mistake in it. */
export function mutantFolder(mutation: Mutation): string {
  const folder = mkdtempSync(join(tmpdir(), 'leitstand-mutant-'));
  for (const part of ['core', 'port']) {
    cpSync(join(__dirname, '../../src', part), join(folder, part), { recursive: true });
  }
  const path = join(folder, 'core', mutation.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(mutation.from).length !== 2) {
    throw new Error(`${mutation.name}: the text is not in ${mutation.file} exactly once`);
  }
  writeFileSync(
    path,
    source.replace(mutation.from, () => mutation.to),
  );
  compile(folder);
  return folder;
}

/** The core with a mistake in it, compiled beside the real one. */
function mutantCore(mutation: Mutation): Core<World> {
  const folder = mutantFolder(mutation);
  const step = require(join(folder, 'core/step.js')) as Pick<Core<World>, 'step'>;
  const world = require(join(folder, 'core/world.js')) as Omit<Core<World>, 'step'>;
  return {
    step: step.step,
    newWorld: world.newWorld,
    freezeWorld: world.freezeWorld,
    thawWorld: world.thawWorld,
  };
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Every other day is a rush: what one of them does not show the other may. */
const kindOf = (seed: number) => (seed % 2 === 0 ? RUSH : USUAL_DAY);

/** What the laws say of small days of the core with this mistake; stops at the first bad day. */
export async function complaintsAbout(mutation: Mutation): Promise<readonly string[]> {
  const core = mutantCore(mutation);
  const { seed: first = 1 } = mutation;
  for (const seed of [first, ...SEEDS.filter((one) => one !== first)]) {
    const day = { seed, kind: kindOf(seed), calls: 250, faults: 12, restarts: 2 };
    const { broken } = await simulateDay({ ...day, core });
    if (broken.length > 0) return broken;
  }
  return [];
}

function compile(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) compile(path);
    else if (name.endsWith('.ts')) {
      const { code } = transformSync(readFileSync(path, 'utf8'), {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      });
      writeFileSync(path.replace(/\.ts$/, '.js'), code);
    }
  }
}
