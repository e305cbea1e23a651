import { readFileSync } from 'node:fs';
import { AsteriskRig, CARRIER } from './asterisk-rig';
import type { PhoneCall } from './phone-call';
import { ANSWERS, BUSY, REJECTS } from './sip-phone';

jest.setTimeout(60_000);

/** The rig itself: what a test proves with these phones is worth no more than they are. */
let rig: AsteriskRig;

beforeAll(async () => {
  rig = await AsteriskRig.start({ devices: ['desk1', 'desk2'] });
});

afterAll(async () => {
  await rig?.stop();
});

const dialed = async (number: string): Promise<PhoneCall> => {
  const call = await rig.phones.dial(number);
  await call.answered();
  return call;
};

test('a caller hears the own tone come back, and nothing once it ends', async () => {
  const call = await dialed('echo');
  call.voice.sendTone(700);
  await call.voice.hears(700);
  call.voice.stopTone();
  await call.voice.hearsNothing();
  expect(await call.hangUp()).toMatchObject({ by: 'near' });
});

test.each([
  ['busy', 486],
  ['reject', 403],
  ['congestion', 503],
  ['nosuchnumber', 404],
])('a call to %s is refused with SIP %d', async (number, status) => {
  const call = await rig.phones.dial(number);
  expect(await call.ended()).toMatchObject({ by: 'far', status });
});

test('a caller gives up while it rings', async () => {
  const call = await rig.phones.dial('noanswer');
  await call.ringing();
  expect(await call.hangUp()).toMatchObject({ by: 'near', status: 487 });
  // The answer 487 goes out before the switch has cleared the channel.
  while ((await rig.channels()).length > 0);
});

test('the switch hangs up first', async () => {
  const call = await dialed('short');
  expect(await call.ended()).toMatchObject({ by: 'far', q850: 16 });
});

test('keys reach the switch in order, and come from it', async () => {
  const typing = await dialed('keys');
  await typing.voice.pressKeys('1980');
  await typing.ended();
  expect(await rig.asterisk.cli('dialplan show globals')).toMatch(/LAST_KEYS=1980/);
  const listening = await dialed('sendkeys');
  await listening.voice.hearsKeys('42#');
  await listening.hangUp();
});

test('two phones hear each other through the switch', async () => {
  await rig.device('desk1', { answerAfterMs: 100 });
  const caller = await rig.phones.dial('dialdesk1');
  const desk = rig.phones.phoneOf('desk1');
  const agent = await desk.nextCall();
  await caller.ringing();
  await Promise.all([caller.answered(), agent.answered()]);
  caller.voice.sendTone(600);
  agent.voice.sendTone(1300);
  await Promise.all([agent.voice.hears(600), caller.voice.hears(1300)]);
  await agent.hangUp();
  expect(await caller.ended()).toMatchObject({ by: 'far' });
});

test('a phone refuses, rings on, or is not there', async () => {
  const desk = await rig.device('desk2', BUSY);
  expect((await (await rig.phones.dial('dialdesk2')).ended()).status).toBe(486);
  desk.behaviour = REJECTS;
  expect((await (await rig.phones.dial('dialdesk2')).ended()).status).toBe(403);
  desk.behaviour = 'ring';
  const unanswered = await rig.phones.dial('dialdesk2');
  await unanswered.ringing();
  const atDesk = desk.calls.at(-1) as PhoneCall;
  await unanswered.hangUp();
  expect(await atDesk.ended()).toMatchObject({ by: 'far' });
  await desk.unregister();
  const gone = await (await rig.phones.dial('dialdesk2')).ended();
  expect(gone.status).toBeGreaterThanOrEqual(400);
});

test('a phone with a wrong password does not get in', async () => {
  const thief = rig.phones.phone('desk1', ANSWERS, 'guessed');
  await expect(thief.register()).rejects.toThrow('could not register: 401');
});

test('a number beyond the carrier is called with its number', async () => {
  const number = rig.phones.phone('+4940777', ANSWERS);
  const call = await rig.phones.dial('out+4940777');
  await call.answered();
  expect((await number.nextCall()).invite?.headers.get('from')).toContain('493055501');
  await call.hangUp();
});

const isStart = (line: string): boolean => line.startsWith('"CHAN_START"');

/** The channel of the first start in the witness file that was not there before. */
async function startedSince(before: ReadonlySet<string>): Promise<string> {
  for (;;) {
    const line = (await rig.witnessLines('')).find((one) => isStart(one) && !before.has(one));
    if (line !== undefined) return /"(rig-[\d.]+)"/.exec(line)?.[1] ?? '';
    await new Promise((done) => setTimeout(done, 20));
  }
}

test('the witness file has a start, an answer and an end with times and the cause', async () => {
  const before = new Set((await rig.witnessLines('')).filter(isStart));
  const call = await dialed('short');
  const channelId = await startedSince(before);
  await call.ended();
  const lines = await rig.witnessLines(`"${channelId}"`, 'HANGUP');
  const rows = lines.map((line) => line.split(','));
  expect(rows.map(([event]) => event)).toEqual(['"CHAN_START"', '"ANSWER"', '"HANGUP"']);
  for (const [, at, id, linked, name] of rows) {
    expect(at).toMatch(/^"\d{10}\.\d{6}"$/);
    expect([id, linked]).toEqual([`"${channelId}"`, `"${channelId}"`]);
    expect(name).toContain(`PJSIP/${CARRIER}-`);
  }
  expect(lines.at(-1)).toContain('""hangupcause"":16');
});

test('announcements, numbers and digits are spoken in German to their end', async () => {
  const call = await dialed('prompt');
  await call.voice.hearsSomething();
  expect(await call.ended()).toMatchObject({ by: 'far' });
  expect(readFileSync(rig.asterisk.logFile, 'utf8')).not.toMatch(/does not exist|Unable to open/);
});
