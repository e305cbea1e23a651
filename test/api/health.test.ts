import { Registry } from 'prom-client';
import { timedStep } from '../../src/api/metrics';
import { readiness } from '../../src/api/view-schema';
import { call, NOW, Office, record } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
});
afterEach(() => office.api.close());

const ready = async () => readiness.parse((await office.get('/readyz').expect(200)).body);

describe('/readyz', () => {
  it('is ready when all is well', async () => {
    office.probes.push({ name: 'sql', check: () => ({ ok: true }) });
    expect(await ready()).toEqual({ status: 'ready', ready: true, reasons: [] });
  });

  it('is degraded, and still 200, when SQL is away: calls go on', async () => {
    office.probes.push({ name: 'sql', check: async () => ({ ok: false, detail: 'refused' }) });
    const { body } = await office.get('/readyz').expect(200);
    expect(body).toEqual({
      ready: true,
      status: 'degraded',
      reasons: [{ part: 'sql', detail: 'refused' }],
    });
  });

  it('shows nothing of how a probe failed: anyone may read it', async () => {
    office.probes.push({
      name: 'sql',
      check: () => Promise.reject(new Error('postgres://user:password@host')),
    });
    const { body } = await office.get('/readyz').expect(200);
    expect(body.reasons).toEqual([{ part: 'sql', detail: 'it failed' }]);
  });

  it('does not wait for a probe that hangs', async () => {
    office.probes.push({
      name: 'jobs',
      check: () => {
        process.nextTick(() => office.clock.advanceBy(2000));
        return new Promise(() => undefined);
      },
    });
    expect(await ready()).toMatchObject({
      status: 'degraded',
      reasons: [{ part: 'jobs', detail: 'no answer within 2000 ms' }],
    });
  });

  it('asks what is behind it once a second, however often it is asked', async () => {
    let asked = 0;
    office.probes.push({ name: 'sql', check: () => ({ ok: ++asked > 1 }) });
    expect((await ready()).status).toBe('degraded');
    expect((await ready()).status).toBe('degraded');
    office.clock.advanceBy(1000);
    expect((await ready()).status).toBe('ready');
    expect(asked).toBe(2);
  });

  it('is degraded while one switch of two is down, unready when both are', async () => {
    const up = { switchId: 'main', up: true };
    const down = { switchId: 'second', up: false, reason: 'connection refused' };
    office.engine.switchViews = [up, down];
    expect(await ready()).toMatchObject({
      status: 'degraded',
      reasons: [{ part: 'switch:second', detail: 'connection refused' }],
    });
    office.engine.switchViews = [{ ...up, up: false }, down];
    const { body } = await office.get('/readyz').expect(503);
    expect(body).toMatchObject({ ready: false, status: 'unready' });
  });

  it('is unready when the journal cannot be written', async () => {
    office.engine.journal = { ok: false, detail: 'no space left' };
    const { body } = await office.get('/readyz').expect(503);
    expect(body.reasons).toEqual([{ part: 'journal', detail: 'no space left' }]);
  });

  it('is degraded when records wait long for SQL', async () => {
    office.backlog = { entries: 12, oldestAt: NOW - 90_000 };
    expect(await ready()).toMatchObject({
      status: 'degraded',
      reasons: [{ part: 'records', detail: '12 wait on disk for SQL' }],
    });
  });
});

describe('/metrics', () => {
  it('shows the centre as it is, and counts what happens', async () => {
    office.engine.callViews = [call(), call({ callId: 'live-2' })];
    office.backlog = { entries: 3, oldestAt: NOW - 1500 };
    office.engine.emit({ type: 'record.completed', record: record() }, 'nordlicht');
    const { text, type } = await office.get('/metrics').expect(200);
    expect(type).toBe('text/plain');
    for (const line of [
      'leitstand_queue_waiting{client="nordlicht",queue="nordlicht-booking"} 2',
      'leitstand_queue_longest_wait_seconds{client="nordlicht",queue="nordlicht-booking"} 4',
      'leitstand_agents{status="available",state="idle"} 5',
      'leitstand_calls{phase="talking"} 2',
      'leitstand_switch_up{switch="main"} 1',
      'leitstand_open_commands 2',
      'leitstand_outbox_entries 3',
      'leitstand_outbox_oldest_seconds 1.5',
      'leitstand_call_records_total{client="nordlicht",result="connected"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toContain('5550123');
  });

  it('forgets what is gone', async () => {
    await office.get('/metrics').expect(200);
    office.engine.queueViews = [];
    const { text } = await office.get('/metrics');
    expect(text).not.toContain('nordlicht-booking');
  });

  it('can be closed to strangers', async () => {
    const closed = new Office({ metricsOpen: false });
    await closed.get('/metrics').expect(401);
    await closed.get('/metrics', 'client').expect(403);
    await closed.get('/metrics', 'supervisor').expect(200);
    closed.api.close();
  });
});

it('a timed step is the step, and its time is counted, also when it throws', async () => {
  const registry = new Registry();
  const step = timedStep((world: number, input: number) => {
    if (input === 0) throw new Error('poison');
    return world + input;
  }, registry);
  expect(step(1, 2)).toBe(3);
  expect(() => step(1, 0)).toThrow('poison');
  expect(await registry.metrics()).toContain('leitstand_step_seconds_count 2');
});

describe('closing the API', () => {
  it('lets go of the engine and of the clock', () => {
    const other = new Office();
    other.api.close();
    expect(other.engine.listenerCount).toBe(0);
    expect(other.clock.pending).toBe(0);
  });
});
