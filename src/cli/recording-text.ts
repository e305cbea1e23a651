import type { RecordingConsent, RecordingSupplement } from '../port/call-record';
import { formatDuration } from './duration';

/** One line about a recording and the file that proves it. */
export function recordingText(one: RecordingSupplement): string {
  const what = one.purpose === 'talk' ? 'recording' : `recorded ${one.purpose}`;
  const whose = one.agentId === undefined ? '' : ` with ${one.agentId}`;
  if (one.missing) return `${what}${whose}: missing, ${one.missing.code} (${one.missing.detail})`;
  const parts = [
    one.audioMs === undefined ? '' : formatDuration(one.audioMs),
    pausesText(one),
    `${one.sizeBytes ?? 0} bytes`,
    `SHA-256 ${one.sha256 ?? ''}`,
    `consent ${one.consent.how}`,
  ].filter((part) => part !== '');
  return `${what}${whose} ${one.recordingId}: ${parts.join(', ')}`;
}

/** Those that lasted until the recording ended have no end of their own. */
export function pausesText({
  pauses,
  endedAt,
}: Pick<RecordingSupplement, 'pauses' | 'endedAt'>): string {
  if (pauses.length === 0) return '';
  const pausedMs = pauses.reduce(
    (sum, pause) => sum + (pause.endedAt ?? endedAt ?? pause.startedAt) - pause.startedAt,
    0,
  );
  const times = pauses.length === 1 ? 'once' : `${pauses.length} times`;
  return `paused ${times} for ${formatDuration(pausedMs)}`;
}

/** What the caller said about being recorded. */
export function consentText({ given, how, key }: RecordingConsent): string {
  const pressed = key === undefined ? '' : `, pressed ${key}`;
  return `recording ${given ? 'allowed' : 'not allowed'} by the caller (${how}${pressed})`;
}
