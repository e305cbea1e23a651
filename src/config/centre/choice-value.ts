import { z } from 'zod';
import type { QueueConfig, Sticky } from '../../core/centre';
import { AGENT_RULES, type AgentRule } from '../../core/queue/agent-rule';
import { parseDuration } from '../duration';
import { suggestion } from '../nearest';
import { type Refusal, refine } from '../shape-problem';
import { duration } from './text-value';

/** Not a rule that compares: several phones ring, in the order of the others. */
const RING_ALL = 'ring-all';

/** How many ring at once where the file does not say. */
const RING_MAX = 10;

const WORDS: readonly string[] = [...AGENT_RULES, RING_ALL];

const ruleText = z
  .string()
  .superRefine(refine(ruleRefusal))
  .transform((text) => text as AgentRule | typeof RING_ALL);

function ruleRefusal(text: string): Refusal | null {
  if (WORDS.includes(text)) return null;
  const known = `known: ${WORDS.join(', ')}`;
  return {
    code: 'RULE_UNKNOWN',
    reason: `there is no rule ${JSON.stringify(text.slice(0, 40))} for choosing an agent`,
    remedy: suggestion(text, WORDS, known),
  };
}

/** `[most-proficient, longest-idle]`: each breaks the ties of those before it, and stands once. */
export const agentRules = z
  .array(ruleText)
  .min(1, 'name at least one rule, or leave the key out')
  .superRefine(
    refine((rules: readonly string[]) => {
      const twice = rules.find((rule, index) => rules.indexOf(rule) !== index);
      if (twice === undefined) return null;
      return {
        code: 'VALUE_INVALID',
        reason: `"${twice}" stands twice: the second decides nothing`,
      };
    }),
  )
  .optional();

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const HOLD = '20s';
const MEMORY = '30d';

/** `{ for: 20s, remember: 30d }`: both may be left out. */
export const stickiness = z
  .strictObject({
    for: duration({ min: 0, max: 10 * MINUTE_MS }).prefault(HOLD),
    remember: duration({ min: 0, max: 366 * DAY_MS }).prefault(MEMORY),
  })
  .optional();

interface Written {
  readonly chooseAgent?: readonly (AgentRule | typeof RING_ALL)[] | undefined;
  readonly sticky?: { readonly for: number; readonly remember: number } | undefined;
  readonly ringMax?: number | undefined;
  readonly reserve?: number | undefined;
}

type Chosen = Pick<QueueConfig, 'chooseAgent' | 'sticky' | 'ringMax' | 'reserve'>;

/**
 * A rule and a key may say the same: `sticky` makes a queue sticky, and who gives times alone goes
 * by the preferred agent first; `ring-all` rings ten where `ringMax` says nothing else.
 */
export function choiceOf({ chooseAgent, sticky, ringMax, reserve }: Written): Chosen {
  const rules = chooseAgent?.filter((rule) => rule !== RING_ALL) ?? [];
  const isSticky = rules.includes('sticky');
  if (sticky && !isSticky) rules.unshift('sticky');
  const ringing = ringMax ?? (chooseAgent?.includes(RING_ALL) ? RING_MAX : 1);
  return {
    ...(rules.length > 0 && { chooseAgent: rules }),
    ...((sticky || isSticky) && { sticky: timesOf(sticky) }),
    ...(ringing > 1 && { ringMax: ringing }),
    ...(reserve !== undefined && reserve > 0 && { reserve }),
  };
}

const timesOf = (sticky: Written['sticky']): Sticky => ({
  holdMs: sticky?.for ?? parseDuration(HOLD) ?? 0,
  rememberMs: sticky?.remember ?? parseDuration(MEMORY) ?? 0,
});
