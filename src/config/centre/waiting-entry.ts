import { z } from 'zod';
import type {
  AnnounceConfig,
  ComfortConfig,
  WaitingConfig,
} from '../../core/waiting/waiting-config';
import { promptRequired } from './media';
import { duration, truth } from './text-value';

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
});

/** Each message is one thing to play, or a list of them. */
const comfortSchema = z.strictObject({
  first: duration(FIRST).prefault('40s'),
  every: duration(EVERY).prefault('60s'),
  messages: z.array(promptRequired).min(1, 'a message is missing').max(MESSAGES_MAX),
});

export const waitingSchema = z.strictObject({
  announce: announceSchema.optional(),
  comfort: comfortSchema.optional(),
});

const announceOf = ({
  first: firstMs,
  every: everyMs,
  position,
}: z.output<typeof announceSchema>): AnnounceConfig => ({ firstMs, everyMs, position });

const comfortOf = ({
  first: firstMs,
  every: everyMs,
  messages,
}: z.output<typeof comfortSchema>): ComfortConfig => ({ firstMs, everyMs, messages });

export const waitingOf = ({
  announce,
  comfort,
}: z.output<typeof waitingSchema>): WaitingConfig => ({
  ...(announce && { announce: announceOf(announce) }),
  ...(comfort && { comfort: comfortOf(comfort) }),
});
