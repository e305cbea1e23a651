import type { Call } from '../call/call';
import type { World } from '../world';
import type { Recording } from './recording';

/** Recordings that run or whose file is not sealed yet, for people. */
export const recordingViews = (world: World) =>
  [...world.recordings.values()].map((recording) => ({
    recordingId: recording.recordingId,
    callId: recording.callId,
    clientId: recording.clientId,
    switchId: recording.switchId,
    purpose: recording.purpose,
    phase: recording.phase,
    ...owner(recording),
    ...(recording.startedAt !== undefined && { startedAt: recording.startedAt }),
    ...(recording.endedAt !== undefined && { endedAt: recording.endedAt }),
    ...(recording.file !== undefined && { file: recording.file }),
  }));

const owner = ({ queueId, agentId, providerId }: Recording) => ({
  ...(queueId !== undefined && { queueId }),
  ...(agentId !== undefined && { agentId }),
  ...(providerId !== undefined && { providerId }),
});

/** How the recording of a call's conversation stands, if there is one. */
export function recordingState(
  world: World,
  call: Call,
): { readonly recording?: 'starting' | 'running' | 'paused' } {
  const phase = world.recordings.get(call.recordingPlan?.recordingId ?? '')?.phase;
  return phase === 'starting' || phase === 'running' || phase === 'paused'
    ? { recording: phase }
    : {};
}
