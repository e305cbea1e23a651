import type { CallRecord } from '../../src/port/call-record';
import type { Manner } from './lead-crowd';

/** What the record of a lead's call has to say, by what the phone did. */
export const RECORD_OF: Readonly<Record<Manner, (record: CallRecord) => boolean>> = {
  talks: ({ result }) => result === 'connected' || result === 'dropped',
  quick: ({ result }) => ['connected', 'dropped', 'abandoned'].includes(result),
  machine: ({ result }) => result === 'machine',
  busy: ({ result, cause }) => result === 'not-reached' && cause === 'busy',
  silent: ({ result, cause }) => result === 'not-reached' && cause === 'no-answer',
  rejects: ({ result, cause }) => result === 'not-reached' && cause === 'rejected',
  nobody: ({ result, cause }) => result === 'not-reached' && cause === 'unallocated-number',
};

/** How many calls the phone of a lead hears that is called once. */
export const callsHeard = (manner: Manner): number => (manner === 'nobody' ? 0 : 1);
