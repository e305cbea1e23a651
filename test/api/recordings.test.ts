import { SOUND } from './fake-recordings';
import { call, Office, record } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
  office.cdrs.records = [record()];
  office.recordings.add(office.cdrs.records);
  office.engine.callViews = [call()];
});

afterEach(() => office.api.close());

describe('the sound of a recording', () => {
  it('is given out byte for byte, and who asked is in the journal', async () => {
    const response = await office.get('/v1/recordings/recording-1/sound', 'client').expect(200);
    expect(response.body.toString()).toBe(SOUND);
    expect(response.headers).toMatchObject({
      'content-type': 'audio/wav',
      'content-disposition': 'attachment; filename="recording-1.wav"',
      'content-length': `${SOUND.length}`,
    });
    expect(office.engine.submitted).toMatchObject([
      {
        body: { type: 'recording.fetched', recordingId: 'recording-1', callId: 'call-1' },
        cause: { actor: 'token:client' },
      },
    ]);
  });

  it('is not given out where it cannot be written down who asked', async () => {
    office.engine.failure = new Error('the journal is full');
    const { body } = await office.get('/v1/recordings/recording-1/sound', 'operator').expect(500);
    expect(JSON.stringify(body)).not.toContain(SOUND);
  });

  it('is a 404 where the file is gone, and then nobody was given anything', async () => {
    office.recordings.files.clear();
    const { body } = await office.get('/v1/recordings/recording-1/sound', 'operator').expect(404);
    expect(body.code).toBe('RECORDING_FILE_MISSING');
    expect(office.engine.submitted).toEqual([]);
  });
});

describe('verification', () => {
  const verify = () => office.post('/v1/recordings/recording-1/verify', 'client').expect(200);

  it('finds the file that was sealed', async () => {
    expect((await verify()).body).toMatchObject({ intact: true, sizeBytes: SOUND.length });
  });

  it('finds a file that was changed', async () => {
    office.recordings.files.set('recording-1.wav', `${SOUND}!`);
    const { body } = await verify();
    expect(body.intact).toBe(false);
    expect(body.sha256).not.toBe(body.sealedSha256);
  });
});

describe('control of a recording', () => {
  it('passes on what the caller told the agent', async () => {
    await office.post('/v1/calls/live-1/record/start?consent=spoken', 'agent').expect(202);
    expect(office.engine.submitted).toMatchObject([
      { body: { type: 'call.record-start-requested', callId: 'live-1', consent: 'spoken' } },
    ]);
  });

  it('tells why a caller may not be recorded', async () => {
    const refusal = { code: 'CONSENT_MISSING', detail: 'the caller did not agree' };
    office.engine.facts = [{ type: 'request.refused', refusal }];
    const { body } = await office.post('/v1/calls/live-1/record/start', 'agent').expect(409);
    expect(body).toMatchObject({ code: 'CONSENT_MISSING', detail: 'the caller did not agree' });
  });
});

it('a provider asks for its own recordings only', async () => {
  await office.get('/v1/recordings', 'provider').expect(200);
  expect(office.recordings.asked).toEqual([{ providerIds: ['baltic-voice'] }]);
  await office.get('/v1/recordings?provider=rheinruf', 'provider').expect(403);
});
