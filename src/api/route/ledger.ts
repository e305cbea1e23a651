import type { Response } from 'express';
import { z } from 'zod';
import type { Role, Token } from '../../port/stores';
import { Problem } from '../problem';
import { type Desk, type Route, route } from '../route';
import { idParameter, named, timestamp } from '../view-schema';

/** A log is its client's own, and that of those who run the centre. */
const LEDGER_ROLES: readonly Role[] = ['operator', 'client'];

const CHECKPOINTS_MAX = 1000;

const logPath = z.object({ log: idParameter.describe('a client, or `operations`') });

const whole = z
  .string()
  .regex(/^\d{1,15}$/, 'a whole number')
  .transform(Number);

/** The log of the path, once the token may see it and it is there. Throws LOG_UNKNOWN. */
async function seen(viewer: Token, { ledger }: Desk, log: string) {
  const own = viewer.role === 'operator' || viewer.clientId === log;
  const found = own ? await ledger.logs(log) : [];
  const [only] = found.filter((one) => one.log === log);
  if (only) return only;
  throw new Problem(404, 'LOG_UNKNOWN', 'there is no such log', {
    remedy: 'GET /v1/ledger lists those that the token may see; a log begins with its first entry',
  });
}

const logView = named(
  'Log',
  z.object({
    log: z.string(),
    origin: z.string().describe('the first line of its checkpoints, and the name of its keys'),
    size: z.int().describe('how many leaves it has'),
    checkpoint: z.object({ size: z.int(), at: timestamp }).optional().describe('the newest one'),
    keys: z.array(
      z.object({
        key: z.string().describe('a verifier key as C2SP signed-note writes it'),
        fromSize: z.int().describe('checkpoints of more leaves are signed by it'),
        signature: z.string().optional().describe('of the key before, for this one'),
      }),
    ),
  }),
);

const listLogs = route({
  method: 'get',
  path: '/v1/ledger',
  operationId: 'listLogs',
  summary: 'The logs of the ledger: size, newest checkpoint, keys',
  roles: LEDGER_ROLES,
  success: {
    status: 200,
    description: 'those that the token may see',
    schema: z.object({ logs: z.array(logView) }),
  },
  async handle({ viewer: { role, clientId } }, { ledger }) {
    if (role === 'operator') return { body: { logs: await ledger.logs() } };
    // A scoped token without its scope sees nothing; it must never see all.
    return { body: { logs: clientId === undefined ? [] : await ledger.logs(clientId) } };
  },
});

const getCheckpoint = route({
  method: 'get',
  path: '/v1/ledger/{log}/checkpoint',
  operationId: 'getCheckpoint',
  summary: 'A signed head of a log (C2SP tlog-checkpoint): the newest, or that of a size',
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  querySchema: z.strictObject({ size: whole.optional() }),
  success: { status: 200, description: 'the note', contentType: 'text/plain' },
  async handle({ viewer, path: { log }, query: { size } }, desk) {
    await seen(viewer, desk, log);
    const found = await desk.ledger.checkpoint(log, size);
    if (found) return { body: found.note, type: 'text/plain' };
    throw new Problem(404, 'CHECKPOINT_UNKNOWN', 'there is no checkpoint of this size', {
      remedy: 'GET /v1/ledger/{log}/checkpoints lists them; the first comes within a minute',
    });
  },
});

const listCheckpoints = route({
  method: 'get',
  path: '/v1/ledger/{log}/checkpoints',
  operationId: 'listCheckpoints',
  summary: 'Signed heads of a log, the smallest first',
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  querySchema: z.strictObject({
    from: whole.optional().describe('of more leaves than these'),
    to: whole.optional().describe('of at most so many'),
  }),
  success: {
    status: 200,
    description: `at most ${CHECKPOINTS_MAX}; ask on from the size of the last`,
    schema: z.object({
      checkpoints: z.array(z.object({ size: z.int(), at: timestamp, note: z.string() })),
    }),
  },
  async handle({ viewer, path: { log }, query }, desk) {
    const { size } = await seen(viewer, desk, log);
    const range = { from: query.from ?? 0, to: query.to ?? size };
    const found = await desk.ledger.checkpoints(log, range, CHECKPOINTS_MAX);
    return { body: { checkpoints: found.map(({ size, at, note }) => ({ size, at, note })) } };
  },
});

const getKeys = route({
  method: 'get',
  path: '/v1/ledger/{log}/keys',
  operationId: 'getLogKeys',
  summary:
    'The verifier keys of a log, the oldest first, each with the signature of the one before',
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  success: { status: 200, description: 'a line each', contentType: 'text/plain' },
  async handle({ viewer, path: { log } }, desk) {
    const { keys } = await seen(viewer, desk, log);
    const lines = keys.map(({ key, signature }) => (signature ? `${key} ${signature}` : key));
    return { body: lines.map((line) => `${line}\n`).join(''), type: 'text/plain' };
  },
});

const getEntries = route({
  method: 'get',
  path: '/v1/ledger/{log}/entries',
  operationId: 'getLogEntries',
  summary: "The leaves' data in order: a line is exactly what its leaf is the hash of",
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  querySchema: z.strictObject({
    from: whole.optional().describe('the first leaf, default 0'),
    to: whole.optional().describe('up to and without this one, default all that there are'),
  }),
  success: { status: 200, description: 'a stream', contentType: 'application/x-ndjson' },
  async handle({ viewer, path: { log }, query, response }, desk) {
    const { size } = await seen(viewer, desk, log);
    const { from: begin = 0, to: end = size } = query;
    checkRange(begin, end, size);
    response.status(200).type('application/x-ndjson');
    for await (const page of desk.ledger.entries(log, { begin, end })) {
      if (response.destroyed) break;
      const isTaken = response.write(page.map((line) => `${line}\n`).join(''));
      if (!isTaken) await drained(response);
    }
    response.end();
    return 'sent' as const;
  },
});

/** The reader has taken what waits, or is gone. */
const drained = (response: Response): Promise<void> =>
  new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });

const ANCHORS_MAX = 200;

const listAnchors = route({
  method: 'get',
  path: '/v1/ledger/{log}/anchors',
  operationId: 'listAnchors',
  summary: 'Which checkpoints others keep, and their receipts, newest first',
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  querySchema: z.strictObject({ size: whole.optional().describe('of this checkpoint alone') }),
  success: {
    status: 200,
    description: `at most ${ANCHORS_MAX}`,
    schema: z.object({
      anchors: z.array(
        z.object({
          size: z.int(),
          anchorId: z.string(),
          at: timestamp,
          receipt: z.string().optional().describe('base64: a TimeStampResp, or what was answered'),
        }),
      ),
    }),
  },
  async handle({ viewer, path: { log }, query: { size } }, desk) {
    await seen(viewer, desk, log);
    const wanted = { limit: ANCHORS_MAX, ...(size !== undefined && { size }) };
    const kept = await desk.anchors.receipts(log, wanted);
    return {
      body: {
        anchors: kept.map(({ receipt, ...one }) => ({
          ...one,
          ...(receipt && { receipt: receipt.toString('base64') }),
        })),
      },
    };
  },
});

const proof = z.object({ proof: z.array(z.string().describe('base64 of a SHA-256')) });

const proveInclusion = route({
  method: 'get',
  path: '/v1/ledger/{log}/proof/inclusion',
  operationId: 'proveInclusion',
  summary: 'That a leaf stands in the tree of a size (RFC 9162, section 2.1.3)',
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  querySchema: z.strictObject({ leaf: whole.describe('from 0'), size: whole }),
  success: { status: 200, description: 'from the leaf upwards', schema: proof },
  async handle({ viewer, path: { log }, query: { leaf, size } }, desk) {
    const { size: leaves } = await seen(viewer, desk, log);
    checkRange(leaf + 1, size, leaves);
    return { body: { proof: base64(await desk.ledger.inclusion(log, { index: leaf, size })) } };
  },
});

const proveConsistency = route({
  method: 'get',
  path: '/v1/ledger/{log}/proof/consistency',
  operationId: 'proveConsistency',
  summary: 'That the tree of a size begins with all of a smaller one (RFC 9162, section 2.1.4)',
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  querySchema: z.strictObject({ from: whole, to: whole }),
  success: { status: 200, description: 'the proof', schema: proof },
  async handle({ viewer, path: { log }, query: { from, to } }, desk) {
    const { size } = await seen(viewer, desk, log);
    checkRange(from, to, size);
    const growth = { firstSize: from, secondSize: to };
    return { body: { proof: base64(await desk.ledger.consistency(log, growth)) } };
  },
});

const getRange = route({
  method: 'get',
  path: '/v1/ledger/{log}/range',
  operationId: 'getLogRange',
  summary: 'The subtrees beside a range: with its leaves they make the root of the size',
  roles: LEDGER_ROLES,
  pathSchema: logPath,
  querySchema: z.strictObject({ from: whole, to: whole, size: whole }),
  success: {
    status: 200,
    description: 'hashes of the complete subtrees that make up [0, from) and [to, size)',
    schema: z.object({ left: z.array(z.string()), right: z.array(z.string()) }),
  },
  async handle({ viewer, path: { log }, query }, desk) {
    const { size } = await seen(viewer, desk, log);
    checkRange(query.from, query.to, size);
    checkRange(query.to, query.size, size);
    const { left, right } = await desk.ledger.range(log, query);
    return { body: { left: base64(left), right: base64(right) } };
  },
});

const base64 = (hashes: readonly Buffer[]): string[] =>
  hashes.map((hash) => hash.toString('base64'));

function checkRange(from: number, to: number, size: number): void {
  if (from <= to && to <= size) return;
  throw new Problem(422, 'LEDGER_RANGE', `this is not within the ${size} leaves of the log`, {
    remedy: 'GET /v1/ledger tells how many there are',
  });
}

const rotateKey = route({
  method: 'post',
  path: '/v1/ledger/rotate-key',
  operationId: 'rotateLedgerKey',
  summary: 'Make another signing key; an entry of each log says so, signed by the old key',
  roles: ['operator'],
  success: {
    status: 200,
    description: 'the logs that another key signs from now on',
    schema: z.object({ logs: z.array(z.string()) }),
  },
  handle: async (_asked, { rotateLedgerKey }) => ({ body: { logs: await rotateLedgerKey() } }),
});

export const ledgerRoutes: readonly Route[] = [
  listLogs,
  getCheckpoint,
  listCheckpoints,
  getKeys,
  getEntries,
  listAnchors,
  proveInclusion,
  proveConsistency,
  getRange,
  rotateKey,
];
