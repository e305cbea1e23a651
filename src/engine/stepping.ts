import { crc32 } from 'node:zlib';
import type { Input } from '../core/input';
import type { Core, Stepped, WorldState } from './core';

/** `step` threw on this input. */
export class StepCrash extends Error {
  constructor(
    readonly seq: number,
    override readonly cause: unknown,
  ) {
    super(`the core failed at seq ${seq}`);
    this.name = 'StepCrash';
  }
}

/** Steps inputs one after the other, as the live loop did; nothing leaves. Throws StepCrash. */
export function* stepAll<W extends WorldState>(
  core: Core<W>,
  world: W,
  inputs: Iterable<Input>,
  skip: ReadonlySet<number>,
): Generator<{ input: Input; stepped: Stepped }> {
  for (const input of inputs) {
    if (skip.has(input.seq)) {
      yield { input, stepped: NOTHING };
      continue;
    }
    let stepped: Stepped;
    try {
      stepped = core.step(world, input);
    } catch (error) {
      throw new StepCrash(input.seq, error);
    }
    yield { input, stepped };
  }
}

export const NOTHING: Stepped = { facts: [], effects: [] };

/** A number for what a step gave; two that differ are two different courses of events. */
export const stepSum = (stepped: Stepped): number =>
  stepped === NOTHING ? 0 : crc32(JSON.stringify([stepped.facts, stepped.effects]));
