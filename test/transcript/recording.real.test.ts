import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SUBSCRIPTION } from '../../src/driver/freeswitch/subscription';
import { type FreeSwitchPlace, placeOf } from '../conformance/freeswitch-place';
import { PhoneBank } from '../switch/phone-bank';
import { conferenceScenes, pairScenes } from './bridge-scenes';
import { inboundScenes, outboundScenes, placeScenes } from './call-scenes';
import { accessDenied, connectionScenes, shutdownScenes, wrongPassword } from './connection-scenes';
import { mediaScenes, outboundMediaScenes } from './media-scenes';
import { machineScenes, recordScenes, redirectScenes } from './record-scenes';
import type { Recorder } from './recorder';
import { channelScenes, switchScenes } from './state-scenes';
import { pauseScenes, supervisionScenes } from './supervision-scenes';
import { Take } from './take';

/** Where to write the transcripts anew; unset: nothing is recorded. */
const FOLDER = process.env['LEITSTAND_RECORD'] ?? '';
/** Where that FreeSWITCH keeps its files, and what stands for it in the transcripts. */
const RUN_FOLDER = process.env['LEITSTAND_RECORD_RUN'] ?? '';
const DISGUISE = '/srv/voice-of-the-switch-in-a-transcript';

const SCENES: Readonly<Record<string, (take: Take) => Promise<void>>> = {
  inbound: inboundScenes,
  outbound: outboundScenes,
  place: placeScenes,
  media: mediaScenes,
  'outbound-media': outboundMediaScenes,
  pair: pairScenes,
  conference: conferenceScenes,
  supervision: supervisionScenes,
  record: recordScenes,
  pause: pauseScenes,
  redirect: redirectScenes,
  machine: machineScenes,
  switch: switchScenes,
  channels: channelScenes,
  connection: connectionScenes,
  shutdown: shutdownScenes,
};

const BESIDE: Readonly<Record<string, (port: number) => Promise<Recorder>>> = {
  'wrong-password': wrongPassword,
  'access-denied': accessDenied,
};

const disguise = new Map([[RUN_FOLDER, DISGUISE.slice(0, RUN_FOLDER.length)]]);
const file = (name: string): string => join(FOLDER, `${name}.dialog.txt`);

async function takeOf(place: FreeSwitchPlace, phones: PhoneBank): Promise<Take> {
  return Take.begin(phones, {
    port: place.eslPort,
    password: place.password,
    subscription: SUBSCRIPTION,
    devicePassword: 'loopback',
    sounds: join(RUN_FOLDER, 'sounds'),
    recordings: join(RUN_FOLDER, 'recordings'),
  });
}

if (FOLDER === '') {
  it('records nothing: LEITSTAND_RECORD names no folder (test/transcript/README.md)', () => {
    expect(FOLDER).toBe('');
  });
} else {
  jest.setTimeout(600_000);
  const place = placeOf(process.env);
  if (!place) throw new Error('name the FreeSWITCH in LEITSTAND_TEST_ESL');
  mkdirSync(FOLDER, { recursive: true });

  // One for all: a second bank would use the Call-IDs of the first one again.
  let phones: PhoneBank | undefined;
  beforeAll(async () => {
    phones = await PhoneBank.start(place.sipPort, place.phonesPort);
  });
  afterAll(() => phones?.close());

  it.each(Object.keys(SCENES))('records %s', async (name) => {
    if (!phones) throw new Error('there are no phones');
    const take = await takeOf(place, phones);
    try {
      await SCENES[name]?.(take);
    } finally {
      take.end(file(name), disguise);
    }
  });

  it.each(Object.keys(BESIDE))('records %s', async (name) => {
    (await BESIDE[name]?.(place.eslPort))?.save(file(name), disguise);
  });
}
