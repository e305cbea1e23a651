import { addRating } from '../agent/rating';
import type { Call } from '../call/call';
import { countSurvey } from '../queue/queue-day';
import { emit, type Turn } from '../turn';

/** What a caller is asked, and has said, after the conversation with an agent. */
export interface Survey {
  readonly flowId: string;
  readonly queueId: string;
  readonly agentId: string;
  readonly providerId: string;
  readonly startedAt: number;
  rating?: number;
  solved?: boolean;
  commentId?: string;
}

/** Takes one answer. The mark counts for the agent whom the caller had talked with. */
export function noteAnswer(
  turn: Turn,
  call: Call,
  question: 'rating' | 'solved' | 'comment',
  answer: string,
): void {
  const { survey, callId, contactId, clientId } = call;
  if (!survey) return;
  const { queueId, agentId, providerId } = survey;
  if (question === 'rating') noteRating(turn, survey, Number(answer));
  if (question === 'solved') noteSolved(turn, survey, answer === 'yes');
  if (question === 'comment') survey.commentId = answer;
  emit(
    turn,
    {
      type: 'survey.answered',
      callId,
      contactId,
      queueId,
      agentId,
      providerId,
      question,
      answer,
    },
    clientId,
  );
}

function noteRating(turn: Turn, survey: Survey, mark: number): void {
  survey.rating = mark;
  countSurvey(turn, survey.queueId, { rating: mark });
  const agent = turn.world.agents.get(survey.agentId);
  if (agent) addRating(agent, turn.world.ratings, mark);
}

function noteSolved(turn: Turn, survey: Survey, isSolved: boolean): void {
  survey.solved = isSolved;
  countSurvey(turn, survey.queueId, { solved: isSolved });
}

/** What was said becomes part of the record, and that nothing was said as well. */
export function supplementSurvey(turn: Turn, { survey, callId, clientId }: Call): void {
  if (!survey) return;
  const supplement = { kind: 'survey', ...survey } as const;
  emit(turn, { type: 'record.supplemented', callId, supplement }, clientId);
}
