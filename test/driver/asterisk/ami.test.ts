import { AmiReader, formatAction } from '../../../src/driver/asterisk/ami-frame';
import type { AmiPacket } from '../../../src/driver/asterisk/ami-link';
import { amiLinkOf } from '../../../src/driver/asterisk/link-choice';
import { SILENT_LOG } from '../../../src/driver/link/driver-log';
import { SystemClock } from '../../../src/engine/system-clock';
import { FakeAmi } from '../../fake/fake-ami';
import { FakeAri } from '../../fake/fake-ari';
import { BenchSwitch, callIn, channel } from './bench-switch';

const SECRET = 'staple-battery-horse';

describe('the frames of AMI', () => {
  const read = (bytes: Buffer, pieceBytes: number): AmiPacket[] => {
    const packets: AmiPacket[] = [];
    const reader = new AmiReader((packet) => packets.push(packet));
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      reader.feed(bytes.subarray(at, at + pieceBytes));
    }
    return packets;
  };
  const stream = Buffer.from(
    'Asterisk Call Manager/11.0.0\r\n' +
      'Response: Success\r\nActionID: 1\r\n\r\n' +
      'Event: Cdr\r\nCallerID: "Zoë" <1>\r\nUniqueID: x.1\r\nEmpty:\r\n\r\n',
  );

  it.each([1, 2, 3, 7, 1000])('are found in pieces of %d bytes', (pieceBytes) => {
    expect(read(stream, pieceBytes)).toEqual([
      { response: 'Success', actionid: '1' },
      { event: 'Cdr', callerid: '"Zoë" <1>', uniqueid: 'x.1', empty: '' },
    ]);
  });

  it('are not taken from a server that is no AMI', () => {
    expect(() => read(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 100)).toThrow(/no Asterisk/);
  });

  it('do not grow without a bound', () => {
    const endless = Buffer.concat([stream, Buffer.alloc(2 * 1024 * 1024, 'x')]);
    expect(() => read(endless, 65_536)).toThrow(/no end/);
  });

  it.each(['x\r\nAction: Originate', 'x\nAction: y', 'x\ry', 'x\0y'])(
    'never hold the value %j, which would be read as more than one',
    (value) => {
      const code = 'AMI_VALUE_REFUSED';
      expect(() => formatAction({ Action: 'Setvar', Value: value })).toThrow(
        expect.objectContaining({ code }),
      );
    },
  );
});

describe.each(['net', 'asterisk-manager'] as const)('AMI by %s', (link) => {
  let ami: FakeAmi;
  let ari: FakeAri;
  let bench: BenchSwitch;
  const options = () => ({
    host: '127.0.0.1',
    port: ami.port,
    user: 'engine',
    password: SECRET,
    link,
  });

  beforeEach(async () => {
    // The library says on the console that it tries again.
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    ami = await FakeAmi.listen(SECRET);
    ami.lists.set('PJSIPShowEndpoints', [
      { Event: 'EndpointList', ObjectName: 'desk', DeviceState: 'Unavailable' },
      { Event: 'EndpointList', ObjectName: 'carrier', DeviceState: 'Not in use' },
    ]);
    ari = await FakeAri.listen();
    bench = new BenchSwitch(ari, { ami: options() });
  });
  afterEach(async () => {
    await bench.driver.close();
    await Promise.all([ami.close(), ari.close()]);
    jest.restoreAllMocks();
  });

  it('tells who can be reached, once, and then each change', async () => {
    await bench.connect();
    await bench.log.next('endpoint.changed', { endpoint: 'desk', reachable: false });
    await bench.log.next('endpoint.changed', { endpoint: 'carrier', reachable: true });
    const peer = { Event: 'PeerStatus', Peer: 'PJSIP/desk' };
    ami.send({ ...peer, PeerStatus: 'Reachable' }, 5);
    await bench.log.next('endpoint.changed', { endpoint: 'desk', reachable: true });
    ami.send({ ...peer, PeerStatus: 'Reachable' });
    ami.send({ ...peer, PeerStatus: 'Unreachable' });
    await bench.log.next('endpoint.changed', { endpoint: 'desk', reachable: false });
    expect(bench.log.all('endpoint.changed', { endpoint: 'desk' })).toHaveLength(3);
  });

  it('asks in another way where the user may not list the endpoints', async () => {
    ami.denied.add('PJSIPShowEndpoints');
    ami.lists.set('DeviceStateList', [
      { Event: 'DeviceStateChange', Device: 'PJSIP/desk', State: 'NOT_INUSE' },
      { Event: 'DeviceStateChange', Device: 'Local/x@y', State: 'UNAVAILABLE' },
    ]);
    await bench.connect();
    await bench.log.next('endpoint.changed', { endpoint: 'desk', reachable: true });
    expect(bench.log.all('endpoint.changed')).toHaveLength(1);
  });

  it('says a wrong password by its code', async () => {
    const wrong = new BenchSwitch(ari, { ami: { ...options(), password: 'wrong' } });
    await expect(wrong.connect()).rejects.toMatchObject({ code: 'AMI_UNAUTHORIZED' });
    expect(wrong.lines.join()).not.toContain(SECRET);
  });

  it('may be away without taking the switch down, and is asked again when it is back', async () => {
    await bench.connect();
    await bench.log.next('endpoint.changed', { endpoint: 'carrier' });
    ami.cut();
    ami.lists.set('PJSIPShowEndpoints', [
      { Event: 'EndpointList', ObjectName: 'carrier', DeviceState: 'Unavailable' },
    ]);
    await bench.during(
      bench.log.next('endpoint.changed', { endpoint: 'carrier', reachable: false }),
    );
    expect(bench.log.all('switch.down')).toEqual([]);
    expect(bench.lines.some((line) => line.startsWith('AMI is down'))).toBe(true);
  });

  it('is found dead by its pings', async () => {
    await bench.connect();
    await ami.asked('PJSIPShowEndpoints');
    ami.isFrozen = true;
    await bench.pass(11_000);
    ami.isFrozen = false;
    await bench.during(ami.asked('PJSIPShowEndpoints', 2));
    expect(ami.connections).toBeGreaterThan(1);
  });

  it('gives each action an id that none had before, and each answer to its own', async () => {
    const direct = amiLinkOf(options(), new SystemClock(), SILENT_LOG);
    await direct.open({ up: () => undefined, down: () => undefined, event: () => undefined });
    const listed = await Promise.all(
      Array.from({ length: 20 }, (_, index) => direct.action({ Action: 'Ping', Id: `${index}` })),
    );
    expect(listed.every(({ response }) => response.response === 'Success')).toBe(true);
    const ids = ami.actions.map(({ ActionID }) => ActionID);
    expect(new Set(ids).size).toBe(ids.length);
    const refused = direct.action({ Action: 'Setvar', Value: 'a\r\nAction: Originate' });
    await expect(refused).rejects.toMatchObject({ code: 'AMI_VALUE_REFUSED' });
    expect(ami.actions.some(({ Action }) => Action === 'Originate')).toBe(false);
    await direct.close();
    await expect(direct.action({ Action: 'Ping' })).rejects.toMatchObject({ code: 'AMI_DOWN' });
  });

  it('bears witness of our legs, and of no others', async () => {
    await bench.connect();
    await ami.asked('PJSIPShowEndpoints');
    const legId = callIn(ari, 'x.1');
    await bench.log.next('leg.offered');
    for (const Uniqueid of ['x.1', 'y.9']) {
      const of = { Uniqueid, Channel: 'PJSIP/carrier-1' };
      ami.send({ Event: 'Newchannel', Timestamp: '1767571200.100000', ...of });
      ami.send({ Event: 'Newstate', ChannelStateDesc: 'Up', Timestamp: '1767571201.5', ...of });
      const end = { Cause: '16', 'Cause-txt': 'Normal Clearing', ChannelStateDesc: 'Up' };
      ami.send({ Event: 'Hangup', Timestamp: '1767571210.250000', ...of, ...end });
    }
    ari.send({ type: 'ChannelDestroyed', channel: channel('x.1'), cause: 16 });
    const { witness } = await bench.log.next('leg.witnessed', { legId });
    expect(witness).toEqual({
      legId,
      startedAt: 1_767_571_200_100,
      answeredAt: 1_767_571_201_500,
      endedAt: 1_767_571_210_250,
      cause: 'normal',
      raw: { q850: 16, text: 'Normal Clearing' },
      source: 'ami',
    });
    expect(bench.log.all('leg.witnessed')).toHaveLength(1);
  });

  it('takes from the Cdr what happened before it listened', async () => {
    await bench.connect();
    await ami.asked('PJSIPShowEndpoints');
    const legId = callIn(ari, 'x.1');
    await bench.log.next('leg.offered');
    const end = { Timestamp: '1767571210.250000', ChannelStateDesc: 'Up', Cause: '16' };
    ami.send({ Event: 'Hangup', Uniqueid: 'x.1', ...end });
    const cdr = { Duration: '10', BillableSeconds: '7', Disposition: 'ANSWERED' };
    ami.send({ Event: 'Cdr', UniqueID: 'x.1', Timestamp: '1767571210.3', ...cdr });
    const { witness } = await bench.log.next('leg.witnessed', { legId });
    expect(witness).toMatchObject({
      startedAt: 1_767_571_200_250,
      answeredAt: 1_767_571_203_250,
      endedAt: 1_767_571_210_250,
    });
  });
});
