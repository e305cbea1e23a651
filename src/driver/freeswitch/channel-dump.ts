import type { EslEvent } from './esl-frame';
import type { Leg } from './leg';
import { mediaIdIn } from './media';
import { type NotedRecording, recordingIn } from './recording';
import { timeOf } from './switch-time';
import { VARIABLE } from './to-wire';

/** A channel as `uuid_dump` shows it; null: there is no such channel any more. */
export function dumpOf(reply: string): EslEvent | null {
  if (!reply.startsWith('{')) return null;
  try {
    return JSON.parse(reply) as EslEvent;
  } catch {
    return null;
  }
}

const DEAD = /^CS_(?:HANGUP|REPORTING|DESTROY)$/;
const BRIDGED = /^CS_(?:EXCHANGE_MEDIA|SOFT_EXECUTE|HIBERNATE|RESET)$/;

export const isDead = (dump: EslEvent): boolean =>
  DEAD.test(dump['Channel-State'] ?? '') || dump['Answer-State'] === 'hangup';

export const directionOf = (dump: EslEvent): Leg['direction'] =>
  dump['Call-Direction'] === 'inbound' ? 'inbound' : 'outbound';

export function stateOf(dump: EslEvent): Leg['state'] {
  if (dump['Answer-State'] === 'answered') return 'answered';
  if (directionOf(dump) === 'inbound') return 'offered';
  const progress =
    timeOf(dump['Caller-Channel-Progress-Time']) ??
    timeOf(dump['Caller-Channel-Progress-Media-Time']);
  return progress === undefined ? 'dialing' : 'ringing';
}

/** The channel that it is in a pair with. */
export function partnerIn(dump: EslEvent): string | undefined {
  if (!BRIDGED.test(dump['Channel-State'] ?? '')) return undefined;
  return dump['Other-Leg-Unique-ID'] ?? dump.variable_bridge_uuid ?? dump.variable_signal_bond;
}

/** The conference that it is in. */
export function conferenceIn(dump: EslEvent): string | undefined {
  const isIn =
    dump['Channel-State'] === 'CS_EXECUTE' && dump.variable_current_application === 'conference';
  return isIn ? dump.variable_current_application_data?.replace(/@.*$/, '') : undefined;
}

/** Its number there. */
export const memberIn = (dump: EslEvent): string | undefined =>
  conferenceIn(dump) === undefined ? undefined : variableIn(dump, 'conference_member_id');

/** Takes our orders in its own thread. */
export function isParked(dump: EslEvent): boolean {
  const state = dump['Channel-State'];
  return state === 'CS_PARK' || (state === 'CS_EXECUTE' && conferenceIn(dump) === undefined);
}

/** The prompt or music that runs; its answer is empty until it is over. */
export function mediaIn(dump: EslEvent): string | undefined {
  const isOver = (dump.variable_current_application_response ?? '') !== '';
  if (dump.variable_current_application !== 'playback' || isOver) return undefined;
  return mediaIdIn(dump.variable_current_application_data ?? '');
}

/** Recordings that our variables tell of, by id. */
export function recordingsIn(dump: EslEvent): ReadonlyMap<string, NotedRecording> {
  const prefix = `variable_${VARIABLE.recording}`;
  const found = new Map<string, NotedRecording>();
  for (const [name, note] of Object.entries(dump)) {
    if (!name.startsWith(prefix) || note === undefined || note === '') continue;
    found.set(name.slice(prefix.length), recordingIn(note));
  }
  return found;
}

export const variableIn = (dump: EslEvent, name: string): string | undefined => {
  const value = dump[`variable_${name}`];
  return value === undefined || value === '' ? undefined : value;
};
