import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { AsteriskRig, CARRIER } from './asterisk-rig';

jest.setTimeout(60_000);

let rig: AsteriskRig;

beforeAll(async () => {
  rig = await AsteriskRig.start({ devices: ['anna'] });
});

afterAll(async () => {
  await rig?.stop();
});

/** What Asterisk answers first to a call from this address that says it comes from this user. */
async function firstAnswer(address: string, user: string): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  const place = `${address}:${socket.address().port}`;
  const lines = [
    'INVITE sip:+493012345@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/UDP ${place};branch=z9hG4bK${address}${user}`,
    `From: <sip:${user}@127.0.0.1>;tag=from`,
    'To: <sip:+493012345@127.0.0.1>',
    `Call-ID: ${user}@${address}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:${user}@${place}>`,
    `P-Asserted-Identity: <sip:+4930110@127.0.0.1>`,
    'Max-Forwards: 70',
    'Content-Length: 0',
  ];
  socket.send([...lines, '', ''].join('\r\n'), rig.asterisk.sipPort, '127.0.0.1');
  const [answer] = await once(socket, 'message');
  socket.close();
  return Number(/^SIP\/2\.0 (\d{3})/.exec(String(answer))?.[1]);
}

test('a carrier is known by its address, whatever name it gives', async () => {
  expect(await firstAnswer('127.0.0.1', 'anything')).toBe(100);
  while ((await rig.channels()).length === 0);
  expect(await rig.channels()).toEqual([expect.stringMatching(`^PJSIP/${CARRIER}-`)]);
  await rig.asterisk.cli('channel request hangup all');
  while ((await rig.channels()).length > 0);
});

test.each([CARRIER, 'anna', 'nobody'])(
  'a call from elsewhere that names %s is not believed',
  async (user) => {
    expect(await firstAnswer('127.0.0.3', user)).toBe(401);
    expect(await rig.channels()).toEqual([]);
  },
);
