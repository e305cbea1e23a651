import { z } from 'zod';
import type { RecordRequested } from '../../core/input';
import type { RecordingFilter, Role, StoredRecording } from '../../port/stores';
import { visibleCall } from '../call-control';
import { instant } from '../instant';
import { Problem } from '../problem';
import { recordingSupplement } from '../recording-schema';
import { type Desk, EVERYONE, INSIDERS, type Route, route } from '../route';
import { narrowRecordings, seesRecording, type Viewer } from '../scope';
import { submit } from '../submission';
import { callView, idParameter, named } from '../view-schema';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1000;

const listed = named(
  'Recording',
  recordingSupplement.omit({ kind: true }).extend({
    callId: z.string(),
    clientId: z.string(),
    offeredAt: z.int().describe('of the call'),
  }),
);

const shown = ({ record, recording }: StoredRecording) => {
  const { kind: _kind, ...rest } = recording;
  const { callId, clientId, offeredAt } = record;
  return { ...rest, callId, clientId, offeredAt };
};

const listQuery = z.strictObject({
  from: instant.optional().describe('call offered at or after; ISO 8601 or ms'),
  to: instant.optional().describe('call offered before; ISO 8601 or ms'),
  call: idParameter.optional(),
  agent: idParameter.optional(),
  client: idParameter.optional(),
  provider: idParameter.optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a whole number from 1 to 1000')
    .transform(Number)
    .refine((value) => value <= LIMIT_MAX, 'a whole number from 1 to 1000')
    .optional()
    .describe(`1 to ${LIMIT_MAX}, default ${LIMIT_DEFAULT}`),
});

const listRecordings = route({
  method: 'get',
  path: '/v1/recordings',
  operationId: 'listRecordings',
  summary: 'Recordings with what proves their files, those of the newest calls first',
  roles: EVERYONE,
  querySchema: listQuery,
  success: {
    status: 200,
    description: 'recordings that the token may see',
    schema: z.object({ recordings: z.array(listed) }),
  },
  async handle({ viewer, query }, { recordings }) {
    const filter = narrowRecordings(viewer, filterOf(query));
    const found = await recordings.list(filter, query.limit ?? LIMIT_DEFAULT);
    return {
      body: { recordings: found.filter((one) => seesRecording(viewer, one)).map(shown) },
    };
  },
});

const filterOf = (query: z.output<typeof listQuery>): RecordingFilter => ({
  ...(query.from !== undefined && { from: query.from }),
  ...(query.to !== undefined && { to: query.to }),
  ...(query.call !== undefined && { callId: query.call }),
  ...(query.agent !== undefined && { agentId: query.agent }),
  ...(query.client !== undefined && { clientIds: [query.client] }),
  ...(query.provider !== undefined && { providerIds: [query.provider] }),
});

const recordingPath = z.object({ recordingId: idParameter });

const getRecording = route({
  method: 'get',
  path: '/v1/recordings/{recordingId}',
  operationId: 'getRecording',
  summary: 'One recording: its times, pauses, consent, size and SHA-256',
  roles: EVERYONE,
  pathSchema: recordingPath,
  success: { status: 200, description: 'the recording', schema: listed },
  handle: async ({ viewer, path }, desk) => ({
    body: shown(await visible(viewer, desk, path.recordingId)),
  }),
});

/** What was said belongs to the client and to those who run the centre. */
const SOUND_ROLES: readonly Role[] = [...INSIDERS, 'client'];

const getSound = route({
  method: 'get',
  path: '/v1/recordings/{recordingId}/sound',
  operationId: 'getRecordingSound',
  summary: 'The file of a recording; who is given it is a fact',
  roles: SOUND_ROLES,
  pathSchema: recordingPath,
  success: { status: 200, description: 'the file', contentType: 'audio/wav' },
  async handle({ viewer, path, response }, desk) {
    const { recording, record } = await visible(viewer, desk, path.recordingId);
    const { recordingId, switchId, file } = recording;
    if (file === undefined || recording.missing) {
      throw new Problem(404, 'RECORDING_FILE_MISSING', 'this recording has no file');
    }
    const bytes = await desk.recordingFiles.open(switchId, file);
    const { callId, clientId } = record;
    // In the journal before the first byte leaves.
    await submit(desk.engine, viewer, { type: 'recording.fetched', recordingId, callId, clientId });
    response.status(200).type('audio/wav');
    response.set('Content-Disposition', `attachment; filename="${recordingId}.wav"`);
    if (recording.sizeBytes !== undefined) response.set('Content-Length', `${recording.sizeBytes}`);
    for await (const piece of bytes) {
      if (response.destroyed) break;
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
    return 'sent' as const;
  },
});

const verification = z.object({
  recordingId: z.string(),
  /** Whether size and hash of the file are those in the record. */
  intact: z.boolean(),
  sha256: z.string().describe('of the file as it is now'),
  sealedSha256: z.string().describe('as it stands in the record'),
  sizeBytes: z.int(),
});

const verify = route({
  method: 'post',
  path: '/v1/recordings/{recordingId}/verify',
  operationId: 'verifyRecording',
  summary: 'Read the file again and compare its SHA-256 with the one in the record',
  roles: SOUND_ROLES,
  pathSchema: recordingPath,
  success: { status: 200, description: 'what was found', schema: verification },
  async handle({ viewer, path }, desk) {
    const { recording } = await visible(viewer, desk, path.recordingId);
    const { recordingId, switchId, file, sha256: sealedSha256 } = recording;
    if (file === undefined || sealedSha256 === undefined) {
      throw new Problem(409, 'RECORDING_NOT_SEALED', 'this recording has no hash to compare with');
    }
    const { sha256, sizeBytes } = await desk.digest(await desk.recordingFiles.open(switchId, file));
    const intact = sha256 === sealedSha256 && sizeBytes === recording.sizeBytes;
    return { body: { recordingId, intact, sha256, sealedSha256, sizeBytes } };
  },
});

async function visible(viewer: Viewer, desk: Desk, recordingId: string): Promise<StoredRecording> {
  const found = await desk.recordings.find(recordingId);
  if (found && seesRecording(viewer, found)) return found;
  throw new Problem(404, 'RECORDING_NOT_FOUND', 'there is no such recording', {
    remedy: 'one that still runs, or whose file is being read, is not listed yet',
  });
}

const VERBS = {
  start: 'Record the conversation',
  pause: 'Record silence from now on, for a card number',
  resume: 'Record what is said again',
  stop: 'End the recording of the conversation',
} as const;

const startQuery = z.strictObject({
  consent: z
    .literal('spoken')
    .optional()
    .describe('the caller has told the agent that it may be recorded'),
});

const plainQuery = z.strictObject({ consent: z.undefined().optional() });

const control = (verb: keyof typeof VERBS): Route =>
  route({
    method: 'post',
    path: `/v1/calls/{callId}/record/${verb}`,
    operationId: `${verb}CallRecording`,
    summary: VERBS[verb],
    roles: [...INSIDERS, 'agent'],
    pathSchema: z.object({ callId: idParameter }),
    querySchema: verb === 'start' ? startQuery : plainQuery,
    success: {
      status: 202,
      description: 'the switch was asked; `recording` of the call tells the outcome',
      schema: callView,
    },
    async handle({ viewer, path: { callId }, query: { consent } }, { engine }) {
      visibleCall(viewer, engine, callId);
      await submit(engine, viewer, requestOf(verb, callId, consent));
      return { status: 202, body: visibleCall(viewer, engine, callId) };
    },
  });

const requestOf = (
  verb: keyof typeof VERBS,
  callId: string,
  consent: 'spoken' | undefined,
): RecordRequested =>
  verb === 'start'
    ? { type: 'call.record-start-requested', callId, ...(consent && { consent }) }
    : { type: `call.record-${verb}-requested`, callId };

export const recordingRoutes: readonly Route[] = [
  listRecordings,
  getRecording,
  getSound,
  verify,
  control('start'),
  control('pause'),
  control('resume'),
  control('stop'),
];
