import { noteSignInTimeout } from '../agent/sign-in-answer';
import { known, never } from '../assert';
import type { Call } from '../call/call';
import type { Leg } from '../call/leg';
import { forgetMedia } from '../call/leg-commands';
import { noteAnswer } from '../survey/survey';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import { answerConsent, missConsent } from './consent-question';
import type { AskingNode, CollectNode, KeyNode } from './flow';
import { enterNode, isAsking, nodeAt, prompt } from './interpreter';
import { noteSpokenKey, noteSpokenTimeout } from './spoken-answer';

/**
 * What a caller enters. A menu takes one digit; an entry takes digits until its terminator, its
 * greatest number, or a pause. Digits count only at the node that asks for them; one pressed in
 * the prompt counts as one after it.
 */
type Entry = { readonly call: Call; readonly node: AskingNode };

function entryOf(turn: Turn, call: Call): Entry | null {
  if (call.phase !== 'ivr' || call.ivr?.awaits !== 'digits') return null;
  const node = nodeAt(turn, call, call.ivr.node);
  return node && isAsking(node) ? { call, node } : null;
}

/** A digit arrived on the customer's leg. */
export function noteDigit(turn: Turn, call: Call, leg: Leg, digit: string): void {
  if (call.ivr?.awaits === 'recording') return noteSpokenKey(turn, call, digit);
  const entry = entryOf(turn, call);
  if (!entry) return;
  // The switch stopped the prompt by itself: that is what collect-digits means.
  forgetMedia(turn, leg);
  const { node } = entry;
  const ivr = known(call.ivr, `ivr of ${call.callId}`);
  if (node.type !== 'collect') {
    ivr.digits = digit;
    const next = exitFor(turn, call, node, digit);
    if (next === undefined) return retry(turn, entry, 'invalid');
    return accept(turn, call, next);
  }
  if (digit === node.terminator) return finishEntry(turn, call, node);
  ivr.digits += digit;
  if (ivr.digits.length >= node.digitsMax) return finishEntry(turn, call, node);
  setTimer(turn, { kind: 'ivr', callId: call.callId }, turn.at + node.interDigitTimeoutMs);
}

/** Where a key leads, or undefined where it is none of those that count. */
function exitFor(turn: Turn, call: Call, node: KeyNode, digit: string): string | undefined {
  switch (node.type) {
    case 'menu':
      return node.choices[digit];
    case 'consent':
      return answerConsent(turn, call, node, digit);
    case 'survey': {
      const isRating = node.question === 'rating';
      if (!(isRating ? /^[1-5]$/ : /^[12]$/).test(digit)) return undefined;
      const answer = isRating ? digit : digit === '1' ? 'yes' : 'no';
      noteAnswer(turn, call, node.question, answer);
      return node.next;
    }
    default:
      return never(node);
  }
}

/** The exit of who cannot, or will not, answer. */
function exitUnanswered(turn: Turn, call: Call, node: AskingNode): string {
  switch (node.type) {
    case 'consent':
      return missConsent(turn, call, node);
    case 'survey':
      return node.next;
    default:
      return node.onFailed;
  }
}

/** The prompt is over: from now on the caller's time to press runs. */
export function notePromptEnded(turn: Turn, call: Call): void {
  const entry = entryOf(turn, call);
  if (!entry || entry.call.ivr?.digits) return;
  const { node } = entry;
  const waitMs = node.type === 'collect' ? node.firstDigitTimeoutMs : node.timeoutMs;
  setTimer(turn, { kind: 'ivr', callId: call.callId }, turn.at + waitMs);
}

/** No digit came in time, or none followed. */
export function noteDigitTimeout(turn: Turn, callId: string): void {
  const call = turn.world.calls.get(callId);
  if (call?.ivr?.awaits === 'check') return noteSignInTimeout(turn, call);
  if (call && noteSpokenTimeout(turn, call)) return;
  const entry = call && entryOf(turn, call);
  if (!call || !entry) return;
  const { node } = entry;
  if (node.type === 'collect' && call.ivr?.digits) return finishEntry(turn, call, node);
  retry(turn, entry, 'timed-out');
}

function finishEntry(turn: Turn, call: Call, node: CollectNode): void {
  const digits = call.ivr?.digits ?? '';
  if (digits.length < node.digitsMin) return retry(turn, { call, node }, 'invalid');
  if (node.secret) call.secrets = { ...call.secrets, [node.variable]: digits };
  else call.variables[node.variable] = digits;
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
  if (isLast) enterNode(turn, call, exitUnanswered(turn, call, node));
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
