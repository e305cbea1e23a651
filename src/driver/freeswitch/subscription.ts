import type { EslCommand } from './esl-link';

/** Another engine has taken this switch; see engine-fence.ts. */
export const TAKEN_SUBCLASS = 'leitstand::taken';

const EVENTS = [
  'BACKGROUND_JOB',
  'CHANNEL_CREATE',
  'CHANNEL_PROGRESS',
  'CHANNEL_PROGRESS_MEDIA',
  'CHANNEL_ANSWER',
  'CHANNEL_PARK',
  'CHANNEL_UNPARK',
  'CHANNEL_BRIDGE',
  'CHANNEL_UNBRIDGE',
  'CHANNEL_EXECUTE',
  'CHANNEL_EXECUTE_COMPLETE',
  'CHANNEL_HANGUP_COMPLETE',
  'CHANNEL_DESTROY',
  'PLAYBACK_START',
  'DTMF',
  'RECORD_START',
  'RECORD_STOP',
] as const;

const SUBCLASSES = [
  'sofia::register',
  'sofia::unregister',
  'sofia::expire',
  'sofia::gateway_state',
  'conference::maintenance',
  'filestring::fail',
  TAKEN_SUBCLASS,
] as const;

/** Only what is read; each event of a channel has 4 to 8 KB. */
export const SUBSCRIPTION = `event json ${EVENTS.join(' ')} CUSTOM ${SUBCLASSES.join(' ')}`;

/** The global variable that holds the token of the engine whose switch this is. */
export const fenceVariable = (app: string): string => `leitstand_epoch_${app}`;

/** Keeps watch on the link, and on the fence in one. */
export const probeOf = (app: string): EslCommand => ({
  line: `api global_getvar ${fenceVariable(app)}`,
});
