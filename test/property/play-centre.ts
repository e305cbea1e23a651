import { callbackNodes } from '../../src/config/centre/callback-entry';
import { waitingCentre } from '../core/waiting-centre';

/**
 * A queue that speaks to those who wait, and keys that lead out of it and back: to a callback, to
 * a message, to another queue.
 */
export const PLAY_CENTRE = waitingCentre(
  {
    waitingMax: 3,
    waiting: {
      announce: { firstMs: 5_000, everyMs: 15_000, position: true, estimate: true },
      comfort: { firstMs: 10_000, everyMs: 10_000, messages: [['sound:a'], ['sound:b']] },
    },
    overflowWhen: { noAgentsMs: 10_000, estimateOverMs: 240_000 },
    hours: { calendarId: 'office', drainForMs: 10_000 },
    callback: {
      trunk: 'provider',
      allow: ['0'],
      deny: [],
      attemptsMax: 2,
      retryAfterMs: 10_000,
      ringTimeoutMs: 20_000,
      expireAfterMs: 90_000,
      pendingMax: 2,
    },
  },
  { keys: { '6': 'back', '7': 'sorry', '8': 'german', '9': 'mailbox' } },
  {
    ...callbackNodes(
      'back',
      { type: 'callback', place: 'sales', next: 'mailbox', onFailed: 'mailbox' },
      'sales',
    ),
    mailbox: {
      type: 'voicemail',
      media: ['sound:beep'],
      lengthMaxMs: 15_000,
      next: 'again',
      onFailed: 'sales',
    },
    again: {
      type: 'menu',
      media: ['sound:again'],
      choices: { '1': 'sales', '6': 'back', '9': 'mailbox' },
      timeoutMs: 3_000,
      attemptsMax: 1,
      invalidMedia: [],
      onFailed: 'bye',
    },
  },
);
