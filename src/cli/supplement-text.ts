import type { RecordSupplement, SurveySupplement } from '../port/call-record';
import { formatDuration } from './duration';
import { consentText, recordingText } from './recording-text';

/** One line about something that was learnt after a call's record was written. */
export function supplementText(supplement: RecordSupplement): string {
  switch (supplement.kind) {
    case 'wrap-up': {
      const length = formatDuration(supplement.endedAt - supplement.startedAt);
      return `wrap-up of ${supplement.agentId}: ${length}`;
    }
    case 'disposition':
      return `disposition by ${supplement.agentId}: ${supplement.disposition}`;
    case 'recording':
      return recordingText(supplement);
    case 'consent':
      return consentText(supplement);
    case 'survey':
      return surveyText(supplement);
    case 'witness':
      return witnessText(supplement);
  }
}

function surveyText(supplement: SurveySupplement): string {
  const { agentId, rating, solved, commentId } = supplement;
  const said = [
    rating === undefined ? '' : `${rating} of 5`,
    solved === undefined ? '' : solved ? 'solved' : 'not solved',
    commentId === undefined ? '' : `a comment (${commentId})`,
  ].filter((part) => part !== '');
  return `survey about ${agentId}: ${said.join(', ') || 'no answer'}`;
}

function witnessText({
  source,
  differences,
}: Extract<RecordSupplement, { kind: 'witness' }>): string {
  const verdict = differences.length === 0 ? 'agrees' : `differs: ${differences.join('; ')}`;
  return `the switch's own record (${source}) ${verdict}`;
}
