import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import type { Centre } from '../../src/core/centre';
import { digestOf } from '../../src/daemon/recording-digest';
import { SwitchRecordings } from '../../src/daemon/recording-files';
import type { RecordingSupplement } from '../../src/port/call-record';
import { AsteriskRig } from '../switch/asterisk-rig';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';
import { heard } from './recorded-tones';

jest.setTimeout(120_000);

const NUMBER = '493012300';

/** The line of real-centre, which asks before the queue, records, and asks how it was. */
function recordingCentre(): Centre {
  const agents = ['anna', 'ben'].map((id) => ({ id, switchId: 'main' }));
  const centre = realCentre(agents);
  const asked = { timeoutMs: 20_000, attemptsMax: 2, invalidMedia: [] };
  return {
    ...centre,
    queues: centre.queues.map((queue) => ({
      ...queue,
      recording: { mode: 'all', consent: 'ask', lengthMaxMs: 600_000, pauseOnHold: true },
      survey: { flowId: 'after', sharePercent: 100 },
    })),
    flows: [
      ...centre.flows.map((flow) => ({
        ...flow,
        nodes: {
          ...flow.nodes,
          answer: { type: 'answer' as const, next: 'consent' },
          consent: {
            type: 'consent' as const,
            mode: 'ask' as const,
            media: ['sound:leitstand/consent-ask'],
            next: 'sales',
            onRefused: 'sales',
            ...asked,
          },
        },
      })),
      {
        flowId: 'after',
        clientId: 'acme',
        start: 'rating',
        nodes: {
          rating: {
            type: 'survey',
            question: 'rating',
            media: ['sound:leitstand/survey-rating'],
            next: 'solved',
            ...asked,
          },
          solved: {
            type: 'survey',
            question: 'solved',
            media: ['sound:leitstand/survey-solved'],
            next: 'comment',
            ...asked,
          },
          comment: {
            type: 'comment',
            media: ['sound:leitstand/beep'],
            lengthMaxMs: 60_000,
            next: 'bye',
          },
          bye: { type: 'hangup', cause: 'normal' },
        },
      },
    ],
  };
}

let rig: AsteriskRig;
let engine: RealEngine;

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: ['anna', 'ben'] });
  engine = await RealEngine.start({ main: rig });
  engine.seal(files(), pino({ level: 'silent' }));
  await engine.ask({ type: 'centre.applied', centre: recordingCentre() });
});

afterAll(async () => {
  await engine?.stop();
  await rig?.stop();
});

const files = () =>
  new SwitchRecordings(new Map([['main', { kind: 'folder', path: rig.asterisk.recordingFolder }]]));

/** The caller calls, presses this key at the question, and talks with Ben. */
async function talk(ani: string, key: string) {
  const ben = rig.phones.phoneOf('ben');
  const caller = await rig.phones.dial(NUMBER, { caller: ani });
  await caller.answered();
  await caller.voice.hearsSomething();
  await caller.voice.pressKeys(key);
  const atDesk = await ben.nextCall();
  await atDesk.answer();
  const { callId } = await engine.fact('call.offered', (b) => b.ani === ani);
  await engine.fact('call.connected', (b) => b.callId === callId);
  return { caller, atDesk, callId };
}

/** What stands in the call's record about the recording with this purpose. */
async function proof(callId: string, purpose: 'talk' | 'comment'): Promise<RecordingSupplement> {
  const { supplement } = await engine.fact(
    'record.supplemented',
    ({ callId: id, supplement: one }) =>
      id === callId && one.kind === 'recording' && one.purpose === purpose,
  );
  return supplement as RecordingSupplement;
}

test('both sides, silence while paused, and the hash of the file in the record', async () => {
  await rig.device('ben');
  await engine.logIn('ben');
  const ani = '493055511';
  const { caller, atDesk, callId } = await talk(ani, '1');
  const { recordingId } = await engine.fact('recording.started', (b) => b.callId === callId);
  caller.voice.sendTone(600);
  atDesk.voice.sendTone(1300);
  await Promise.all([atDesk.voice.hears(600), caller.voice.hears(1300)]);

  await engine.ask({ type: 'call.record-pause-requested', callId });
  await engine.fact('recording.paused', (b) => b.recordingId === recordingId);
  caller.voice.sendTone(850);
  atDesk.voice.stopTone();
  await atDesk.voice.hears(850);
  caller.voice.stopTone();
  await atDesk.voice.hearsNothing();

  await engine.ask({ type: 'call.record-resume-requested', callId });
  await engine.fact('recording.resumed', (b) => b.recordingId === recordingId);
  caller.voice.sendTone(1700);
  await atDesk.voice.hears(1700);
  await caller.hangUp();

  const found = await proof(callId, 'talk');
  const path = join(rig.asterisk.recordingFolder, `${recordingId}.wav`);
  const [sha256] = execFileSync('sha256sum', [path], { encoding: 'utf8' }).split(' ');
  expect(found).toMatchObject({ recordingId, sha256, agentId: 'ben', providerId: 'house' });
  expect(found.sizeBytes).toBe(readFileSync(path).length);
  expect(found.consent).toMatchObject({
    given: true,
    how: 'key',
    key: '1',
    prompt: ['sound:de/leitstand/consent-ask'],
    node: 'consent',
  });
  expect(found.pauses).toHaveLength(1);
  const { tones, silent } = heard(path, [600, 850, 1300, 1700]);
  expect(tones).toEqual([600, 1300, 1700]);
  expect(silent).toBeGreaterThan(0);

  writeFileSync(path, readFileSync(path).subarray(1));
  const changed = await digestOf(await files().open('main', `${recordingId}.wav`));
  expect(changed.sha256).not.toBe(found.sha256);
});

test('who says no is served and leaves no file; who is asked how it was is heard', async () => {
  const ani = '493055512';
  const { caller, atDesk, callId } = await talk(ani, '2');
  const refused = await engine.fact('recording.refused', (b) => b.callId === callId);
  expect(refused.refusal.code).toBe('CONSENT_MISSING');
  await atDesk.hangUp();

  await engine.fact('survey.started', (b) => b.callId === callId);
  await engine.fact('agent.changed', (b) => b.agentId === 'ben' && b.state === 'wrap-up');
  await caller.voice.hearsSomething();
  await caller.voice.pressKeys('4');
  await engine.fact('survey.answered', (b) => b.callId === callId && b.question === 'rating');
  await caller.voice.pressKeys('1');
  const { recordingId } = await engine.fact(
    'recording.started',
    (b) => b.callId === callId && b.purpose === 'comment',
  );
  const path = join(rig.asterisk.recordingFolder, `${recordingId}.wav`);
  caller.voice.sendTone(700);
  while (!heard(path, [700]).tones.includes(700)) await wait(50);
  caller.voice.stopTone();
  await caller.voice.pressKeys('#');
  expect(await caller.ended()).toMatchObject({ by: 'far' });

  const { supplement } = await engine.fact(
    'record.supplemented',
    (b) => b.callId === callId && b.supplement.kind === 'survey',
  );
  const said = { rating: 4, solved: true, commentId: recordingId, agentId: 'ben' };
  expect(supplement).toMatchObject(said);
  expect((await engine.record(ani)).segments.at(-1)?.kind).toBe('survey');
  await proof(callId, 'comment');
  const begun = engine.facts.filter((b) => b.type === 'recording.started' && b.callId === callId);
  expect(begun).toHaveLength(1);
});
