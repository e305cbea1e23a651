import { z } from 'zod';
import { idText, setting } from './setting';

const anchorId = setting(idText, { description: 'names the anchor in receipts and alarms' });

const url = z.url({ protocol: /^https?$/ });

const token = setting(z.string().min(1).optional(), {
  description: 'sent as a bearer token',
  secret: true,
});

const folder = z.strictObject({
  anchorId,
  kind: setting(z.literal('folder'), { description: 'a folder or mount that others keep' }),
  folder: setting(z.string().min(1), { description: 'a file for each checkpoint, by log' }),
});

const http = z.strictObject({
  anchorId,
  kind: setting(z.literal('http'), { description: "the client's own endpoint" }),
  url: setting(url, { description: 'the note is posted there as text; its answer is kept' }),
  token,
});

const timeStamp = z.strictObject({
  anchorId,
  kind: setting(z.literal('rfc3161'), { description: 'a time-stamping authority' }),
  url: setting(url, { description: 'of the authority, RFC 3161 over HTTP' }),
  token,
});

/** Where checkpoints go that the operator of this machine is not to change afterwards. */
export const anchorSchema = z.discriminatedUnion('kind', [folder, http, timeStamp]);

export type AnchorConfig = z.output<typeof anchorSchema>;
