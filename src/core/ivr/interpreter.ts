import { beginSignIn } from '../agent/sign-in';
import { never } from '../assert';
import { type Call, moveCall } from '../call/call';
import { FAILED, hangUpCall } from '../call/ending';
import { playTo } from '../call/leg-commands';
import { bookCallback, chooseNumber } from '../callback/booking';
import { joinLine } from '../callback/joining';
import { send } from '../command';
import { heedCaller } from '../dialer/do-not-call';
import { enqueue } from '../queue/enqueue';
import { clearTimer, emit, type Turn } from '../turn';
import type { AskingNode, ConsentNode, FlowNode, HoursNode } from './flow';
import { isOpen } from './opening-hours';
import { spoken } from './spoken';
import { expand } from './variables';

/** A flow that goes round without ever waiting for the caller is ended after so many nodes. */
const NODES_PER_STEP_MAX = 100;

/** Begins the flow of a call. */
export function enterFlow(turn: Turn, call: Call, flowKey: string): void {
  const flow = turn.world.flows.get(flowKey);
  if (!flow) return hangUpCall(turn, call, FAILED);
  call.flowKey = flowKey;
  call.flowId = flow.flowId;
  enterNode(turn, call, flow.start);
}

/**
 * Walks the flow from a node on until one has to wait for something. A circle of queues is one in
 * which callers wait, until the queues are taken away under them: who comes to one of these for
 * the second time, whatever was heard between, begins the flow anew, as the centre has it now.
 */
export function enterNode(turn: Turn, call: Call, start: string): void {
  let next: string | null = start;
  for (let walked = 0; next !== null; walked += 1) {
    if (walked >= NODES_PER_STEP_MAX) {
      const bound = 'nodes of a flow without a wait';
      emit(turn, { type: 'bound.reached', bound, limit: NODES_PER_STEP_MAX }, call.clientId);
      return hangUpCall(turn, call, FAILED);
    }
    if (isQueueGone(turn, call, next)) {
      if (call.goneQueues?.includes(next)) return beginAnew(turn, call);
      call.goneQueues = [...(call.goneQueues ?? []), next];
    }
    next = enterOne(turn, call, next);
  }
}

function isQueueGone(turn: Turn, call: Call, name: string): boolean {
  const node = nodeAt(turn, call, name);
  return node?.type === 'queue' && !turn.world.directory.queues.has(node.queueId);
}

/**
 * The flow of the number that was called, by the centre of today. It names no queue that is gone,
 * so that this happens once for each centre.
 */
function beginAnew(turn: Turn, call: Call): void {
  call.goneQueues = undefined;
  const { directory, centreVersion } = turn.world;
  const number = directory.numbers.get(call.dnis);
  const flowId = number?.clientId === call.clientId ? number.flowId : call.flowId;
  const flowKey = `${flowId}@${centreVersion}`;
  if (call.flowKey === flowKey) return hangUpCall(turn, call, FAILED);
  enterFlow(turn, call, flowKey);
}

/** What a flow may do when the contact is over. */
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

/** Enters one node; returns the next one, or null where the call waits or has ended. */
function enterOne(turn: Turn, call: Call, name: string): string | null {
  const node = nodeAt(turn, call, name);
  if (call.phase === 'ending' || call.phase === 'ended') return null;
  clearTimer(turn, { kind: 'ivr', callId: call.callId });
  if (!node || (call.survey && !AFTER_CALL.has(node.type))) {
    hangUpCall(turn, call, FAILED);
    return null;
  }
  if (call.phase !== 'ivr') moveCall(call, 'ivr', turn.at);
  const { callId } = call;
  const flowId = call.survey?.flowId ?? call.flowId ?? '';
  emit(turn, { type: 'ivr.entered', callId, flowId, node: name }, call.clientId);
  call.ivr = { node: name, awaits: 'media', attempts: 0, digits: '' };
  return perform(turn, call, node);
}

function perform(turn: Turn, call: Call, node: FlowNode): string | null {
  switch (node.type) {
    case 'answer':
      return answer(turn, call, node.next);
    case 'play':
    case 'comment':
    case 'voicemail':
      playTo(turn, call.legId, { media: spoken(call, node.media), bargeIn: false });
      return null;
    case 'consent':
      askConsent(turn, call, node);
      return null;
    case 'menu':
    case 'collect':
    case 'survey':
      prompt(turn, call, node);
      return null;
    case 'hours':
      return chooseByHours(turn, call, node);
    case 'set':
      call.variables[node.variable] = expand(node.value, call.variables);
      return node.next;
    case 'sign-in':
      return beginSignIn(turn, call, node);
    case 'queue':
      return enqueue(turn, call, node);
    case 'callback-number':
      return chooseNumber(turn, call, node);
    case 'callback':
      return bookCallback(turn, call, node);
    case 'callback-join':
      return joinLine(turn, call);
    case 'callback-decline':
      call.settled = 'declined';
      return node.next;
    case 'do-not-call':
      heedCaller(turn, call);
      return node.next;
    case 'hangup':
      hangUpCall(turn, call, { reason: 'flow', cause: node.cause });
      return null;
    default:
      return never(node);
  }
}

function answer(turn: Turn, call: Call, next: string): string | null {
  const leg = turn.world.legs.get(call.legId);
  if (!leg || leg.phase === 'answered') return next;
  if (call.ivr) call.ivr.awaits = 'answer';
  send(turn, leg.switchId, { type: 'answer', legId: leg.legId });
  return null;
}

/** Plays a menu's or an entry's prompt once more; after a mistake the words for it come first. */
export function prompt(turn: Turn, call: Call, node: AskingNode): void {
  const { ivr } = call;
  if (!ivr) return;
  const media = ivr.attempts > 0 ? [...node.invalidMedia, ...node.media] : node.media;
  ivr.attempts += 1;
  ivr.digits = '';
  ivr.awaits = 'digits';
  playTo(turn, call.legId, { media: spoken(call, media), bargeIn: true });
}

/** Who is only told hears it to the end: there is no key to press. */
function askConsent(turn: Turn, call: Call, node: ConsentNode): void {
  if (node.mode === 'ask') return prompt(turn, call, node);
  playTo(turn, call.legId, { media: spoken(call, node.media), bargeIn: false });
}

/** Whether a node takes keys. */
export const isAsking = (node: FlowNode): node is AskingNode =>
  node.type === 'menu' ||
  node.type === 'collect' ||
  node.type === 'survey' ||
  (node.type === 'consent' && node.mode === 'ask');

/** Outside of the computed time the calendar counts as closed, and a fact says so. */
function chooseByHours(turn: Turn, call: Call, node: HoursNode): string {
  const open = isOpen(turn.world.calendars.get(node.calendarId), turn.at);
  if (open === null) {
    const { calendarId } = node;
    emit(turn, { type: 'calendar.stale', calendarId, callId: call.callId }, call.clientId);
  }
  return open ? node.open : node.closed;
}

/** The node at which a call stands, or null when its flow has none of this name. */
export function nodeAt(turn: Turn, call: Call, name: string): FlowNode | null {
  return turn.world.flows.get(call.flowKey ?? '')?.nodes[name] ?? null;
}
