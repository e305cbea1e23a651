import type { LegWitness } from '../../port/switch-event';
import { causeOf, endOf, rawCauseOf } from './causes';
import type { EslEvent } from './esl-frame';
import { timeOf } from './switch-time';

/** What FreeSWITCH's own record of the channel says; null: it has none. */
export function witnessOf(legId: string, event: EslEvent): LegWitness | null {
  const startedAt = timeOf(event.variable_start_uepoch);
  const answeredAt = timeOf(event.variable_answer_uepoch);
  const endedAt = timeOf(event.variable_end_uepoch);
  if (startedAt === undefined || endedAt === undefined) return null;
  const end = endOf(event);
  const raw = rawCauseOf(end);
  return {
    legId,
    startedAt,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    endedAt,
    cause: causeOf(end, answeredAt !== undefined),
    ...(raw === undefined ? {} : { raw }),
    source: 'event-socket',
  };
}
