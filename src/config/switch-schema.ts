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

/** One switch that this engine drives. */
export const switchSchema = z.discriminatedUnion('kind', [asterisk, embedded, simulated]);
