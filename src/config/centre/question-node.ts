import { z } from 'zod';
import type { CommentNode, ConsentNode, SurveyNode, VoicemailNode } from '../../core/ivr/flow';
import { prompt, promptRequired } from './media';
import { duration, wholeNumber } from './text-value';

const SECOND_MS = 1000;
const WAIT = { min: 500, max: 60 * SECOND_MS };
const ATTEMPTS = { min: 1, max: 10 };

type Exit = z.ZodType<string, string>;

const asking = {
  media: promptRequired.optional(),
  timeout: duration(WAIT).prefault('5s'),
  attempts: wholeNumber(ATTEMPTS).prefault('2'),
  invalid: prompt.prefault([]),
};

const spoken = (lengthMax: string) => ({
  media: promptRequired.optional(),
  maxLength: duration({ min: SECOND_MS, max: 600 * SECOND_MS }).prefault(lengthMax),
});

/** Nodes that ask for the caller's leave, or for an opinion, with prompts of their own. */
export const questionSchemas = (exit: Exit) =>
  [
    z.strictObject({
      type: z.literal('consent'),
      mode: z.enum(['ask', 'announce']).prefault('ask'),
      ...asking,
      next: exit,
      onRefused: exit.optional(),
    }),
    z.strictObject({
      type: z.literal('survey'),
      question: z.enum(['rating', 'solved']),
      ...asking,
      next: exit,
    }),
    z.strictObject({ type: z.literal('comment'), ...spoken('60s'), next: exit }),
    z.strictObject({
      type: z.literal('voicemail'),
      ...spoken('2m'),
      next: exit,
      onFailed: exit.optional(),
    }),
  ] as const;

type Written = z.output<ReturnType<typeof questionSchemas>[number]>;

/** The node as the core knows it; where no prompt is named it is the one that comes along. */
export function questionNodeOf(
  node: Written,
): ConsentNode | SurveyNode | CommentNode | VoicemailNode {
  if (node.type === 'comment' || node.type === 'voicemail') {
    const { maxLength: lengthMaxMs, next, media = own(node.type, 'beep') } = node;
    if (node.type === 'comment') return { type: node.type, media, lengthMaxMs, next };
    return { type: node.type, media, lengthMaxMs, next, onFailed: node.onFailed ?? next };
  }
  const { timeout: timeoutMs, attempts: attemptsMax, invalid: invalidMedia, media } = node;
  const asked = { timeoutMs, attemptsMax, invalidMedia, next: node.next };
  if (node.type === 'survey') {
    const { type, question } = node;
    return { type, question, ...asked, media: media ?? own(`survey-${question}`) };
  }
  const { type, mode, onRefused = node.next } = node;
  return { type, mode, onRefused, ...asked, media: media ?? own(`consent-${mode}`) };
}

const own = (...names: string[]): string[] => names.map((name) => `sound:leitstand/${name}`);
