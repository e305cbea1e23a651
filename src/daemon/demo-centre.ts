import type { Centre } from '../core/centre';

const WRAP_UP_MS = 4000;
const RING_TIMEOUT_MS = 8000;

/**
 * The example centre as the demo runs it: open at any hour, and with short pauses, so that a
 * minute shows what else takes an hour.
 */
export function demoCentre(example: Centre): Centre {
  return {
    ...example,
    queues: example.queues.map((queue) => ({
      ...queue,
      wrapUpMs: Math.min(queue.wrapUpMs, WRAP_UP_MS),
      ringTimeoutMs: Math.min(queue.ringTimeoutMs, RING_TIMEOUT_MS),
    })),
    calendars: example.calendars.map(({ calendarId, zone }) => ({
      calendarId,
      zone,
      weekly: [
        {
          days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const,
          from: '00:00',
          to: '24:00',
        },
      ],
      exceptions: [],
    })),
  };
}
