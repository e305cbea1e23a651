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
const TWO_AGENTS: PhoneAnswers = { anna: 'by-hand', ben: 'by-hand' };

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
  { name: 'blind-transfer', phones: TWO_AGENTS, play: blindTransfer },
  { name: 'attended-transfer', phones: TWO_AGENTS, play: attendedTransfer },
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

const BEN = { kind: 'agent', agentId: 'ben' } as const;

/** Anna sends the caller on and is free before Ben, who was not asked, has taken the call. */
async function blindTransfer(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  const caller = await stage.queuedCaller();
  await stage.takes('anna');
  stage.logIn('ben');
  const { callId } = await stage.loop.fact('call.connected');
  stage.loop.give({ type: 'call.transfer-requested', callId, to: BEN });
  const ben = await stage.invited('ben');
  await stage.isReleased('anna');
  ben.answer();
  await stage.loop.fact('call.connected', { agentId: 'ben' });
  await stage.moment();
  caller.hangUp();
  await stage.wrapsUp('ben');
}

/** Anna asks Ben while the caller is on hold, goes to the caller and back, and leaves the two. */
async function attendedTransfer(stage: GoldenStage): Promise<void> {
  stage.logIn('anna');
  const caller = await stage.queuedCaller();
  await stage.takes('anna');
  stage.logIn('ben');
  const { callId } = await stage.loop.fact('call.connected');
  const { loop } = stage;
  const change = (what: 'swap' | 'complete'): void =>
    loop.give({ type: 'call.consult-change-requested', callId, change: what });
  const states = (...wanted: string[]) => {
    const isSo = (): boolean =>
      ['anna', 'ben'].every((id, n) => loop.world.agents.get(id)?.state === wanted[n]);
    return loop.until(isSo, wanted.join());
  };
  loop.give({ type: 'call.consult-requested', callId, to: BEN });
  await loop.fact('call.held');
  const ben = await stage.invited('ben');
  ben.answer();
  await states('consulting', 'consulting');
  await stage.moment();
  change('swap');
  await states('talking', 'holding');
  await stage.moment();
  change('swap');
  await states('consulting', 'consulting');
  await stage.moment();
  change('complete');
  await loop.fact('call.retrieved', { agentId: 'ben' });
  await stage.isReleased('anna');
  caller.hangUp();
  await stage.wrapsUp('ben');
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
