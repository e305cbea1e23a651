import type { Mutation } from './mutant';

/** Mistakes about recordings and surveys. */
export const RECORDING_MUTATIONS: readonly Mutation[] = [
  {
    name: 'who says no is recorded',
    file: 'recording/consent.ts',
    from: 'if (!consent.given) return',
    to: 'if (!consent.how) return',
  },
  {
    name: 'an agent who has not agreed is recorded',
    file: 'recording/consent.ts',
    from: 'if (agent?.mayBeRecorded === false) {',
    to: 'if (agent?.mayBeRecorded === null) {',
  },
  {
    name: 'a recording goes on when the conversation is over',
    file: 'call/ending.ts',
    from: '  endTalkRecording(turn, call);\n  dropGuests',
    to: '  void endTalkRecording;\n  dropGuests',
  },
  {
    name: 'a file is waited for without an end',
    file: 'recording/seal.ts',
    from: "  setTimer(turn, { kind: 'seal', recordingId }, turn.at + SEAL_MAX_MS);",
    to: '  void setTimer; void recordingId; void turn; void SEAL_MAX_MS;',
  },
  {
    name: 'a recording whose end was not told runs for ever',
    file: 'recording/recording-audit.ts',
    from: 'else if (!isUnderWay(turn, recording)) endMissing(turn, recording);',
    to: 'else void endMissing;',
  },
  {
    name: 'a seal leaves nothing in the record',
    file: 'recording/seal.ts',
    from: '  supplement(turn, recording, seal);\n}',
    to: '}',
  },
  {
    name: 'the agent stays with a caller who is asked how it was',
    file: 'survey/after-call.ts',
    from: "  releaseParties(turn, call, 'call-ended');\n",
    to: '  void releaseParties;\n',
  },
  {
    name: 'a comment is waited for without an end',
    file: 'ivr/spoken-answer.ts',
    from: "  setTimer(turn, { kind: 'ivr', callId }, turn.at + node.lengthMaxMs + END_MS);",
    to: '  void setTimer; void END_MS;',
  },
];
