import { randomUUID } from 'node:crypto';
import type { Destination } from '../../../src/port/switch-command';
import { FakeAri } from '../../fake/fake-ari';
import { BenchSwitch, channel, letOriginate } from './bench-switch';

const NUMBER: Destination = { kind: 'number', number: '4930990', trunk: 'carrier' };

/** Calls that we place, against an Asterisk whose answers come when the test says. */
describe('originate', () => {
  let fake: FakeAri;
  let bench: BenchSwitch;

  beforeEach(async () => {
    fake = await FakeAri.listen();
    bench = await BenchSwitch.up(fake);
  });
  afterEach(async () => {
    await bench.driver.close();
    await fake.close();
  });

  const originate = (
    legId = randomUUID() as string,
    to: Destination = NUMBER,
  ): { legId: string; commandId: string } => {
    const commandId = bench.send({ type: 'originate', legId, to, ringTimeoutMs: 20_500 });
    return { legId, commandId };
  };

  it('makes the channel under our id, and dials it once it is in our app', async () => {
    fake.on('POST', /create/, () => ({ status: 200, body: {} }));
    const { legId } = originate();
    const made = await fake.asked('POST', /create/);
    expect(made.query).toEqual({
      endpoint: 'PJSIP/4930990@carrier',
      app: 'leitstand',
      appArgs: 'dialed',
      channelId: legId,
    });
    await bench.breathe();
    expect(fake.all('POST', /\/dial\?/)).toEqual([]);
    fake.send({ type: 'StasisStart', args: ['dialed'], channel: channel(legId, 'Down') });
    const dialled = await fake.asked('POST', /\/dial\?/);
    expect(dialled).toMatchObject({ path: ['channels', legId, 'dial'], query: { timeout: '21' } });
  });

  it('reports ringing and answer once each, whatever is told twice', async () => {
    letOriginate(fake);
    const { legId } = originate();
    await fake.asked('POST', /\/dial\?/);
    for (const state of ['Ringing', 'Ringing', 'Up', 'Up', 'Ringing']) {
      fake.send({ type: 'ChannelStateChange', channel: channel(legId, state) });
    }
    await bench.log.next('leg.answered', { legId });
    await bench.breathe();
    const said = bench.log.events.filter((event) => Reflect.get(event, 'legId') === legId);
    expect(said.map(({ type }) => type)).toEqual(['leg.ringing', 'leg.answered']);
  });

  it.each([
    [{ kind: 'device', device: 'a&PJSIP/b' }],
    [{ kind: 'device', device: 'a/b' }],
    [{ kind: 'device', device: '' }],
    [{ kind: 'number', number: '1@evil', trunk: 'carrier' }],
    [{ kind: 'number', number: '1\r\nX: y', trunk: 'carrier' }],
    [{ kind: 'number', number: '1', trunk: 'carrier&b' }],
  ] as const)('refuses %j, and asks Asterisk nothing', async (to) => {
    const { commandId } = originate(randomUUID(), to);
    await bench.log.next('command.failed', { commandId, code: 'REFUSED' });
    expect(fake.all('POST', /./)).toEqual([]);
  });

  it('refuses an id of another length: Asterisk would take a prefix for the same', async () => {
    const { commandId } = originate('leg-1');
    await bench.log.next('command.failed', { commandId, code: 'REFUSED' });
  });

  it.each([
    [404, 'DESTINATION_UNKNOWN'],
    [200, 'DESTINATION_UNREACHABLE'],
  ] as const)('tells a stranger from a phone that is away (%d: %s)', async (status, code) => {
    fake.on('POST', /create/, () => ({ status: 500, body: { error: 'Allocation failed' } }));
    fake.on('GET', /^endpoints\/PJSIP\/carrier/, () => ({ status, body: {} }));
    const { commandId, legId } = originate();
    await bench.log.next('command.failed', { commandId, legId, code });
    expect(bench.log.all('leg.ended')).toEqual([]);
  });

  it('is over when its hangup comes before it was sent', async () => {
    fake.on('POST', /answer/, () => new Promise(() => undefined));
    await fillTheWindow();
    const { legId } = originate();
    bench.send({ type: 'hangup', legId, cause: 'normal' });
    fake.cut();
    await bench.log.next('switch.down');
    expect(fake.all('POST', /create/)).toEqual([]);
  });

  it('hangs up, when asked to meanwhile, as soon as there is a channel', async () => {
    let make: (reply: { status: number }) => void = () => undefined;
    fake.on('POST', /create/, () => new Promise((resolve) => (make = resolve)));
    const { legId } = originate();
    await fake.asked('POST', /create/);
    bench.send({ type: 'hangup', legId, cause: 'normal' });
    await bench.breathe();
    expect(fake.all('DELETE', /./)).toEqual([]);
    make({ status: 200 });
    await fake.asked('DELETE', /^channels/);
    fake.send({ type: 'ChannelDestroyed', channel: channel(legId, 'Down'), cause: 16 });
    const ended = await bench.log.next('leg.ended', { legId });
    expect(ended).toMatchObject({ cause: 'cancelled', by: 'us' });
    expect(fake.all('POST', /\/dial\?/)).toEqual([]);
  });

  it('fails by its deadline, and hangs up the channel that comes after all', async () => {
    fake.on('POST', /create/, () => new Promise(() => undefined));
    const { legId, commandId } = originate();
    await fake.asked('POST', /create/);
    await bench.during(bench.log.next('command.failed', { commandId, code: 'DEADLINE' }));
    fake.send({ type: 'StasisStart', args: ['dialed'], channel: channel(legId, 'Down') });
    const { path } = await fake.asked('DELETE', /^channels/);
    expect(path).toEqual(['channels', legId]);
    fake.send({ type: 'ChannelDestroyed', channel: channel(legId, 'Down'), cause: 16 });
    await bench.breathe();
    expect(bench.log.events.some(({ type }) => type.startsWith('leg.'))).toBe(false);
  });

  it('keeps 20 requests on the wire at most, and lets a hangup overtake', async () => {
    letOriginate(fake);
    const { legId } = originate();
    await fake.asked('POST', /\/dial\?/);
    fake.on('POST', /create/, () => new Promise(() => undefined));
    for (let count = 0; count < 50; count++) originate();
    await fake.asked('POST', /create/, 21);
    await bench.breathe();
    expect(fake.all('POST', /create/)).toHaveLength(21);
    bench.send({ type: 'hangup', legId, cause: 'normal' });
    await fake.asked('DELETE', /^channels/);
    expect(fake.all('POST', /create/)).toHaveLength(21);
  });

  it('says that it was never sent when it waited too long for its turn', async () => {
    fake.on('POST', /create/, () => new Promise(() => undefined));
    const commands = Array.from({ length: 30 }, () => originate().commandId);
    const last = commands.at(-1) ?? '';
    await bench.during(bench.log.next('command.failed', { commandId: last, code: 'OVERLOADED' }));
  });

  it('is no answer, by us, when Asterisk ends it at its ring timeout', async () => {
    letOriginate(fake);
    const { legId } = originate();
    await fake.asked('POST', /\/dial\?/);
    await bench.pass(21_000);
    const end = { cause: 19, tech_cause: 480, cause_txt: 'User alerting, no answer' };
    fake.send({ type: 'ChannelDestroyed', channel: channel(legId, 'Ringing'), ...end });
    const ended = await bench.log.next('leg.ended', { legId });
    // The SIP status is what Asterisk would say, not what anybody said to us.
    expect(ended).toMatchObject({ cause: 'no-answer', by: 'us', raw: { q850: 19 } });
    expect(ended.raw?.sip).toBeUndefined();
  });

  it.each([
    [17, 486, 'busy'],
    [21, 603, 'rejected'],
    [1, 404, 'unallocated-number'],
    [34, 503, 'congestion'],
    [19, 480, 'no-answer'],
    [3, undefined, 'unreachable'],
  ] as const)('ends with Q.850 %d and SIP %s as %s, by the far end', async (q850, sip, cause) => {
    letOriginate(fake);
    const { legId } = originate();
    await fake.asked('POST', /\/dial\?/);
    const end = { cause: q850, ...(sip === undefined ? {} : { tech_cause: sip }) };
    fake.send({ type: 'ChannelDestroyed', channel: channel(legId, 'Ringing'), ...end });
    const ended = await bench.log.next('leg.ended', { legId });
    const raw = sip === undefined ? { q850 } : { q850, sip };
    expect(ended).toMatchObject({ cause, by: 'remote', raw });
  });

  async function fillTheWindow(): Promise<void> {
    fake.on('GET', /^channels$/, () => new Promise(() => undefined));
    fake.on('GET', /^bridges$/, () => new Promise(() => undefined));
    for (let count = 0; count < 10; count++) bench.driver.snapshot(0).catch(() => undefined);
    await fake.asked('GET', /^bridges$/, 6);
  }
});
