import { z } from 'zod';
import type { FlowNode, QueueNode } from '../../core/ivr/flow';
import { combine, type Requirement } from '../../core/queue/requirement';
import { HANGUP_CAUSES } from '../../port/hangup-cause';
import { suggestion } from '../nearest';
import { refine } from '../shape-problem';
import { callbackNodeSchema } from './callback-entry';
import { type Known, unknownReference } from './known';
import { prompt, promptRequired, variablesIn } from './media';
import { questionNodeOf, questionSchemas } from './question-node';
import { relaxOf, relaxSchema } from './relax-entry';
import { duration, expression, reference, skillLevels, wholeNumber } from './text-value';

const SECOND_MS = 1000;
const WAIT = { min: 500, max: 60 * SECOND_MS };
const ATTEMPTS = { min: 1, max: 10 };
const DIGITS = { min: 1, max: 32 };

const variableName = z
  .string()
  .regex(/^[A-Za-z]\w{0,31}$/, 'a variable is a letter, then letters, digits and _, at most 32')
  .refine((name) => !(name in {}), 'this name is taken by the language, choose another');

/** One node as it is written. `nodes`: the ids of this flow, which exits may name. */
export function flowNodeSchema(known: Known, nodes: ReadonlySet<string>) {
  const exit = z.string().superRefine(
    refine((id: string) => {
      if (nodes.has(id)) return null;
      const remedy = suggestion(id, nodes, `nodes here: ${[...nodes].slice(0, 12).join(', ')}`);
      return { code: 'NODE_UNKNOWN', reason: `this flow has no node "${id}"`, remedy };
    }),
  );
  return z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('answer'), next: exit }),
    z.strictObject({ type: z.literal('play'), media: promptRequired, next: exit }),
    menuSchema(exit),
    collectSchema(exit),
    z.strictObject({
      type: z.literal('hours'),
      calendar: reference(known, 'calendar'),
      open: exit,
      closed: exit,
    }),
    z.strictObject({
      type: z.literal('set'),
      variable: variableName,
      value: z.string().max(200),
      next: exit,
    }),
    z.strictObject({
      type: z.literal('sign-in'),
      agent: variableName,
      pin: variableName,
      status: z.enum(['available', 'on-break', 'logged-out']).prefault('available'),
      reason: z.string().min(1).max(40).optional(),
      next: exit,
      onFailed: exit,
    }),
    z.strictObject({
      type: z.literal('queue'),
      queue: reference(known, 'queue'),
      skills: skillLevels(known).prefault({}),
      requires: expression(known),
      relax: relaxSchema(known),
      priority: wholeNumber({ min: 0, max: 9 }).prefault('0'),
      ownAgent: ownAgent(known),
      onTimeout: exit,
      onFull: exit,
      onLongWait: exit.optional(),
      onNoAgents: exit.optional(),
      onClosed: exit.optional(),
      keys: z.record(menuKey, exit).optional(),
    }),
    callbackNodeSchema(exit),
    z.strictObject({ type: z.literal('do-not-call'), next: exit }),
    ...questionSchemas(exit),
    z.strictObject({
      type: z.literal('hangup'),
      cause: z.enum(HANGUP_CAUSES).prefault('normal'),
    }),
  ]);
}

/** An agent's id, or a text with variables that will be one. */
const ownAgent = (known: Known) =>
  z
    .string()
    .max(200)
    .superRefine(
      refine((text: string) =>
        variablesIn(text).length > 0 ? null : unknownReference(known, 'agent', text),
      ),
    )
    .optional();

const menuKey = z.string().superRefine(
  refine((key: string) =>
    /^[0-9*#]$/.test(key)
      ? null
      : {
          code: 'MENU_KEY_INVALID',
          reason: `a telephone has no key ${JSON.stringify(key.slice(0, 20))}`,
          remedy: 'one of 0 to 9, * and # (in quotes)',
        },
  ),
);

const menuSchema = (exit: z.ZodType<string, string>) =>
  z.strictObject({
    type: z.literal('menu'),
    media: promptRequired,
    choices: z
      .record(menuKey, exit)
      .refine((choices) => Object.keys(choices).length > 0, 'a menu without choices'),
    timeout: duration(WAIT).prefault('5s'),
    attempts: wholeNumber(ATTEMPTS).prefault('3'),
    invalid: prompt.prefault([]),
    onFailed: exit,
  });

const collectSchema = (exit: z.ZodType<string, string>) =>
  z
    .strictObject({
      type: z.literal('collect'),
      media: promptRequired,
      variable: variableName,
      secret: z.enum(['true', 'false']).optional(),
      digitsMin: wholeNumber(DIGITS).prefault('1'),
      digitsMax: wholeNumber(DIGITS),
      terminator: z
        .string()
        .regex(/^[0-9*#]$/, 'one of 0 to 9, * and #')
        .optional(),
      firstDigitTimeout: duration(WAIT).prefault('6s'),
      interDigitTimeout: duration(WAIT).prefault('4s'),
      attempts: wholeNumber(ATTEMPTS).prefault('3'),
      invalid: prompt.prefault([]),
      next: exit,
      onFailed: exit,
    })
    .refine((node) => node.digitsMin <= node.digitsMax, {
      path: ['digitsMin'],
      message: 'digitsMin is above digitsMax',
    });

export type WrittenNode = z.output<ReturnType<typeof flowNodeSchema>>;

interface Asked {
  readonly skills: Readonly<Record<string, number>>;
  readonly requires?: Requirement | undefined;
}

/** Both ways to write what is asked, together. */
export const requirementOf = ({ skills, requires = [] }: Asked): Requirement =>
  combine(
    Object.entries(skills).map(([skill, levelMin]) => ({ skill, levelMin })),
    requires,
  );

/** The node as the core knows it. */
export function flowNodeOf(node: Exclude<WrittenNode, { type: 'callback' }>): FlowNode {
  switch (node.type) {
    case 'menu': {
      const { timeout, attempts, invalid, ...rest } = node;
      return { ...rest, timeoutMs: timeout, attemptsMax: attempts, invalidMedia: invalid };
    }
    case 'collect':
      return collectOf(node);
    case 'sign-in': {
      const { agent, pin, reason, ...rest } = node;
      return {
        ...rest,
        agentVariable: agent,
        pinVariable: pin,
        ...(reason !== undefined && { reason }),
      };
    }
    case 'consent':
    case 'survey':
    case 'comment':
    case 'voicemail':
      return questionNodeOf(node);
    case 'hours':
      return { type: 'hours', calendarId: node.calendar, open: node.open, closed: node.closed };
    case 'queue': {
      const { queue: queueId, skills, requires, relax, ...rest } = node;
      const asked = requirementOf({ skills, requires });
      return present({ ...rest, queueId, skills: asked, ...relaxOf(relax) });
    }
    default:
      return node;
  }
}

/** Without the keys that were not written. */
const present = (node: Loose<QueueNode>): QueueNode =>
  Object.fromEntries(
    Object.entries(node).filter(([, value]) => value !== undefined),
  ) as unknown as QueueNode;

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

function collectOf(node: Extract<WrittenNode, { type: 'collect' }>): FlowNode {
  const { firstDigitTimeout, interDigitTimeout, attempts, invalid, ...others } = node;
  const { terminator, secret, ...rest } = others;
  return {
    ...rest,
    ...(terminator === undefined ? {} : { terminator }),
    ...(secret === 'true' && { secret: true }),
    firstDigitTimeoutMs: firstDigitTimeout,
    interDigitTimeoutMs: interDigitTimeout,
    attemptsMax: attempts,
    invalidMedia: invalid,
  };
}
