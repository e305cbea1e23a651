import type { AgentConfig, Centre, QueueConfig, TieLine } from '../../core/centre';
import type { Flow, FlowNode } from '../../core/ivr/flow';
import { problemAt, type Spot } from '../shape-problem';
import { checkCampaigns, dialedFlows } from './campaign-check';
import { checkFlow } from './flow-check';
import type { Known } from './known';
import { checkRecordings } from './recording-check';
import { checkProviders } from './relax-check';
import { checkRequirements } from './requirement-check';
import { checkReserves } from './reserve-check';
import type { Reading } from './section';
import { checkSignIn } from './sign-in-check';

/** Mistakes that show only when entries are held beside each other. */
export function checkCentre(reading: Reading, centre: Centre, known: Known): void {
  checkPhones(reading, centre.agents);
  checkSignIns(reading, centre.agents);
  checkNumbers(reading, centre);
  checkTieLines(reading, centre.tieLines ?? []);
  checkTargets(reading, centre);
  const queues = new Map(centre.queues.map((queue) => [queue.queueId, queue]));
  const hours = new Set(centre.queues.filter((q) => q.hours).map((q) => q.queueId));
  const surveys = new Set(centre.queues.map((queue) => queue.survey?.flowId));
  const dialed = dialedFlows(centre);
  for (const flow of centre.flows) {
    checkFlow(reading, flow, hours, surveys.has(flow.flowId) || dialed.has(flow.flowId));
    for (const name of Object.keys(flow.nodes)) checkSignIn(reading, flow, name);
    checkOwner(reading, flow, queues);
  }
  checkProviders(reading, centre);
  checkRequirements(reading, centre, known);
  checkReserves(reading, centre, known);
  checkRecordings(reading, centre);
  checkCampaigns(reading, centre);
  for (const calendar of centre.calendars) {
    const neverOpen =
      calendar.weekly.length === 0 && calendar.exceptions.every((day) => day.open.length === 0);
    if (!neverOpen) continue;
    const spot = reading.spot('calendars', calendar.calendarId);
    const fault = { code: 'CALENDAR_CLOSED', reason: 'this calendar is never open' };
    reading.take(problemAt(spot, [], { severity: 'warning', onKey: true, ...fault }));
  }
}

function checkPhones(reading: Reading, agents: readonly AgentConfig[]): void {
  const owners = new Map<string, string>();
  for (const { agentId, phone } of agents) {
    const key = JSON.stringify([phone.switchId, phone.device]);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, agentId);
    else {
      const { device, switchId } = phone;
      reading.take(
        problemAt(reading.spot('agents', agentId), ['phone', 'device'], {
          code: 'PHONE_SHARED',
          reason: `the phone "${device}" on "${switchId}" is already that of "${owner}"`,
          remedy: 'give each agent a phone of its own',
        }),
      );
    }
  }
}

function checkSignIns(reading: Reading, agents: readonly AgentConfig[]): void {
  const owners = new Map<string, string>();
  for (const { agentId, signIn } of agents) {
    if (!signIn) continue;
    const owner = owners.get(signIn.number);
    if (owner === undefined) {
      owners.set(signIn.number, agentId);
      continue;
    }
    const reason = `"${owner}" signs in with the number ${signIn.number} already`;
    const fault = { code: 'SIGN_IN_SHARED', reason, remedy: 'give each agent a number of its own' };
    reading.take(problemAt(reading.spot('agents', agentId), ['signIn', 'number'], fault));
  }
}

function checkTieLines(reading: Reading, tieLines: readonly TieLine[]): void {
  const first = new Map<string, string>();
  for (const { tieLineId, fromSwitchId, toSwitchId } of tieLines) {
    const between = `from "${fromSwitchId}" to "${toSwitchId}"`;
    const other = first.get(between);
    if (fromSwitchId !== toSwitchId && other === undefined) {
      first.set(between, tieLineId);
      continue;
    }
    const fault =
      other === undefined
        ? { code: 'TIE_LINE_LOOP', reason: `the tie line leads ${between} itself` }
        : { code: 'TIE_LINE_TWICE', reason: `"${other}" leads ${between} already` };
    reading.take(problemAt(reading.spot('tieLines', tieLineId), [], { ...fault, onKey: true }));
  }
}

/** A call that is sent on to a number of ours comes in again, as another call. */
function checkTargets(reading: Reading, { transferTargets = [], numbers }: Centre): void {
  const own = new Set(numbers.map(({ number }) => number));
  for (const { targetId, number } of transferTargets) {
    if (!own.has(number)) continue;
    reading.take(
      problemAt(reading.spot('transferTargets', targetId), ['number'], {
        code: 'TARGET_OWN_NUMBER',
        severity: 'warning',
        reason: `${number} is a number of this centre: the call comes in once more`,
        remedy: 'send calls to a queue or a flow of yours instead',
      }),
    );
  }
}

function checkNumbers(reading: Reading, centre: Centre): void {
  const flows = new Map(centre.flows.map((flow) => [flow.flowId, flow]));
  for (const { number, flowId, clientId } of centre.numbers) {
    const flow = flows.get(flowId);
    if (!flow || flow.clientId === clientId) continue;
    const written = writtenNumber(reading, number);
    reading.take(
      problemAt(reading.spot('numbers', written), ['flow'], {
        code: 'CLIENT_MISMATCH',
        reason: `the number is of "${clientId}", its flow of "${flow.clientId}"`,
        remedy: 'a number leads into a flow of its own client',
      }),
    );
  }
}

/** The key as it stands in the file: numbers are written with spaces and kept without. */
function writtenNumber(reading: Reading, number: string): string {
  const { numbers } = reading.source.value as { numbers: Record<string, unknown> };
  return Object.keys(numbers).find((key) => key.replace(/[\s()/-]/g, '') === number) ?? number;
}

/** A queue that calls nobody back cannot be asked to. */
function checkCallback(
  reading: Reading,
  flow: Flow,
  name: string,
  queue: QueueConfig | undefined,
): void {
  if (name.includes('/') || !queue || queue.callback) return;
  reading.take(
    problemAt(reading.spot('flows', flow.flowId, 'nodes', name), ['place'], {
      code: 'CALLBACK_MISSING',
      reason: `the queue "${queue.queueId}" calls nobody back`,
      remedy: 'give the queue a section callback: with a trunk and the prefixes it may call',
    }),
  );
}

type Queues = ReadonlyMap<string, QueueConfig>;

function checkOwner(reading: Reading, flow: Flow, queues: Queues): void {
  for (const [name, node] of Object.entries(flow.nodes)) {
    if (node.type === 'callback-number')
      checkCallback(reading, flow, name, queues.get(node.queueId));
    const queue = node.type === 'queue' ? queues.get(node.queueId) : undefined;
    if (!queue) continue;
    const spot = reading.spot('flows', flow.flowId, 'nodes', name);
    checkOwnAgent(reading, spot, { node, queue });
    if (queue.clientId === flow.clientId) continue;
    reading.take(
      problemAt(spot, ['queue'], {
        code: 'CLIENT_MISMATCH',
        reason: `the flow is of "${flow.clientId}", the queue of "${queue.clientId}"`,
        remedy: 'a flow sends callers to queues of its own client',
      }),
    );
  }
}

/** A queue that is not sticky would take no notice of whose caller it is. */
function checkOwnAgent(reading: Reading, spot: Spot, at: { node: FlowNode; queue: QueueConfig }) {
  const { node, queue } = at;
  if (node.type !== 'queue' || node.ownAgent === undefined || queue.sticky) return;
  reading.take(
    problemAt(spot, ['ownAgent'], {
      code: 'STICKY_MISSING',
      reason: `the queue "${queue.queueId}" is not sticky: it prefers no agent`,
      remedy: 'give the queue "sticky: { for: 20s }"',
      onKey: true,
    }),
  );
}
