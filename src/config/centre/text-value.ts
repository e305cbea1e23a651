import { z } from 'zod';
import { formatDuration, parseDuration } from '../duration';
import { type Refusal, refine } from '../shape-problem';
import { type Kind, type Known, unknownReference } from './known';
import { parseExpression } from './requirement-expression';

/**
 * Values as they stand in the file: each scalar is the text that was written, so `+49` keeps its
 * plus and `0049` its zeros; every schema here makes of it what its key means.
 */
const NAME_MAX = 120;
const ID = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** Names that every object has anyway, so that looking them up finds something. */
const isInherited = (id: string): boolean => id in {};

export function idRefusal(id: string): Refusal | null {
  if (ID.test(id) && !isInherited(id)) return null;
  return {
    code: 'ID_INVALID',
    reason: `${JSON.stringify(id.slice(0, 80))} cannot be an id`,
    remedy: 'letters, digits, dots, dashes and underscores, at most 64, beginning with no sign',
  };
}

export const idText = z.string().superRefine(refine(idRefusal));

/** Shown to people; no line breaks and nothing that steers a terminal. */
export const nameText = z
  .string()
  .min(1, 'a name is missing')
  .max(NAME_MAX)
  .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'a name has no control characters');

export const reference = (known: Known, kind: Kind) =>
  z.string().superRefine(refine((id: string) => unknownReference(known, kind, id)));

interface Range {
  readonly min: number;
  readonly max: number;
}

export const wholeNumber = ({ min, max }: Range) =>
  z
    .string()
    .superRefine(
      refine((text: string) => {
        const fits = /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;
        if (fits) return null;
        const reason = `${JSON.stringify(text.slice(0, 40))} is no whole number ${min} to ${max}`;
        return { code: 'NUMBER_OUT_OF_RANGE', reason };
      }),
    )
    .transform(Number);

const levelFrom = (least: 0 | 1) =>
  z
    .string()
    .superRefine(
      refine((text: string) => {
        if (/^(\d|10)$/.test(text) && Number(text) >= least) return null;
        const reason = `${JSON.stringify(text.slice(0, 40))} is no level`;
        const remedy = `a whole number from ${least} to 10`;
        return { code: 'LEVEL_OUT_OF_RANGE', reason, remedy };
      }),
    )
    .transform(Number);

export const truth = z
  .enum(['true', 'false'], 'true or false')
  .transform((written) => written === 'true');

/** `0.5`, `2`: at most two digits after the point. */
export const decimal = ({ min, max }: Range) =>
  z
    .string()
    .superRefine(
      refine((text: string) => {
        const fits =
          /^\d{1,6}(\.\d{1,2})?$/.test(text) && Number(text) >= min && Number(text) <= max;
        if (fits) return null;
        const reason = `${JSON.stringify(text.slice(0, 40))} is no number ${min} to ${max}`;
        return { code: 'NUMBER_OUT_OF_RANGE', reason };
      }),
    )
    .transform(Number);

/** What is asked of a skill, 1 to 10. */
export const level = levelFrom(1);

/** What an agent has of a skill; 0: nothing. */
export const level0To10 = levelFrom(0);

/** `20s`, `1m30s`, `500ms` -> ms; the range is in ms, too. */
export const duration = ({ min, max }: Range) =>
  z
    .string()
    .superRefine(refine((text: string) => durationRefusal(text, { min, max })))
    .transform((text) => parseDuration(text) ?? 0);

function durationRefusal(text: string, { min, max }: Range): Refusal | null {
  const durationMs = parseDuration(text);
  if (durationMs === undefined) {
    return {
      code: 'DURATION_INVALID',
      reason: `${JSON.stringify(text.slice(0, 40))} is no duration`,
      remedy: /^\d+$/.test(text) ? `with a unit: ${text}s` : 'like 20s, 1m30s, 500ms or 2h',
    };
  }
  if (durationMs >= min && durationMs <= max) return null;
  const reason = `${text} is not between ${formatDuration(min)} and ${formatDuration(max)}`;
  return { code: 'DURATION_OUT_OF_RANGE', reason };
}

/** `{ german: 5, billing: 3 }` with skills that exist. */
export const skillLevels = (known: Known) => z.record(skillName(known), level);

export const skillName = (known: Known) =>
  z.string().superRefine(refine((id: string) => unknownReference(known, 'skill', id)));

/** `{ billing: 8, outage: 0 }` with queues that exist; 0: not for this queue. */
export const queueLevels = (known: Known) =>
  z.record(reference(known, 'queue'), level0To10).optional();

/** `german >= 3 & !trainee`; nothing: nothing is asked. */
export const expression = (known: Known) =>
  z
    .string()
    .superRefine(
      refine((text: string) => {
        const parsed = parseExpression(text, known);
        return parsed.ok ? null : parsed.refusals;
      }),
    )
    .transform((text) => {
      const parsed = parseExpression(text, known);
      return parsed.ok ? parsed.requirement : [];
    })
    .optional();
