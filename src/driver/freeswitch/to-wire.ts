import type { Destination, OriginateCommand } from '../../port/switch-command';
import { shownCaller } from '../link/shown-caller';
import type { EslCommand } from './esl-link';

/** Every form of a command that this driver sends, and nothing else spells one. */

const DEVICE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$/;
const NUMBER = /^[A-Za-z0-9+*#][A-Za-z0-9+*#._-]{0,79}$/;

/** Variables of a channel that hold what a later engine has to know. */
export const VARIABLE = {
  /** The engine whose leg it is; the dialplan sets it on those that come in. */
  app: 'leitstand_app',
  /** The number that was dialled, which FreeSWITCH forgets at a transfer. */
  dnis: 'leitstand_dnis',
  /** An engine has offered it to its core. */
  taken: 'leitstand_taken',
  bridge: 'leitstand_bridge',
  role: 'leitstand_role',
  /** The bridge that it was taken out of by `hold`. */
  held: 'leitstand_held',
  /** With the recording's id behind it: the file. */
  recording: 'leitstand_recording_',
} as const;

/** Put into the name of what is played, so that the switch itself tells which prompt runs. */
export const MEDIA_PARAMETER = 'leitstand_media';

const api = (words: string): EslCommand => ({ line: `api ${words}` });

/**
 * `user/device@domain` or `sofia/gateway/trunk/number`; null for a name with a character that
 * could mean something else to FreeSWITCH (`,` and `|` call two, `/` and `@` change the place).
 */
export function endpointOf(to: Destination, domain: string): string | null {
  if (to.kind === 'device') return DEVICE.test(to.device) ? `user/${to.device}@${domain}` : null;
  const safe = NUMBER.test(to.number) && DEVICE.test(to.trunk);
  return safe ? `sofia/gateway/${to.trunk}/${to.number}` : null;
}

/**
 * FreeSWITCH counts whole seconds and begins in the middle of one, so that it rings up to 0.8 s
 * short: the next second is given as well.
 */
export const ringSecondsOf = (ringTimeoutMs: number): number =>
  Math.max(1, Math.ceil(ringTimeoutMs / 1000)) + 1;

/** The answer to it is an event, BACKGROUND_JOB with this job id. */
export function originateCommand(
  jobId: string,
  { app, endpoint }: { readonly app: string; readonly endpoint: string },
  command: OriginateCommand,
): EslCommand {
  const { legId, ringTimeoutMs } = command;
  const { callerNumber, callerName } = shownCaller(command);
  const variables = {
    origination_uuid: legId,
    // Ringing with early media is still ringing: the job ends at the answer, or never.
    ignore_early_media: 'true',
    originate_timeout: String(ringSecondsOf(ringTimeoutMs)),
    ...(callerNumber === undefined ? {} : { origination_caller_id_number: callerNumber }),
    ...(callerName === undefined ? {} : { origination_caller_id_name: quoted(callerName) }),
    [VARIABLE.app]: app,
    // Who is left over when a bridge ends stays with us.
    park_after_bridge: 'true',
    hangup_after_bridge: 'false',
  };
  const list = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return {
    line: `bgapi originate {${list.join(',')}}${endpoint} &park()`,
    headers: { 'Job-UUID': jobId },
  };
}

/** Commas and blanks stand in quotes; a quote itself becomes the printer's one. */
const quoted = (text: string): string => `'${text.replace(/'/g, '\u2019')}'`;

export const answerCommand = (uuid: string): EslCommand => api(`uuid_answer ${uuid}`);

export const hangupCommand = (uuid: string, name: string): EslCommand =>
  api(`uuid_kill ${uuid} ${name}`);

/** Out of whatever it is in. Unlike a transfer it may be done any number of times. */
export const parkCommand = (uuid: string): EslCommand => api(`uuid_park ${uuid}`);

export const bridgeCommand = (uuid: string, otherUuid: string): EslCommand =>
  api(`uuid_bridge ${uuid} ${otherUuid}`);

/** The conference that a bridge of three becomes. */
export const conferenceOf = (bridgeId: string): string => `leitstand-${bridgeId}`;

export interface ConferencePlace {
  readonly name: string;
  readonly profile: string;
  readonly mute: boolean;
  /** The other leg of its pair comes along. */
  readonly both: boolean;
}

export function conferenceCommand(
  uuid: string,
  { name, profile, mute, both }: ConferencePlace,
): EslCommand {
  const flags = mute ? '+flags{mute}' : '';
  const place = `conference:${name}@${profile}${flags},park`;
  return api(`uuid_transfer ${uuid} ${both ? '-both ' : ''}${place} inline`);
}

/** Drops what a member says, or no longer. */
export const muteCommand = (name: string, memberId: string, muted: boolean): EslCommand =>
  api(`conference ${name} ${muted ? 'mute' : 'unmute'} ${memberId}`);

/** Whether the second member hears the first one; who is not related does. */
export const relateCommand = (
  name: string,
  [memberId, otherId]: readonly [string, string],
  relation: 'nospeak' | 'clear',
): EslCommand => api(`conference ${name} relate ${memberId} ${otherId} ${relation}`);

/** Back to the dialplan, to what it does for callers whom no engine takes. */
export const fallbackCommand = (uuid: string, extension: string): EslCommand =>
  api(`uuid_transfer ${uuid} ${extension}`);

/** Ends what plays, and what waits behind it. */
export const breakCommand = (uuid: string): EslCommand => api(`uuid_break ${uuid} all`);

export function setVariablesCommand(
  uuid: string,
  variables: Readonly<Record<string, string>>,
): EslCommand {
  const list = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return api(`uuid_setvar_multi ${uuid} ${list.join(';')}`);
}

/** Takes back what the dialplan has planned for a caller whom no engine takes. */
export const unscheduleCommand = (uuid: string): EslCommand => api(`sched_del ${uuid}`);

export const recordCommand = (uuid: string, file: string, seconds: number): EslCommand =>
  api(`uuid_record ${uuid} start ${file} ${seconds}`);

/** Masked it is silent and goes on; `pause` would make it shorter than the call. */
export const maskRecordCommand = (uuid: string, file: string, masked: boolean): EslCommand =>
  api(`uuid_record ${uuid} ${masked ? 'mask' : 'unmask'} ${file}`);

export const stopRecordCommand = (uuid: string, file: string): EslCommand =>
  api(`uuid_record ${uuid} stop ${file}`);

/** Runs an application in the thread of the channel, which has to be parked. */
export function executeCommand(
  uuid: string,
  { app, arg, id }: { readonly app: string; readonly arg: string; readonly id: string },
): EslCommand {
  return {
    line: `sendmsg ${uuid}`,
    headers: {
      'call-command': 'execute',
      'execute-app-name': app,
      'execute-app-arg': arg,
      'event-uuid': id,
    },
  };
}

/** `digits`: those that stop it; the switch does that by itself. */
export const playCommand = (
  uuid: string,
  { mediaId, file, digits }: { mediaId: string; file: string; digits: string },
): EslCommand =>
  executeCommand(uuid, {
    app: 'playback',
    arg: `%[playback_terminators=${digits}]${file}`,
    id: mediaId,
  });

export const existsCommand = (uuid: string): EslCommand => api(`uuid_exists ${uuid}`);

export const dumpCommand = (uuid: string): EslCommand => api(`uuid_dump ${uuid} json`);

export const channelsCommand: EslCommand = api('show channels as json');

/** Says how many sessions there are now, unlike the list, which is late. */
export const statusCommand: EslCommand = api('status');

export const registrationsCommand: EslCommand = api('show registrations as json');

export const usersCommand: EslCommand = api('list_users');

export const gatewaysCommand: EslCommand = api('sofia xmlstatus gateway');

export const versionCommand: EslCommand = api('version');

export const getGlobalCommand = (name: string): EslCommand => api(`global_getvar ${name}`);

export const setGlobalCommand = (name: string, value: string): EslCommand =>
  api(`global_setvar ${name}=${value}`);

/** How the switch says a number, as a list of sounds. */
export const sayStringCommand = (language: string, number: string, format = 'wav'): EslCommand =>
  api(`say_string ${language}.${format} ${language} number pronounced ${number}`);

/** Tells all who listen on this switch. */
export const customEventCommand = (
  subclass: string,
  fields: Readonly<Record<string, string>>,
): EslCommand => ({
  line: 'sendevent CUSTOM',
  headers: { 'Event-Subclass': subclass, ...fields },
});
