import type { RecordingConsent } from '../../port/call-record';
import type { AgentConfig } from '../centre';
import type { Refusal } from '../fact';
import type { RecordingPolicy } from './recording-policy';

/** Everything that decides whether a conversation may be recorded. */
export interface RecordingCase {
  readonly policy: RecordingPolicy | undefined;
  /** What the caller said when asked, if asked. */
  readonly consent: RecordingConsent | undefined;
  readonly agent: AgentConfig | undefined;
}

/**
 * Why a conversation may not be recorded, or null. Who records words that were not spoken in
 * public without the leave of everybody who speaks commits an offence in Germany (section 201 of
 * the criminal code): both the caller and the agent have to agree, and no word of it is no.
 */
export function forbids({ policy, consent, agent }: RecordingCase): Refusal | null {
  if (!policy || policy.mode === 'off') {
    return { code: 'RECORDING_OFF', detail: 'the queue does not record' };
  }
  if (agent?.mayBeRecorded === false) {
    return { code: 'AGENT_NOT_RECORDED', detail: `${agent.agentId} has not agreed to it` };
  }
  if (policy.consent === 'none') return null;
  if (!consent) return { code: 'CONSENT_MISSING', detail: 'the caller was not asked' };
  if (!consent.given) return { code: 'CONSENT_MISSING', detail: 'the caller did not agree' };
  if (policy.consent === 'ask' && consent.how === 'announced') {
    return { code: 'CONSENT_MISSING', detail: 'the caller was told, but not asked' };
  }
  return null;
}

/** What stands in for the caller's word where the queue asks for none. */
export const notAsked = (at: number): RecordingConsent => ({ given: true, how: 'not-asked', at });

const HUNDRED = 100;

/**
 * Whether a call belongs to the share, in percent, that is recorded. The same call always gives
 * the same answer: FNV-1a (32 bits) over its id.
 */
export function isInShare(callId: string, sharePercent: number): boolean {
  let hash = 0x811c9dc5;
  for (let n = 0; n < callId.length; n += 1) {
    hash = Math.imul(hash ^ callId.charCodeAt(n), 0x01000193) >>> 0;
  }
  // The low bits of FNV follow the last character alone.
  return ((hash ^ (hash >>> 15)) >>> 0) % HUNDRED < sharePercent;
}
