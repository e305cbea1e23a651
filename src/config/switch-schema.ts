import { z } from 'zod';
import { idText, portNumber, setting } from './setting';

const switchId = setting(idText, {
  description: 'names the switch in the centre file, in records and in metrics',
});

const freePort = (description: string) =>
  setting(z.int().min(0).max(65_535).default(0), { description: `${description}; 0: a free one` });

const ari = z.strictObject({
  url: setting(z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8088/ari'), {
    description: "Asterisk's REST interface",
  }),
  user: setting(z.string().min(1), { description: 'as in ari.conf' }),
  password: setting(z.string().min(1), {
    description: 'as in ari.conf',
    secret: true,
    env: 'LEITSTAND_SWITCH_<SWITCHID>_ARI_PASSWORD',
  }),
  app: setting(idText.default('leitstand'), {
    description: 'the Stasis application; no two engines may share one',
  }),
  link: setting(z.enum(['websocket', 'http', 'ari-client']).default('websocket'), {
    description:
      'how requests travel: over the WebSocket, by HTTP (older Asterisk), or by that library',
  }),
});

const ami = z.strictObject({
  host: setting(z.string().min(1).default('127.0.0.1'), { description: 'where AMI listens' }),
  port: setting(portNumber.default(5038), { description: 'where AMI listens' }),
  user: setting(z.string().min(1), { description: 'as in manager.conf' }),
  password: setting(z.string().min(1), {
    description: 'as in manager.conf',
    secret: true,
    env: 'LEITSTAND_SWITCH_<SWITCHID>_AMI_PASSWORD',
  }),
  link: setting(z.enum(['net', 'asterisk-manager']).default('net'), {
    description: 'our own link, or that library',
  }),
});

const asterisk = z.strictObject({
  switchId,
  kind: setting(z.literal('asterisk'), { description: 'an Asterisk that runs elsewhere' }),
  ari,
  ami: ami.optional(),
  recordingFolder: setting(z.string().min(1).optional(), {
    description: "where this daemon sees Asterisk's recording folder; absent: asks it over ARI",
  }),
  witnessFile: setting(z.string().min(1).optional(), {
    description:
      'the file that dialplan/cel_custom.conf writes; read after an outage: how calls ended',
  }),
});

const embedded = z.strictObject({
  switchId,
  kind: setting(z.literal('embedded'), {
    description: 'a real Asterisk under one folder, installed and run by the daemon',
  }),
  folder: setting(z.string().min(1).optional(), {
    description: 'where it is installed; default: the cache folder of the user',
  }),
  devices: z
    .array(
      z.strictObject({
        device: setting(idText, { description: 'user name of the phone' }),
        password: setting(z.string().min(1).optional(), {
          description: 'of the phone; made up and kept in dataDir when absent',
          secret: true,
        }),
      }),
    )
    .default([]),
  trunks: z
    .array(
      z.strictObject({
        trunk: setting(idText, { description: 'name of the trunk' }),
        host: setting(z.string().min(1), { description: 'address of the carrier' }),
        port: setting(portNumber.default(5060), { description: 'SIP port of the carrier' }),
      }),
    )
    .default([]),
  tieLines: z
    .array(
      z.strictObject({
        trunk: setting(idText, { description: 'name of the other switch here' }),
        host: setting(z.string().min(1), { description: 'address of the other switch' }),
        port: setting(portNumber.default(5060), { description: 'SIP port of the other switch' }),
        ownName: setting(idText, { description: 'name of this switch there' }),
        password: setting(z.string().min(1), {
          description: 'the same on both switches',
          secret: true,
        }),
      }),
    )
    .default([]),
  ports: z
    .strictObject({
      sip: freePort('SIP over UDP'),
      http: freePort('ARI'),
      ami: freePort('AMI'),
      rtpFirst: setting(portNumber.default(16_384), { description: 'first RTP port' }),
      rtpLast: setting(portNumber.default(18_383), { description: 'last RTP port' }),
    })
    .prefault({}),
  fallbackNumber: setting(
    z
      .string()
      .regex(/^\+?[0-9]{1,20}$/)
      .optional(),
    {
      description: 'called when the daemon is away for a minute; absent: the caller is let go',
    },
  ),
});

const simulated = z.strictObject({
  switchId,
  kind: setting(z.literal('simulated'), { description: 'no telephony: callers of software' }),
  seed: setting(z.int().min(0).default(1), { description: 'the same seed, the same day' }),
  callsPerHour: setting(z.int().min(0).max(360_000).default(0), {
    description: 'callers who call every number of the centre by themselves; 0: nobody calls',
  }),
});

const ownName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'letters, digits, dashes, underscores only');

/** A folder of the switch's own machine; a blank or a sign of its own would end a command. */
const switchFolder = z
  .string()
  .regex(/^\/[A-Za-z0-9._/-]+$/, 'a whole path, of letters, digits, dots, dashes, underscores');

const freeswitch = z.strictObject({
  switchId,
  kind: setting(z.literal('freeswitch'), { description: 'a FreeSWITCH that runs elsewhere' }),
  esl: z.strictObject({
    host: setting(z.string().min(1).default('127.0.0.1'), {
      description: 'where the event socket listens',
    }),
    port: setting(portNumber.default(8021), { description: 'where the event socket listens' }),
    password: setting(
      z
        .string()
        .min(1)
        .regex(/^[^\r\n]*$/),
      {
        description: 'as in event_socket.conf.xml',
        secret: true,
        env: 'LEITSTAND_SWITCH_<SWITCHID>_ESL_PASSWORD',
      },
    ),
    link: setting(z.enum(['net', 'modesl']).default('net'), {
      description: 'our own link, or that library',
    }),
  }),
  app: setting(ownName.default('leitstand'), {
    description: 'as leitstand_app in vars.leitstand.xml; no two engines may share one',
  }),
  domain: setting(z.string().min(1).optional(), {
    description: "of the devices; default: the switch's own variable domain",
  }),
  soundFolder: setting(switchFolder.optional(), {
    description: "on the switch's machine; default: its variable sound_prefix",
  }),
  soundFormat: setting(z.enum(['wav', 'gsm', 'ul', 'al', 'mp3']).default('wav'), {
    description: 'of sounds that are named without an ending',
  }),
  recordingFolder: setting(switchFolder.optional(), {
    description: "on the switch's machine; default: its variable recordings_dir",
  }),
  recordingMount: setting(z.string().min(1).optional(), {
    description: 'where this daemon sees that folder; absent: at the same path',
  }),
  language: setting(z.enum(['en', 'de']).default('en'), {
    description: 'in which the switch says numbers; mod_say_en or mod_say_de has to be loaded',
  }),
  conferenceProfile: setting(ownName.default('leitstand'), {
    description: 'in conference.conf.xml, for bridges of more than two',
  }),
  fallbackExtension: setting(ownName.default('leitstand-fallback'), {
    description: 'in the dialplan, for callers whom the engine cannot take',
  }),
  witnessFile: setting(z.string().min(1).optional(), {
    description: 'the Master.csv that mod_cdr_csv writes; read after an outage: how calls ended',
  }),
});

/** One switch that this engine drives. */
export const switchSchema = z.discriminatedUnion('kind', [
  asterisk,
  embedded,
  freeswitch,
  simulated,
]);
