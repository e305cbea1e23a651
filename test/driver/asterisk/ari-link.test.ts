import { randomUUID } from 'node:crypto';
import { FakeAri, PASSWORD } from '../../fake/fake-ari';
import { BenchSwitch, callIn } from './bench-switch';

/** The wire to ARI: how it opens, breaks, comes back, and what it refuses meanwhile. */
describe('the link to ARI', () => {
  let fake: FakeAri;
  let bench: BenchSwitch | undefined;

  const up = async (link?: 'http'): Promise<BenchSwitch> => {
    bench = await BenchSwitch.up(fake, link ? { ari: { link } } : {});
    return bench;
  };

  beforeEach(async () => {
    fake = await FakeAri.listen();
  });
  afterEach(async () => {
    await bench?.driver.close();
    bench = undefined;
    await fake.close();
  });

  it('sets the event filter before it says that the switch is up', async () => {
    const { log } = await up();
    expect(fake.requests[0]).toMatchObject({ method: 'PUT', by: 'websocket' });
    const { allowed } = (await fake.asked('PUT', /eventFilter/)).body as { allowed: object[] };
    // Answers pass the filter like events do: without this one the driver would be deaf.
    expect(allowed).toContainEqual({ type: 'RESTResponse' });
    expect(allowed).toContainEqual({ type: 'ApplicationReplaced' });
    expect(log.events[0]).toEqual({ type: 'switch.up', switchId: 'a', version: '22.10.1' });
  });

  it('sends requests over HTTP where the WebSocket takes none', async () => {
    const old = await FakeAri.listen({ knowsNoRest: true });
    bench = new BenchSwitch(old);
    await bench.during(bench.connect());
    await bench.log.next('switch.up');
    expect(old.requests.every(({ by }) => by === 'http')).toBe(true);
    await bench.driver.close();
    await old.close();
  });

  it('sends requests over HTTP where that is asked for', async () => {
    const { driver } = await up('http');
    await driver.snapshot(0);
    expect(fake.requests.map(({ by }) => by)).not.toContain('websocket');
  });

  it('says a wrong password by its code, and does not try again', async () => {
    bench = new BenchSwitch(fake, { ari: { password: 'wrong' } });
    await expect(bench.connect()).rejects.toMatchObject({ code: 'ARI_UNAUTHORIZED' });
    bench.simulated.advanceBy(60_000);
    await bench.breathe();
    expect(fake.urls).toHaveLength(1);
    expect(bench.log.events).toEqual([]);
  });

  it('says by its code that no ARI is there', async () => {
    const other = await FakeAri.listen({ isOther: true });
    bench = new BenchSwitch(other);
    await expect(bench.connect()).rejects.toMatchObject({ code: 'ARI_NOT_FOUND' });
    await other.close();
  });

  it('says by its code that the user may give no orders', async () => {
    fake.on('PUT', /eventFilter/, () => ({ status: 403 }));
    bench = new BenchSwitch(fake);
    await expect(bench.connect()).rejects.toMatchObject({ code: 'ARI_READ_ONLY' });
  });

  it('refuses a name that cannot be one of a Stasis app', () => {
    expect(() => new BenchSwitch(fake, { ari: { app: 'a,b' } })).toThrow(/Stasis/);
  });

  it('keeps knocking at a closed door, and refuses commands meanwhile', async () => {
    const { port } = fake;
    await fake.close();
    bench = new BenchSwitch({ url: `http://127.0.0.1:${port}/ari` });
    await bench.connect();
    const commandId = bench.send({ type: 'answer', legId: 'in:a:1' });
    await bench.log.next('command.failed', { commandId, code: 'SWITCH_DOWN' });
    await expect(bench.driver.snapshot(0)).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
    fake = await FakeAri.listen({ port });
    await bench.during(bench.log.next('switch.up'));
  });

  it('refuses what was on its way when the wire broke, at once', async () => {
    const { log, send } = await begun();
    const legId = callIn(fake, 'x.1');
    await log.next('leg.offered');
    fake.on('POST', /answer/, () => new Promise(() => undefined));
    const commandId = send({ type: 'answer', legId });
    await fake.asked('POST', /answer/);
    fake.cut();
    await log.next('switch.down', {});
    await log.next('command.failed', { commandId, code: 'SWITCH_DOWN' });
  });

  it('comes back by itself, with its event filter', async () => {
    const { log, during } = await begun();
    for (let round = 0; round < 3; round++) {
      fake.cut();
      await log.next('switch.down');
      await during(log.next('switch.up'));
      expect(fake.all('PUT', /eventFilter/)).toHaveLength(round + 2);
    }
    callIn(fake, 'x.1');
    await log.next('leg.offered');
  });

  it('finds a connection that is half open within 15 s', async () => {
    const { log, simulated, breathe, send } = await begun();
    simulated.advanceBy(5000);
    await breathe();
    fake.freeze();
    const snapshot = bench?.driver.snapshot(0);
    snapshot?.catch(() => undefined);
    for (let second = 0; second < 15; second++) {
      simulated.advanceBy(1000);
      await breathe();
    }
    await log.next('switch.down');
    const commandId = send({ type: 'answer', legId: 'in:a:1' });
    await log.next('command.failed', { commandId, code: 'SWITCH_DOWN' });
    await expect(snapshot).rejects.toBeDefined();
  });

  it('is not taken for dead while pings are answered', async () => {
    const { log } = await begun();
    await bench?.pass(60_000);
    expect(log.all('switch.down')).toEqual([]);
    expect(fake.connections).toBe(1);
  });

  it('ends for good when another engine takes the app', async () => {
    const { log, simulated, breathe, send } = await begun();
    fake.send({ type: 'ApplicationReplaced' });
    expect(await log.next('switch.down')).toMatchObject({ fatal: true });
    simulated.advanceBy(120_000);
    await breathe();
    expect(fake.connections).toBe(1);
    const commandId = send({ type: 'hangup', legId: randomUUID(), cause: 'normal' });
    await log.next('command.failed', { commandId, code: 'SWITCH_DOWN' });
  });

  it('lives through what is no event of ours', async () => {
    const { log } = await begun();
    for (const text of ['', '{', '[]', 'null', '{"type":7}', '{"type":"RESTResponse"}']) {
      fake.sendText(text);
    }
    fake.sendText('{"type":"ChannelSomethingNew","channel":{"id":"x"}}');
    fake.sendText('{"type":"StasisStart"}');
    fake.sendText('{"type":"PlaybackFinished","playback":{}}');
    callIn(fake, 'x.1');
    await log.next('leg.offered');
    expect(log.events.map(({ type }) => type)).toEqual(['switch.up', 'leg.offered']);
  });

  it('has the password in no address and in no line of the log', async () => {
    const { lines, log, during } = await begun();
    fake.cut();
    await log.next('switch.down');
    await during(log.next('switch.up'));
    expect(lines.length).toBeGreaterThan(0);
    const secrets = [PASSWORD, Buffer.from(`engine:${PASSWORD}`).toString('base64')];
    for (const text of [...lines, ...fake.urls]) {
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  async function begun() {
    const one = await up();
    return {
      log: one.log,
      lines: one.lines,
      simulated: one.simulated,
      send: one.send.bind(one),
      during: one.during.bind(one),
      breathe: one.breathe.bind(one),
    };
  }
});
