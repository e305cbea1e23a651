interface OfSurvey {
  readonly callId: string;
  readonly contactId: string;
  readonly queueId: string;
  readonly agentId: string;
  readonly providerId: string;
}

/** What became true of a survey after a call. */
export type SurveyFact =
  | ({ readonly type: 'survey.started'; readonly flowId: string } & OfSurvey)
  | ({
      readonly type: 'survey.answered';
      readonly question: 'rating' | 'solved' | 'comment';
      /** The mark, yes or no, or the recording. */
      readonly answer: string;
    } & OfSurvey);
