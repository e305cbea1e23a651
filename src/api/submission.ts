import type { InputBody } from '../core/input';
import type { Engine, Submitted } from '../engine/facade';
import type { Token } from '../port/stores';
import { codedProblem } from './problem';

/** Hands an input to the engine in the token's name; the engine's refusal becomes a problem. */
export async function submit(
  engine: Engine,
  viewer: Token,
  body: InputBody,
  reason = 'api',
): Promise<Submitted> {
  const cause = { actor: `token:${viewer.tokenId}`, reason };
  const submitted = await engine.submit(body, cause);
  for (const { body: fact } of submitted.facts) {
    if (fact.type === 'request.refused') {
      throw codedProblem(fact.refusal.code, fact.refusal.detail);
    }
  }
  return submitted;
}
