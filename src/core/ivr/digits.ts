import { noteSignInTimeout } from '../agent/sign-in-answer';
import { known } from '../assert';
import type { Call } from '../call/call';
import type { Leg } from '../call/leg';
import { forgetMedia } from '../call/leg-commands';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import type { CollectNode, MenuNode } from './flow';
import { enterNode, nodeAt, prompt } from './interpreter';

/**
 * What a caller enters. A menu takes one digit; an entry takes digits until its terminator, its
 * greatest number, or a pause. Digits count only at the node that asks for them; one pressed in
 * the prompt counts as one after it.
 */
type Entry = { readonly call: Call; readonly node: MenuNode | CollectNode };

function entryOf(turn: Turn, call: Call): Entry | null {
  if (call.phase !== 'ivr' || call.ivr?.awaits !== 'digits') return null;
  const node = nodeAt(turn, call, call.ivr.node);
  if (node?.type !== 'menu' && node?.type !== 'collect') return null;
  return { call, node };
}

/** A digit arrived on the customer's leg. */
export function noteDigit(turn: Turn, call: Call, leg: Leg, digit: string): void {
  const entry = entryOf(turn, call);
  if (!entry) return;
  // The switch stopped the prompt by itself: that is what collect-digits means.
  forgetMedia(turn, leg);
  const { node } = entry;
  const ivr = known(call.ivr, `ivr of ${call.callId}`);
  if (node.type === 'menu') {
    ivr.digits = digit;
    const next = node.choices[digit];
    if (next === undefined) return retry(turn, entry, 'invalid');
    return accept(turn, call, next);
  }
  if (digit === node.terminator) return finishEntry(turn, call, node);
  ivr.digits += digit;
  if (ivr.digits.length >= node.digitsMax) return finishEntry(turn, call, node);
  setTimer(turn, { kind: 'ivr', callId: call.callId }, turn.at + node.interDigitTimeoutMs);
}

/** The prompt is over: from now on the caller's time to press runs. */
export function notePromptEnded(turn: Turn, call: Call): void {
  const entry = entryOf(turn, call);
  if (!entry || entry.call.ivr?.digits) return;
  const { node } = entry;
  const waitMs = node.type === 'menu' ? node.timeoutMs : node.firstDigitTimeoutMs;
  setTimer(turn, { kind: 'ivr', callId: call.callId }, turn.at + waitMs);
}

/** No digit came in time, or none followed. */
export function noteDigitTimeout(turn: Turn, callId: string): void {
  const call = turn.world.calls.get(callId);
  if (call?.ivr?.awaits === 'check') return noteSignInTimeout(turn, call);
  const entry = call && entryOf(turn, call);
  if (!call || !entry) return;
  const { node } = entry;
  if (node.type === 'collect' && call.ivr?.digits) return finishEntry(turn, call, node);
  retry(turn, entry, 'timed-out');
}

function finishEntry(turn: Turn, call: Call, node: CollectNode): void {
  const digits = call.ivr?.digits ?? '';
  if (digits.length < node.digitsMin) return retry(turn, { call, node }, 'invalid');
  call.variables[node.variable] = digits;
  accept(turn, call, node.next);
}

function accept(turn: Turn, call: Call, next: string): void {
  note(turn, call, 'accepted');
  enterNode(turn, call, next);
}

/** Asks again, or leaves by the node's exit for those who cannot. */
function retry(turn: Turn, { call, node }: Entry, why: 'invalid' | 'timed-out'): void {
  const isLast = (call.ivr?.attempts ?? 0) >= node.attemptsMax;
  note(turn, call, isLast ? 'failed' : why);
  clearTimer(turn, { kind: 'ivr', callId: call.callId });
  if (isLast) enterNode(turn, call, node.onFailed);
  else prompt(turn, call, node);
}

function note(
  turn: Turn,
  call: Call,
  outcome: 'accepted' | 'invalid' | 'timed-out' | 'failed',
): void {
  const { node = '', digits: entered = '' } = call.ivr ?? {};
  const asked = nodeAt(turn, call, node);
  const isSecret = asked?.type === 'collect' && asked.secret === true;
  const digits = isSecret ? '*'.repeat(entered.length) : entered;
  emit(turn, { type: 'ivr.digits', callId: call.callId, node, digits, outcome }, call.clientId);
}
