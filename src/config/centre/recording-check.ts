import type { Centre, QueueConfig } from '../../core/centre';
import type { Flow, FlowNode } from '../../core/ivr/flow';
import { problemAt } from '../shape-problem';
import { exitsOf, reachable } from './flow-check';
import type { Reading } from './section';

/** What queues record and ask, held against the flows: who is asked where, and by whom. */
export function checkRecordings(reading: Reading, centre: Centre): void {
  const surveys = new Set(centre.queues.map((queue) => queue.survey?.flowId));
  for (const queue of centre.queues) {
    checkConsent(reading, centre, queue);
    checkSurvey(reading, centre, queue);
  }
  for (const flow of centre.flows) {
    if (!surveys.has(flow.flowId)) checkQuestionsOutside(reading, flow);
  }
}

function checkConsent(reading: Reading, { flows }: Centre, queue: QueueConfig): void {
  const { recording, queueId } = queue;
  if (!recording || recording.mode === 'off') return;
  const { consent } = recording;
  if (consent === 'none') {
    return warn(reading, queueId, {
      code: 'RECORDING_NOT_ASKED',
      reason: 'calls of this queue are recorded, and no caller is asked',
      remedy: 'in Germany section 201 of the criminal code forbids that: consent: ask',
    });
  }
  for (const { flowId, nodes, start } of flows) {
    const isAsked = (node: FlowNode): boolean =>
      node.type === 'consent' && (consent === 'announce' || node.mode === 'ask');
    const unasked = reachable({ nodes }, [start], (node) => (isAsked(node) ? [] : exitsOf(node)));
    const leads = [...unasked].some((name) => {
      const node = nodes[name];
      return node?.type === 'queue' && node.queueId === queueId;
    });
    if (!leads) continue;
    warn(reading, queueId, {
      code: 'CONSENT_NOT_ASKED',
      reason: `flow "${flowId}" leads here on a way without a consent node: nobody is recorded`,
      remedy: `put a node of type consent (mode: ${consent}) before the queue`,
    });
  }
}

interface Doubt {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

function warn(reading: Reading, queueId: string, doubt: Doubt): void {
  const spot = reading.spot('queues', queueId);
  reading.take(problemAt(spot, ['recording'], { severity: 'warning', ...doubt }));
}

/** What a flow may do when the agent has gone and the contact is over, as interpreter.ts has it. */
export const AFTER_CALL: ReadonlySet<FlowNode['type']> = new Set([
  'answer',
  'play',
  'menu',
  'collect',
  'hours',
  'set',
  'survey',
  'comment',
  'do-not-call',
  'hangup',
]);

function checkSurvey(reading: Reading, { flows }: Centre, queue: QueueConfig): void {
  const flow = flows.find(({ flowId }) => flowId === queue.survey?.flowId);
  if (!flow) return;
  if (flow.clientId !== queue.clientId) {
    reading.take(
      problemAt(reading.spot('queues', queue.queueId), ['survey', 'flow'], {
        code: 'CLIENT_MISMATCH',
        reason: `the queue is of "${queue.clientId}", the flow of "${flow.clientId}"`,
        remedy: 'a survey is asked in a flow of the same client',
      }),
    );
  }
  for (const [name, node] of Object.entries(flow.nodes)) {
    if (AFTER_CALL.has(node.type)) continue;
    reading.take(
      problemAt(reading.spot('flows', flow.flowId, 'nodes', name), ['type'], {
        code: 'NODE_AFTER_CALL',
        reason: `"${queue.queueId}" takes this flow after the call, where ${node.type} is over`,
        remedy: 'take another flow for the survey',
      }),
    );
  }
}

function checkQuestionsOutside(reading: Reading, flow: Flow): void {
  for (const [name, node] of Object.entries(flow.nodes)) {
    if (node.type !== 'survey' && node.type !== 'comment') continue;
    reading.take(
      problemAt(reading.spot('flows', flow.flowId, 'nodes', name), ['type'], {
        code: 'NODE_BEFORE_CALL',
        reason: `no queue takes this flow after a call: ${node.type} has nothing to ask`,
        remedy: 'name the flow in the survey of a queue',
      }),
    );
  }
}
