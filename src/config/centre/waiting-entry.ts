import { z } from 'zod';
import type { QueueConfig } from '../../core/centre';
import type {
  AnnounceConfig,
  ComfortConfig,
  OverflowConfig,
  WaitingConfig,
} from '../../core/waiting/waiting-config';
import { callbackOf, callbackSchema } from './callback-entry';
import type { Known } from './known';
import { promptRequired } from './media';
import { duration, reference, truth } from './text-value';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
/** Said more often, one who waits would hear no music in between. */
const EVERY = { min: 10 * SECOND_MS, max: HOUR_MS };
const FIRST = { min: 0, max: HOUR_MS };
const MESSAGES_MAX = 20;

const announceSchema = z.strictObject({
  first: duration(FIRST).prefault('20s'),
  every: duration(EVERY).prefault('45s'),
  position: truth.prefault('true'),
  estimate: truth.prefault('false'),
});

/** Each message is one thing to play, or a list of them. */
const comfortSchema = z.strictObject({
  first: duration(FIRST).prefault('40s'),
  every: duration(EVERY).prefault('60s'),
  messages: z.array(promptRequired).min(1, 'a message is missing').max(MESSAGES_MAX),
});

const waitingSchema = z.strictObject({
  announce: announceSchema.optional(),
  comfort: comfortSchema.optional(),
});

const announceOf = ({
  first: firstMs,
  every: everyMs,
  ...what
}: z.output<typeof announceSchema>): AnnounceConfig => ({ firstMs, everyMs, ...what });

const comfortOf = ({
  first: firstMs,
  every: everyMs,
  messages,
}: z.output<typeof comfortSchema>): ComfortConfig => ({ firstMs, everyMs, messages });

const waitingOf = ({ announce, comfort }: z.output<typeof waitingSchema>): WaitingConfig => ({
  ...(announce && { announce: announceOf(announce) }),
  ...(comfort && { comfort: comfortOf(comfort) }),
});

/** Of a queue: what it says, and when it does not let anybody wait. */
export const waitingKeys = (known: Known) => ({
  waiting: waitingSchema.optional(),
  overflowWhen: z
    .strictObject({
      estimateOver: duration({ min: SECOND_MS, max: 24 * HOUR_MS }).optional(),
      noAgents: duration({ min: SECOND_MS, max: HOUR_MS }).optional(),
    })
    .optional(),
  calendar: reference(known, 'calendar').optional(),
  callback: callbackSchema.optional(),
  drainFor: duration({ min: 0, max: 24 * HOUR_MS }).prefault('15m'),
});

type Written = z.output<z.ZodObject<ReturnType<typeof waitingKeys>>>;

export const waitingPartOf = ({
  waiting,
  overflowWhen,
  calendar,
  drainFor,
  callback,
}: Written): Pick<QueueConfig, 'waiting' | 'overflowWhen' | 'hours' | 'callback'> => ({
  ...(callback && { callback: callbackOf(callback) }),
  ...(waiting && { waiting: waitingOf(waiting) }),
  ...(overflowWhen && { overflowWhen: overflowOf(overflowWhen) }),
  ...(calendar !== undefined && { hours: { calendarId: calendar, drainForMs: drainFor } }),
});

const overflowOf = ({
  estimateOver,
  noAgents,
}: NonNullable<Written['overflowWhen']>): OverflowConfig => ({
  ...(estimateOver !== undefined && { estimateOverMs: estimateOver }),
  ...(noAgents !== undefined && { noAgentsMs: noAgents }),
});
