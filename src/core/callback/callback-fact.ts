import type { Refusal } from '../fact';
import type { CallbackEnd } from './callback';

/** What is told of those who are called back. */
export type CallbackFact =
  | {
      /** We called a customer back. */
      readonly type: 'call.dialed';
      readonly callId: string;
      readonly contactId: string;
      readonly legId: string;
      readonly switchId: string;
      readonly ani: string;
      readonly dnis: string;
    }
  | {
      /** The contact keeps its place, and its customer is called back when its turn has come. */
      readonly type: 'callback.booked';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly number: string;
      readonly queuedAt: number;
      readonly priority: number;
    }
  | { readonly type: 'callback.refused'; readonly callId: string; readonly refusal: Refusal }
  | {
      readonly type: 'callback.dialed' | 'callback.confirmed';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      /** Which attempt it is, from 1. */
      readonly attempts: number;
    }
  | {
      /** `no-answer`, `busy`, `unconfirmed`, … */
      readonly type: 'callback.failed';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly attempts: number;
      readonly outcome: string;
    }
  | {
      /** The customer is called no more, without having talked with an agent. */
      readonly type: 'callback.ended';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly reason: CallbackEnd;
      readonly attempts: number;
    };
