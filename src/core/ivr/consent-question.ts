import type { RecordingConsent } from '../../port/call-record';
import type { Call } from '../call/call';
import { emit, type Turn } from '../turn';
import type { ConsentNode } from './flow';
import { spoken } from './spoken';

const YES = '1';
const NO = '2';

/** The node's exit for this key, or undefined where it is none of the two. */
export function answerConsent(
  turn: Turn,
  call: Call,
  node: ConsentNode,
  key: string,
): string | undefined {
  if (key !== YES && key !== NO) return undefined;
  noteConsent(turn, call, node, { given: key === YES, how: 'key', key });
  return key === YES ? node.next : node.onRefused;
}

/** Nothing, or nothing that could be understood, is no. */
export function missConsent(turn: Turn, call: Call, node: ConsentNode): string {
  noteConsent(turn, call, node, { given: false, how: 'key' });
  return node.onRefused;
}

/** Who has heard it to the end and stays has been told; a prompt that failed told nobody. */
export function announceConsent(
  turn: Turn,
  call: Call,
  node: ConsentNode,
  isHeard: boolean,
): string {
  noteConsent(turn, call, node, { given: isHeard, how: 'announced' });
  return isHeard ? node.next : node.onRefused;
}

type Said = Pick<RecordingConsent, 'given' | 'how' | 'key'>;

function noteConsent(turn: Turn, call: Call, node: ConsentNode, said: Said): void {
  const { callId, clientId, flowId, ivr } = call;
  const consent: RecordingConsent = {
    ...said,
    at: turn.at,
    prompt: spoken(call, node.media),
    ...(flowId !== undefined && { flowId }),
    ...(ivr && { node: ivr.node }),
  };
  call.consent = consent;
  emit(turn, { type: 'recording.consent', callId, consent }, clientId);
}
