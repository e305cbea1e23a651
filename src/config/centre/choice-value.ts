import { z } from 'zod';
import { AGENT_RULES, type AgentRule } from '../../core/queue/agent-rule';
import { suggestion } from '../nearest';
import { type Refusal, refine } from '../shape-problem';

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
