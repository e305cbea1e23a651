import type { Destination, OriginateCommand } from '../../port/switch-command';
import { type ShownCaller, shownCaller } from '../link/shown-caller';
import { EVENTS_ALLOWED } from './ari-event';
import type { AriRequest } from './ari-link';

const DEVICE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$/;
const NUMBER = /^[A-Za-z0-9+*#][A-Za-z0-9+*#._-]{0,79}$/;

/**
 * `PJSIP/device` or `PJSIP/number@trunk`; null for a name with a character that could mean
 * something else to Asterisk (`&` calls two phones, `/` and `@` change the place).
 */
export function endpointOf(to: Destination): string | null {
  if (to.kind === 'device') return DEVICE.test(to.device) ? `PJSIP/${to.device}` : null;
  const safe = NUMBER.test(to.number) && DEVICE.test(to.trunk);
  return safe ? `PJSIP/${to.number}@${to.trunk}` : null;
}

/** The PJSIP endpoint that a destination needs: its device, or its trunk. */
export const endpointNameOf = (to: Destination): string =>
  to.kind === 'device' ? to.device : to.trunk;

/** Whole seconds: ARI knows no finer ring timeout. */
export const ringSecondsOf = (ringTimeoutMs: number): number =>
  Math.max(1, Math.ceil(ringTimeoutMs / 1000));

/** `appArgs` tells, in the StasisStart, that the channel is one that we called. */
export function createRequest(
  app: string,
  endpoint: string,
  command: OriginateCommand,
): AriRequest {
  const variables = callerVariables(shownCaller(command));
  return {
    method: 'POST',
    path: ['channels', 'create'],
    query: { endpoint, app, appArgs: 'dialed', channelId: command.legId },
    ...(Object.keys(variables).length === 0 ? {} : { body: { variables } }),
  };
}

function callerVariables({ callerNumber, callerName }: ShownCaller): Record<string, string> {
  return {
    ...(callerNumber === undefined
      ? {}
      : { 'CALLERID(num)': callerNumber, 'CONNECTEDLINE(num)': callerNumber }),
    ...(callerName === undefined
      ? {}
      : { 'CALLERID(name)': callerName, 'CONNECTEDLINE(name)': callerName }),
  };
}

export const dialRequest = (channelId: string, ringTimeoutMs: number): AriRequest => ({
  method: 'POST',
  path: ['channels', channelId, 'dial'],
  query: { timeout: ringSecondsOf(ringTimeoutMs) },
});

export const hangupRequest = (channelId: string, q850: number): AriRequest => ({
  method: 'DELETE',
  path: ['channels', channelId],
  query: { reason_code: q850 },
});

/** As a list in the body: in the address a comma, which tones have, would cut it in two. */
export const playRequest = (
  channelId: string,
  mediaId: string,
  { media, language }: { readonly media: readonly string[]; readonly language?: string },
): AriRequest => ({
  method: 'POST',
  path: ['channels', channelId, 'play', mediaId],
  body: { media, ...(language !== undefined && { lang: language }) },
});

export const stopPlaybackRequest = (mediaId: string): AriRequest => ({
  method: 'DELETE',
  path: ['playbacks', mediaId],
});

export const musicRequest = (channelId: string, musicClass: string): AriRequest => ({
  method: 'POST',
  path: ['channels', channelId, 'moh'],
  query: { mohClass: musicClass },
});

export const stopMusicRequest = (channelId: string): AriRequest => ({
  method: 'DELETE',
  path: ['channels', channelId, 'moh'],
});

/** `dtmf_events` keeps digits visible while two legs talk. */
export const createBridgeRequest = (bridgeId: string, name?: string): AriRequest => ({
  method: 'POST',
  path: ['bridges', bridgeId],
  query: { type: 'mixing,dtmf_events', ...(name === undefined ? {} : { name }) },
});

/** So that an engine after us knows which bridge a booth stands beside, and who is coached. */
export const boothNameOf = (
  bridgeId: string,
  { channelId }: { readonly channelId: string },
): string => `leitstand-booth/${bridgeId}/${channelId}`;

export function boothIn(name: string | undefined): { bridgeId: string; channelId: string } | null {
  const [, bridgeId, channelId] = /^leitstand-booth\/([^/]+)\/(.+)$/.exec(name ?? '') ?? [];
  return bridgeId === undefined || channelId === undefined ? null : { bridgeId, channelId };
}

/** Drops what the leg says, before anybody can hear it. */
export const muteRequest = (channelId: string, muted: boolean): AriRequest => ({
  method: muted ? 'POST' : 'DELETE',
  path: ['channels', channelId, 'mute'],
  query: { direction: 'in' },
});

/** All of them, or none when one of them cannot be had. */
export const addChannelsRequest = (
  bridgeId: string,
  channelIds: readonly string[],
  mute = false,
): AriRequest => ({
  method: 'POST',
  path: ['bridges', bridgeId, 'addChannel'],
  query: { channel: channelIds.join(','), ...(mute ? { mute } : {}) },
});

export const removeChannelRequest = (bridgeId: string, channelId: string): AriRequest => ({
  method: 'POST',
  path: ['bridges', bridgeId, 'removeChannel'],
  query: { channel: channelId },
});

export const destroyBridgeRequest = (bridgeId: string): AriRequest => ({
  method: 'DELETE',
  path: ['bridges', bridgeId],
});

/** Keeps a channel's last event coming to us after it left Stasis. */
export const subscribeRequest = (app: string, channelId: string): AriRequest => ({
  method: 'POST',
  path: ['applications', app, 'subscription'],
  query: { eventSource: `channel:${channelId}` },
});

export const eventFilterRequest = (app: string): AriRequest => ({
  method: 'PUT',
  path: ['applications', app, 'eventFilter'],
  body: { allowed: EVENTS_ALLOWED.map((type) => ({ type })) },
});

export const setVariableRequest = (
  channelId: string,
  variable: string,
  value: string,
): AriRequest => ({
  method: 'POST',
  path: ['channels', channelId, 'variable'],
  query: { variable, value },
});

export const continueRequest = (channelId: string, context: string): AriRequest => ({
  method: 'POST',
  path: ['channels', channelId, 'continue'],
  query: { context, extension: 's', priority: 1 },
});

/** Lets the dialplan go on behind its Stasis(): what it does for a caller nobody takes. */
export const giveBackRequest = (channelId: string): AriRequest => ({
  method: 'POST',
  path: ['channels', channelId, 'continue'],
});

/** Nothing more is told of a channel that is not ours any longer. */
export const unsubscribeRequest = (app: string, channelId: string): AriRequest => ({
  method: 'DELETE',
  path: ['applications', app, 'subscription'],
  query: { eventSource: `channel:${channelId}` },
});

export const recordRequest = (
  subject: readonly string[],
  query: { readonly name: string; readonly format: string; readonly maxDurationSeconds: number },
): AriRequest => ({
  method: 'POST',
  path: [...subject, 'record'],
  query: { ...query, ifExists: 'fail', beep: false, terminateOn: 'none' },
});

export const liveRecordingRequest = (recordingId: string): AriRequest => ({
  method: 'GET',
  path: ['recordings', 'live', recordingId],
});

export const stopRecordingRequest = (recordingId: string): AriRequest => ({
  method: 'POST',
  path: ['recordings', 'live', recordingId, 'stop'],
});

/** Muted it is silent and goes on; `pause` would make it shorter than the call. */
export const muteRecordingRequest = (recordingId: string, muted: boolean): AriRequest => ({
  method: muted ? 'POST' : 'DELETE',
  path: ['recordings', 'live', recordingId, 'mute'],
});

export const channelVariableRequest = (channelId: string, variable: string): AriRequest => ({
  method: 'GET',
  path: ['channels', channelId, 'variable'],
  query: { variable },
});

/**
 * Asks whether a channel lives: `GET channels/ID` answers from what was last published of it, which
 * may outlive the channel.
 */
export const lifeRequest = (channelId: string): AriRequest =>
  channelVariableRequest(channelId, 'CHANNEL(state)');

export const globalVariableRequest = (
  method: 'GET' | 'POST',
  variable: string,
  value = '',
): AriRequest => ({
  method,
  path: ['asterisk', 'variable'],
  query: { variable, ...(method === 'POST' ? { value } : {}) },
});
