import { z } from 'zod';
import type { CallbackConfig } from '../../core/callback/callback-config';
import type { FlowNode, MenuNode } from '../../core/ivr/flow';
import { numberText } from './number-text';
import { duration, idText, wholeNumber } from './text-value';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const PREFIXES_MAX = 50;

const prefix = z
  .string()
  .transform(numberText)
  // Every number begins with no digits: one slip would allow, or deny, them all.
  .pipe(z.string().regex(/^\+?\d{1,15}$/, 'digits with which numbers begin, with or without +'));

const prefixes = z.array(prefix).max(PREFIXES_MAX);

/** `callback:` of a queue. */
export const callbackSchema = z.strictObject({
  trunk: idText,
  callerNumber: z
    .string()
    .regex(/^\+?[\d\s()/-]{1,32}$/, 'a telephone number')
    .optional(),
  allow: prefixes.min(1, 'a prefix is missing: without one nobody could be called'),
  deny: prefixes.prefault([]),
  attempts: wholeNumber({ min: 1, max: 20 }).prefault('3'),
  retryAfter: duration({ min: 10 * SECOND_MS, max: 24 * HOUR_MS }).prefault('5m'),
  ringTimeout: duration({ min: 5 * SECOND_MS, max: 120 * SECOND_MS }).prefault('25s'),
  expireAfter: duration({ min: MINUTE_MS, max: 7 * 24 * HOUR_MS }).prefault('4h'),
  pendingMax: wholeNumber({ min: 1, max: 1000 }).prefault('50'),
});

export const callbackOf = (written: z.output<typeof callbackSchema>): CallbackConfig => ({
  trunk: written.trunk,
  ...(written.callerNumber !== undefined && { callerNumber: numberText(written.callerNumber) }),
  allow: written.allow,
  deny: written.deny,
  attemptsMax: written.attempts,
  retryAfterMs: written.retryAfter,
  ringTimeoutMs: written.ringTimeout,
  expireAfterMs: written.expireAfter,
  pendingMax: written.pendingMax,
});

/** A node of type `callback` as it is written. */
export const callbackNodeSchema = (exit: z.ZodType<string, string>) =>
  z.strictObject({
    type: z.literal('callback'),
    place: exit,
    next: exit,
    onFailed: exit,
  });

type WrittenCallback = z.output<ReturnType<typeof callbackNodeSchema>>;

const sound = (name: string): string => `sound:leitstand/callback-${name}`;
const NUMBER = 'digits:${callbackNumber}';

/**
 * One written node is a dialogue: the number is read back and confirmed, another one may be typed;
 * and, when the customer is called back, a key is asked for. Its parts are nodes `<name>/<part>`,
 * ids that no file can have.
 */
export function callbackNodes(
  name: string,
  { place, next, onFailed }: WrittenCallback,
  queueId: string,
): Readonly<Record<string, FlowNode>> {
  const part = (which: string): string => `${name}/${which}`;
  const number = { type: 'callback-number', queueId, next: part('confirm') } as const;
  return {
    [name]: { ...number, typed: false, otherwise: part('enter') },
    [part('confirm')]: menu(
      [sound('number'), NUMBER, sound('confirm')],
      { '1': part('book'), '2': part('enter') },
      onFailed,
    ),
    [part('enter')]: {
      type: 'collect',
      media: [sound('enter')],
      variable: 'callbackNumber',
      digitsMin: 3,
      digitsMax: 20,
      terminator: '#',
      firstDigitTimeoutMs: 8_000,
      interDigitTimeoutMs: 4_000,
      attemptsMax: 2,
      invalidMedia: ['sound:leitstand/invalid'],
      next: part('check'),
      onFailed,
    },
    [part('check')]: { ...number, typed: true, otherwise: part('refused') },
    [part('refused')]: { type: 'play', media: [sound('refused')], next: onFailed },
    [part('book')]: { type: 'callback', place, answered: part('answered'), next, onFailed },
    ...answeredNodes(part),
  };
}

/** What the customer hears who is called back. */
const answeredNodes = (part: (which: string) => string): Record<string, FlowNode> => ({
  [part('answered')]: menu(
    [sound('hello'), sound('accept')],
    { '1': part('join'), '9': part('decline') },
    part('end'),
  ),
  [part('join')]: { type: 'callback-join' },
  [part('decline')]: { type: 'callback-decline', next: part('cancelled') },
  [part('cancelled')]: { type: 'play', media: [sound('cancelled')], next: part('end') },
  [part('end')]: { type: 'hangup', cause: 'normal' },
});

const menu = (
  media: readonly string[],
  choices: Readonly<Record<string, string>>,
  onFailed: string,
): MenuNode => ({
  type: 'menu',
  media,
  choices,
  timeoutMs: 6_000,
  attemptsMax: 2,
  invalidMedia: [],
  onFailed,
});
