/** How a queue may choose among the agents whom nothing forbids. Core, file and API share it. */
export const AGENT_RULES = [
  'longest-idle',
  'most-proficient',
  'least-proficient',
  'least-occupied',
  'fewest-calls',
  'round-robin',
  'weighted-random',
  'top-down',
  'best-rated',
  'sticky',
] as const;

export type AgentRule = (typeof AGENT_RULES)[number];
