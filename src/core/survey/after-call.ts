import { known } from '../assert';
import { type Call, stopServing } from '../call/call';
import { releaseParties } from '../call/ending';
import { moveContact } from '../contact/move-contact';
import { enterNode } from '../ivr/interpreter';
import { countSurvey } from '../queue/queue-day';
import { isInShare } from '../recording/consent';
import { emit, type Turn } from '../turn';

/**
 * The agent has hung up: where the queue wants it the caller stays and is asked how it was, while
 * the agent wraps up. False where nobody is to be asked.
 */
export function enterSurvey(turn: Turn, call: Call): boolean {
  const { world } = turn;
  const policy = world.directory.queues.get(call.queueId ?? '')?.survey;
  const flowKey = `${policy?.flowId ?? ''}@${world.centreVersion}`;
  const flow = world.flows.get(flowKey);
  const leg = world.legs.get(call.legId);
  const { talkedWith, queueId, callId, contactId, clientId } = call;
  if (!policy || !flow || !talkedWith || queueId === undefined) return false;
  // Who was put through to somebody outside was not served by the one it would be asked about.
  if (call.agentId === undefined) return false;
  if (!leg || leg.hangup || !isInShare(callId, policy.sharePercent)) return false;
  releaseParties(turn, call, 'call-ended');
  stopServing(call);
  call.bridgeId = undefined;
  moveContact(turn, known(world.contacts.get(contactId), `contact ${contactId}`), 'done');
  const { flowId } = flow;
  const { agentId, providerId } = talkedWith;
  call.survey = { flowId, queueId, agentId, providerId, startedAt: turn.at };
  call.flowKey = flowKey;
  countSurvey(turn, queueId, {});
  const asked = { callId, contactId, queueId, agentId, providerId, flowId };
  emit(turn, { type: 'survey.started', ...asked }, clientId);
  enterNode(turn, call, flow.start);
  return true;
}
