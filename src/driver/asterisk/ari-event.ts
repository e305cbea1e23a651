/** The parts of ARI's JSON that the driver reads; every field may be missing on the wire. */
export interface AriChannel {
  readonly id: string;
  /** `PJSIP/trunk-00000001`; the technology in front tells helpers of Asterisk's own. */
  readonly name: string;
  /** `Down`, `Ring`, `Ringing`, `Up`, … */
  readonly state: string;
  readonly caller?: { readonly name: string; readonly number: string };
  readonly dialplan?: {
    readonly context: string;
    readonly exten: string;
    readonly app_name?: string;
    readonly app_data?: string;
  };
  readonly creationtime?: string;
}

export interface AriBridge {
  readonly id: string;
  readonly name?: string;
  readonly channels: readonly string[];
}

export interface AriPlayback {
  readonly id: string;
  readonly media_uri: string;
  readonly target_uri: string;
  readonly state: string;
}

export interface AriRecording {
  readonly name: string;
  readonly format: string;
  readonly state: string;
  /** Whole seconds. */
  readonly duration?: number;
  /** `bridge:ID` or `channel:ID`. */
  readonly target_uri?: string;
  readonly cause?: string;
}

export interface AriEvent {
  readonly type: string;
  readonly timestamp?: string;
  readonly application?: string;
  readonly channel?: AriChannel;
  /** The called channel of a `Dial`. */
  readonly peer?: AriChannel;
  readonly dialstatus?: string;
  readonly args?: readonly string[];
  readonly bridge?: AriBridge;
  readonly playback?: AriPlayback;
  readonly recording?: AriRecording;
  readonly digit?: string;
  readonly duration_ms?: number;
  /** Q.850. */
  readonly cause?: number;
  readonly cause_txt?: string;
  /** The SIP status, where Asterisk tells it (22.5 and later). */
  readonly tech_cause?: number;
}

/**
 * What the driver listens to: every other event is not even sent by Asterisk. The answers to REST
 * requests over the WebSocket pass the same filter and have to be named.
 */
export const EVENTS_ALLOWED: readonly string[] = [
  'RESTResponse',
  'ApplicationReplaced',
  'StasisStart',
  'StasisEnd',
  'ChannelStateChange',
  'ChannelDestroyed',
  'ChannelDtmfReceived',
  'ChannelEnteredBridge',
  'ChannelLeftBridge',
  'PlaybackStarted',
  'PlaybackContinuing',
  'PlaybackFinished',
  'RecordingStarted',
  'RecordingFinished',
  'RecordingFailed',
];

/** ARI's `2026-11-22T02:24:25.033+0000` as ms since the epoch; undefined when it is not one. */
export function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  // With the colon in the zone that ISO 8601 asks for.
  const zoneAt = text.length - 5;
  const hasZone = text[zoneAt] === '+' || text[zoneAt] === '-';
  const iso = hasZone ? `${text.slice(0, -2)}:${text.slice(-2)}` : text;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? undefined : at;
}
