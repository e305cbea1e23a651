/** Where a call stands in its flow. */
export interface IvrState {
  node: string;
  /** What the node waits for. */
  awaits: 'answer' | 'media' | 'digits' | 'check' | 'recording';
  /** Prompts played so far at this node. */
  attempts: number;
  digits: string;
  /** What the caller says now goes into this one. */
  recordingId?: string;
}
