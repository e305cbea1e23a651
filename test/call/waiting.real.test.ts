import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callbackNodes } from '../../src/config/centre/callback-entry';
import type { Centre } from '../../src/core/centre';
import { AsteriskRig, CARRIER } from '../switch/asterisk-rig';
import { loudness, SAMPLE_RATE, sine, toneShare } from '../switch/tone';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

jest.setTimeout(120_000);

const NUMBER = '493012300';
const MUSIC_HZ = 350;
const MESSAGE_HZ = 700;

/** A queue that speaks, and calls back over the trunk. */
function centre(): Centre {
  const plain = realCentre([{ id: 'anna', switchId: 'main' }]);
  const [flow] = plain.flows;
  const support = flow?.nodes['support'];
  if (!flow || support?.type !== 'queue') throw new Error('the centre has no queue');
  const nodes = {
    ...flow.nodes,
    support: { ...support, keys: { '7': 'back', '9': 'mailbox' } },
    mailbox: {
      type: 'voicemail' as const,
      media: ['sound:leitstand/voicemail', 'sound:leitstand/beep'],
      lengthMaxMs: 60_000,
      next: 'thanks',
    },
    thanks: { type: 'play' as const, media: ['sound:leitstand/voicemail-thanks'], next: 'bye' },
    ...callbackNodes(
      'back',
      { type: 'callback', place: 'support', next: 'bye', onFailed: 'bye' },
      'support',
    ),
  };
  return {
    ...plain,
    queues: plain.queues.map((queue) => ({
      ...queue,
      waiting: {
        announce: { firstMs: 6_000, everyMs: 60_000, position: true },
        comfort: { firstMs: 1_500, everyMs: 60_000, messages: [['sound:test/message']] },
      },
      callback: {
        trunk: CARRIER,
        allow: ['49'],
        deny: [],
        attemptsMax: 3,
        retryAfterMs: 1_000,
        ringTimeoutMs: 20_000,
        expireAfterMs: 600_000,
        pendingMax: 5,
      },
    })),
    flows: [{ ...flow, nodes }],
  };
}

let rig: AsteriskRig;
let engine: RealEngine;
let sounds: string;

beforeAll(async () => {
  sounds = mkdtempSync(join(tmpdir(), 'leitstand-sounds-'));
  mkdirSync(join(sounds, 'music'));
  // A whole number of periods, so that it loops without a seam.
  writeFileSync(join(sounds, 'music', 'tone.ulaw'), sine(MUSIC_HZ, 0, SAMPLE_RATE * 10));
  mkdirSync(join(sounds, 'de', 'test'), { recursive: true });
  const message = sine(MESSAGE_HZ, 0, SAMPLE_RATE * 3);
  writeFileSync(join(sounds, 'de', 'test', 'message.ulaw'), message);
  rig = await AsteriskRig.start({
    instance: 'main',
    devices: ['anna'],
    asterisk: { soundsDir: sounds },
  });
  engine = await RealEngine.start({ main: rig });
  await engine.ask({ type: 'centre.applied', centre: centre() });
  await rig.device('anna');
});

afterAll(async () => {
  await engine?.stop();
  await rig?.stop();
  rmSync(sounds, { recursive: true, force: true });
});

const atSupport = async (caller: string) => {
  const call = await rig.phones.dial(NUMBER, { caller });
  await call.answered();
  await call.voice.pressKeys('2');
  await engine.queued(caller);
  return call;
};

test('music, a message, music, the position, and the agent in the midst of it', async () => {
  const caller = await atSupport('493055511');
  await caller.voice.hears(MUSIC_HZ);
  await caller.voice.hears(MESSAGE_HZ);
  await caller.voice.hears(MUSIC_HZ);
  const second = await atSupport('493055512');
  await second.voice.hears(MESSAGE_HZ);
  await second.voice.hears(MUSIC_HZ);
  // "Ihre Position in der Warteschlange ist: zwei", and the music after it.
  await second.voice.hearsNoTone(MUSIC_HZ);
  await second.voice.hears(MUSIC_HZ);
  await engine.logIn('anna');
  const desk = await rig.phones.phoneOf('anna').nextCall();
  await desk.answer();
  desk.voice.sendTone(1300);
  await caller.voice.hears(1300);
  await second.hangUp();
  await caller.hangUp();
  expect((await engine.record('493055511')).result).toBe('connected');
  expect(engine.facts.filter((fact) => fact.type === 'media.failed')).toEqual([]);
  await engine.ask({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
});

test('the caller hangs up, is called back, presses the key, and talks with the agent', async () => {
  const ani = '493055521';
  const home = rig.phones.phone(ani);
  const caller = await atSupport(ani);
  await caller.voice.hears(MUSIC_HZ);
  await caller.voice.pressKeys('7');
  await engine.fact('ivr.entered', (b) => b.node === 'back/confirm');
  await caller.voice.pressKeys('1');
  const { contactId } = await engine.fact('callback.booked');
  await caller.ended();
  expect(await engine.record(ani)).toMatchObject({ result: 'callback', contactId });

  await engine.logIn('anna');
  const first = await home.nextCall();
  first.refuse(486);
  await engine.fact('callback.failed', (b) => b.outcome === 'busy');
  const again = await home.nextCall();
  await again.answer();
  await again.voice.hearsSomething();
  expect(rig.phones.phoneOf('anna').calls).toHaveLength(1);
  await again.voice.pressKeys('1');
  const desk = await rig.phones.phoneOf('anna').nextCall();
  await desk.answer();
  again.voice.sendTone(600);
  desk.voice.sendTone(1300);
  await Promise.all([desk.voice.hears(600), again.voice.hears(1300)]);
  await again.hangUp();
  const isServed = (r: { contactId: string; result: string }): boolean =>
    r.contactId === contactId && r.result === 'connected';
  const { record } = await engine.fact('record.completed', (b) => isServed(b.record));
  expect(record).toMatchObject({ direction: 'outbound', dnis: ani, ani: NUMBER, agentId: 'anna' });
  expect(record.segments.map((s) => s.kind)).toEqual(['dial', 'ivr', 'queue', 'talk']);
});

/** Whether the tone is somewhere in this file (16 bit, behind its head), as it grows. */
function isInFile(path: string, hz: number): boolean {
  const bytes = readFileSync(path).subarray(44);
  const all = Array.from({ length: bytes.length >> 1 }, (_, n) => bytes.readInt16LE(n * 2));
  const window = SAMPLE_RATE / 10;
  return Array.from({ length: Math.floor(all.length / window) }, (_, n) =>
    all.slice(n * window, (n + 1) * window),
  ).some((part) => loudness(part) > 500 && toneShare(part, hz) > 0.2);
}

test('a key leads to the mailbox, whose file has what the caller said', async () => {
  const ani = '493055531';
  await engine.ask({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
  const caller = await atSupport(ani);
  await caller.voice.hears(MUSIC_HZ);
  await caller.voice.pressKeys('9');
  const { recordingId } = await engine.fact('recording.started', (b) => b.purpose === 'voicemail');
  const path = join(rig.asterisk.recordingFolder, `${recordingId}.wav`);
  caller.voice.sendTone(950);
  while (!isInFile(path, 950)) await new Promise((resolve) => setTimeout(resolve, 50));
  caller.voice.stopTone();
  await caller.voice.pressKeys('#');
  await caller.voice.hearsSomething();
  expect(await caller.ended()).toMatchObject({ by: 'far' });
  expect(await engine.fact('voicemail.left')).toMatchObject({ recordingId, queueId: 'support' });
  expect((await engine.record(ani)).result).toBe('voicemail');
  expect(isInFile(path, MUSIC_HZ)).toBe(false);
});
