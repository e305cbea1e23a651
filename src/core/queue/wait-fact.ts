import type { WaitMethod } from './wait-class';

/** What was said of waits, and what came of it. */
export type WaitFact =
  | {
      /** It found no agent free: so long it will wait for one, from now, if the caller stays. */
      readonly type: 'contact.estimated';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly medianMs: number;
      readonly lowMs: number;
      readonly highMs: number;
      readonly method: WaitMethod;
      /** How many are served before it, and how many agents serve them. */
      readonly ahead: number;
      readonly agents: number;
    }
  | {
      /**
       * Who left without an agent would have waited so long: those behind have got past the place.
       * Without `mostMs` at least so long. Told where it shows whether the estimate was right.
       */
      readonly type: 'contact.wait-known';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly medianMs: number;
      readonly lowMs: number;
      readonly highMs: number;
      readonly leastMs: number;
      readonly mostMs?: number;
      readonly isInside: boolean;
    };
