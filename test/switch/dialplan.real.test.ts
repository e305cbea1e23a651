import { once } from 'node:events';
import WebSocket from 'ws';
import { AsteriskRig } from './asterisk-rig';
import type { PhoneCall } from './phone-call';
import { ANSWERS } from './sip-phone';

jest.setTimeout(60_000);

/** What the dialplan does by itself; the rest is the engine's. */
let rig: AsteriskRig;
let engine: WebSocket | undefined;

interface Arrival {
  readonly args: readonly string[];
  readonly channel: { readonly id: string; readonly state: string };
}

beforeAll(async () => {
  rig = await AsteriskRig.start({ asterisk: { fallbackNumber: '+4940999' } });
});

afterEach(async () => {
  engine?.terminate();
  engine = undefined;
  // Asterisk forgets the application only some time after its socket: nothing must find it then.
  while (/leitstand/.test(await rig.asterisk.cli('ari show apps'))) {
    if (!/Active/.test(await rig.asterisk.cli('ari show app leitstand'))) break;
  }
});

afterAll(async () => {
  await rig?.stop();
});

/** Connects as the engine does; resolves to the next caller that the dialplan hands over. */
async function connect(): Promise<() => Promise<Arrival>> {
  const { ariUrl, ariUser, ariPassword } = rig.asterisk;
  const key = encodeURIComponent(`${ariUser}:${ariPassword}`);
  const socket = new WebSocket(
    `${ariUrl.replace('http', 'ws')}/events?app=leitstand&api_key=${key}`,
  );
  engine = socket;
  const arrivals: Arrival[] = [];
  socket.on('message', (text) => {
    const event = JSON.parse(String(text));
    if (event.type === 'StasisStart') arrivals.push(event);
    if (event.type === 'StasisStart') socket.emit('arrival');
  });
  await once(socket, 'open');
  return async () => {
    while (arrivals.length === 0) await once(socket, 'arrival');
    return arrivals.shift() as Arrival;
  };
}

async function request(method: string, path: string): Promise<void> {
  const { ariUrl, ariUser, ariPassword } = rig.asterisk;
  const authorization = `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}`;
  const response = await fetch(`${ariUrl}/${path}`, { method, headers: { authorization } });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
}

const channelOf = async (): Promise<string> => (await rig.channels())[0] ?? '';

test('a number goes to the engine, with the number as its argument', async () => {
  const next = await connect();
  const call = await rig.phones.dial('+493012345');
  const arrival = await next();
  expect(arrival.args).toEqual(['+493012345']);
  expect(arrival.channel.state).toBe('Ring');
  await request('DELETE', `channels/${arrival.channel.id}`);
  expect(await call.ended()).toMatchObject({ by: 'far' });
});

test('while the engine is away the caller hears music, unanswered, until it comes', async () => {
  const call = await rig.phones.dial('493012346');
  await call.ringing();
  await call.voice.hearsSomething();
  expect(call.stage).toBe('ringing');
  const next = await connect();
  const arrival = await next();
  expect(arrival.args).toEqual(['493012346']);
  expect(arrival.channel.state).toBe('Ring');
  await request('POST', `channels/${arrival.channel.id}/answer`);
  await call.answered();
  await call.voice.hearsNothing();
  await call.hangUp();
});

test('after the last try the fallback number is called', async () => {
  const fallback = rig.phones.phone('+4940999', ANSWERS);
  const call = await rig.phones.dial('493012347');
  await call.ringing();
  await rig.asterisk.cli(`dialplan set chanvar ${await channelOf()} LEITSTAND_TRIES 60`);
  await call.answered();
  const taken = await fallback.nextCall();
  call.voice.sendTone(800);
  await taken.voice.hears(800);
  await taken.hangUp();
  await call.ended();
});

test('a caller whom the engine gives back goes to the fallback number', async () => {
  const fallback = rig.phones.phone('+4940999', ANSWERS);
  const next = await connect();
  const call = await rig.phones.dial('493012348');
  const arrival = await next();
  await request('POST', `channels/${arrival.channel.id}/continue`);
  await call.answered();
  await (await fallback.nextCall()).hangUp();
  await call.ended();
});

test.each([
  ['MACHINE', (call: PhoneCall) => call.voice.sendTone(500)],
  ['HUMAN', (call: PhoneCall) => greetBriefly(call)],
])('detection tells a %s and comes back to the engine', async (result, speak) => {
  const next = await connect();
  const called = rig.phones.phone('+4940111', ANSWERS);
  const query = 'endpoint=PJSIP/%2B4940111@carrier&app=leitstand&appArgs=out';
  await request('POST', `channels?${query}`);
  const { channel } = await next();
  const call = await called.nextCall();
  await call.answered();
  await request('POST', `channels/${channel.id}/continue?context=leitstand-amd&extension=s`);
  speak(call);
  const back = await next();
  expect(back.channel.id).toBe(channel.id);
  expect(back.args.slice(0, 2)).toEqual(['amd', result]);
  await call.hangUp();
});

/** A word, and then silence that is waited through: packets must come for it to be heard. */
function greetBriefly(call: PhoneCall): void {
  call.voice.sendTone(500);
  setTimeout(() => call.voice.sendTone(0), 500);
}
