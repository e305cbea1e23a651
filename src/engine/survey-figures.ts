/** What callers said when they were asked how it was; today, UTC. */
export interface SurveyFigures {
  readonly asked: number;
  /** How many gave a mark, and the sum of the marks. */
  readonly rated: number;
  readonly ratingSum: number;
  readonly solved: number;
  readonly unsolved: number;
}
