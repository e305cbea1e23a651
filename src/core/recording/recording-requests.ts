import type { Call } from '../call/call';
import type { RecordRequested } from '../input';
import { emit, refuse, type Turn } from '../turn';
import type { RecordingPlan } from './talk-recording';
import { followTalk, pauseFor, refusalOf, talkRecording } from './talk-recording';

/** Somebody asks for a change of the recording of a conversation. */
export function requestRecording(turn: Turn, request: RecordRequested): void {
  const call = inTalk(turn, request.callId);
  if (!call) return;
  if (request.type === 'call.record-start-requested') return start(turn, call, request.consent);
  const plan = call.recordingPlan;
  if (!plan?.isWanted) {
    return refuse(turn, { code: 'RECORDING_NONE', detail: 'the call is not being recorded' });
  }
  switch (request.type) {
    case 'call.record-pause-requested':
      return pauseFor(turn, call, 'request', true);
    case 'call.record-resume-requested':
      return pauseFor(turn, call, 'request', false);
    case 'call.record-stop-requested':
      plan.isWanted = false;
      return followTalk(turn, call);
  }
}

function inTalk(turn: Turn, callId: string): Call | null {
  const call = turn.world.calls.get(callId);
  if (!call) {
    refuse(turn, { code: 'CALL_UNKNOWN', detail: callId });
    return null;
  }
  if (call.phase === 'talking' || call.phase === 'held') return call;
  refuse(turn, { code: 'CALL_WRONG_PHASE', detail: `call is ${call.phase}, nobody talks` });
  return null;
}

/** `spoken`: the caller told the agent, who passes it on, that recording is all right. */
function start(turn: Turn, call: Call, spoken: 'spoken' | undefined): void {
  if (call.recordingPlan?.isWanted && talkRecording(turn, call)) {
    return refuse(turn, { code: 'RECORDING_RUNS', detail: 'the call is being recorded' });
  }
  const before = call.consent;
  if (spoken) {
    const { agentId } = call;
    const whom = agentId === undefined ? {} : { agentId };
    call.consent = { given: true, how: 'spoken', at: turn.at, ...whom };
  }
  const refusal = refusalOf(turn, call);
  if (refusal) {
    if (before) call.consent = before;
    else call.consent = undefined;
    return refuse(turn, refusal);
  }
  if (spoken && call.consent) {
    const { callId, clientId, consent } = call;
    emit(turn, { type: 'recording.consent', callId, consent }, clientId);
  }
  const plan: RecordingPlan = call.recordingPlan ?? { isWanted: true, pausedFor: [], begun: 0 };
  plan.isWanted = true;
  call.recordingPlan = plan;
  followTalk(turn, call);
}
