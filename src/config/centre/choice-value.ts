import { z } from 'zod';
import type { QueueConfig } from '../../core/centre';
import { AGENT_RULES, type AgentRule } from '../../core/queue/agent-rule';
import { parseDuration } from '../duration';
import { suggestion } from '../nearest';
import { type Refusal, refine } from '../shape-problem';
import { duration } from './text-value';

const ruleText = z
  .string()
  .superRefine(refine(ruleRefusal))
  .transform((text) => text as AgentRule);

function ruleRefusal(text: string): Refusal | null {
  if ((AGENT_RULES as readonly string[]).includes(text)) return null;
  const known = `known: ${AGENT_RULES.join(', ')}`;
  return {
    code: 'RULE_UNKNOWN',
    reason: `there is no rule ${JSON.stringify(text.slice(0, 40))} for choosing an agent`,
    remedy: suggestion(text, AGENT_RULES, known),
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
  readonly chooseAgent?: readonly AgentRule[] | undefined;
  readonly sticky?: { readonly for: number; readonly remember: number } | undefined;
}

/** Either key makes a queue sticky; who does not say when, goes by the preferred agent first. */
export function choiceOf({
  chooseAgent,
  sticky,
}: Written): Pick<QueueConfig, 'chooseAgent' | 'sticky'> {
  const isNamed = chooseAgent?.includes('sticky') ?? false;
  if (!isNamed && !sticky) return chooseAgent ? { chooseAgent } : {};
  const written = sticky ?? { for: parseDuration(HOLD) ?? 0, remember: parseDuration(MEMORY) ?? 0 };
  const { for: holdMs, remember: rememberMs } = written;
  const rest = chooseAgent ?? [];
  return {
    chooseAgent: isNamed ? rest : ['sticky', ...rest],
    sticky: { holdMs, rememberMs },
  };
}
