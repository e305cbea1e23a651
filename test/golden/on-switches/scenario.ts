import type { PhoneAnswers } from './agent-phones';
import type { GoldenStage } from './golden-stage';
import { CLOSED_NUMBER } from './scenario-centre';

/** One course of events, played by hand on whichever switch; `name` names its golden file. */
export interface Scenario {
  readonly name: string;
  readonly phones: PhoneAnswers;
  readonly play: (stage: GoldenStage) => Promise<void>;
}

const ONE_AGENT: PhoneAnswers = { anna: 'by-hand' };

/** What is told is in the golden files, so the moves are all that stands here. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'wrong-key-then-talk-caller-hangs-up', phones: ONE_AGENT, play: callerHangsUp },
  { name: 'agent-hangs-up', phones: ONE_AGENT, play: agentHangsUp },
  { name: 'engine-hangs-up', phones: ONE_AGENT, play: engineHangsUp },
  { name: 'hold-and-retrieve', phones: ONE_AGENT, play: holdAndRetrieve },
  {
    name: 'first-agent-does-not-answer-second-does',
    phones: { anna: 'by-hand', ben: 'by-hand' },
    play: secondAgentAnswers,
  },
  {
    name: 'first-agent-busy-second-answers',
    phones: { anna: 'busy', ben: 'by-hand' },
    play: secondAgentAnswers,
  },
  {
    name: 'first-agent-rejects-second-answers',
    phones: { anna: 'rejects', ben: 'by-hand' },
    play: secondAgentAnswers,
  },
  {
    name: 'first-agent-number-unknown-second-answers',
    phones: { anna: 'unknown-number', ben: 'by-hand' },
    play: secondAgentAnswers,
  },
  {
    name: 'first-agent-unreachable-second-answers',
    phones: { anna: 'unreachable-device', ben: 'by-hand' },
    play: secondAgentAnswers,
  },
  { name: 'caller-abandons-in-menu', phones: ONE_AGENT, play: abandonsInMenu },
  { name: 'caller-abandons-in-queue', phones: ONE_AGENT, play: abandonsInQueue },
  { name: 'caller-abandons-while-ringing', phones: ONE_AGENT, play: abandonsWhileRinging },
  { name: 'digits-closed-engine-hangs-up', phones: ONE_AGENT, play: closed },
  { name: 'unknown-number', phones: ONE_AGENT, play: unknownNumber },
];

/** Here alone the wrap-up ends by its time. */
async function callerHangsUp(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  const caller = await stage.caller();
  caller.press('9');
  await stage.loop.fact('ivr.digits', { outcome: 'invalid' });
  caller.press('1');
  await stage.takes('anna');
  caller.hangUp();
}

async function agentHangsUp(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  const caller = await stage.queuedCaller();
  const agent = await stage.takes('anna');
  agent.hangUp();
  await caller.ended();
  await stage.wrapsUp('anna');
}

async function engineHangsUp(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  const caller = await stage.queuedCaller();
  await stage.takes('anna');
  const { callId } = await stage.loop.fact('call.connected');
  stage.loop.give({ type: 'call.hangup-requested', callId });
  await caller.ended();
  await stage.wrapsUp('anna');
}

async function holdAndRetrieve(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  const caller = await stage.queuedCaller();
  await stage.takes('anna');
  const { callId } = await stage.loop.fact('call.connected');
  stage.loop.give({ type: 'call.hold-requested', callId });
  await stage.loop.fact('call.held');
  await stage.moment();
  stage.loop.give({ type: 'call.retrieve-requested', callId });
  await stage.loop.fact('call.retrieved');
  await stage.moment();
  caller.hangUp();
  await stage.wrapsUp('anna');
}

/** The first phone does what it does, which is not to answer. */
async function secondAgentAnswers(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  stage.logIn('ben');
  const caller = await stage.queuedCaller();
  await stage.takes('ben');
  caller.hangUp();
  await stage.wrapsUp('ben');
}

async function abandonsInMenu(stage: GoldenStage): Promise<void> {
  const caller = await stage.caller();
  caller.hangUp();
}

async function abandonsInQueue(stage: GoldenStage): Promise<void> {
  const caller = await stage.queuedCaller();
  await stage.moment();
  caller.hangUp();
}

async function abandonsWhileRinging(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  const caller = await stage.queuedCaller();
  const agent = await stage.rings('anna');
  caller.hangUp();
  await agent.ended();
}

async function closed(stage: GoldenStage): Promise<void> {
  const caller = await stage.caller('ask', CLOSED_NUMBER);
  caller.press('4711#');
  await caller.ended();
}

async function unknownNumber(stage: GoldenStage): Promise<void> {
  const caller = stage.call('4930997');
  await caller.ended();
}
