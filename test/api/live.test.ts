import { get, type IncomingMessage } from 'node:http';
import { type Listening, listen } from '../../src/api/server';
import { secretOf } from './fake-stores';
import { Office, record } from './office';

interface ServerEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: Record<string, unknown>;
}

/** A reader of the feed; `next` waits for an event, `ended` for the end of the stream. */
class Reader {
  readonly events: ServerEvent[] = [];
  comments = 0;
  private rest = '';
  private wake: () => void = () => undefined;
  private isOver = false;

  constructor(readonly message: IncomingMessage) {
    message.setEncoding('utf8');
    message.on('data', (chunk: string) => this.take(chunk));
    message.on('close', () => {
      this.isOver = true;
      this.wake();
    });
  }

  async until(count: number): Promise<readonly ServerEvent[]> {
    while (this.events.length < count && !this.isOver) await this.change();
    return this.events;
  }

  async comment(): Promise<void> {
    while (this.comments === 0) await this.change();
  }

  async ended(): Promise<readonly ServerEvent[]> {
    while (!this.isOver) await this.change();
    return this.events;
  }

  private change = (): Promise<void> =>
    new Promise((resolve) => {
      this.wake = resolve;
    });

  private take(chunk: string): void {
    const blocks = (this.rest + chunk).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.split(/: (.*)/s));
      const field = (name: string) => fields.find(([key]) => key === name)?.[1];
      const [event, id] = [field('event'), field('id')];
      if (event === undefined) this.comments += 1;
      else {
        const data = JSON.parse(field('data') ?? 'null');
        this.events.push({ event, ...(id === undefined ? {} : { id }), data });
      }
    }
    this.wake();
  }
}

let office: Office;
let server: Listening;

const start = async (settings = {}): Promise<void> => {
  office = new Office(settings);
  server = await listen({ host: '127.0.0.1', port: 0 });
  server.serve(office.api.app);
};

afterEach(async () => {
  office.api.close();
  await server.close();
});

const message = (tokenId: string, headers = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const Authorization = `Bearer ${secretOf(tokenId)}`;
    get(
      `${server.url}/v1/live`,
      { agent: false, headers: { Authorization, ...headers } },
      resolve,
    ).on('error', reject);
  });

/** A reader that has read the greeting. */
const read = async (tokenId: string, headers = {}): Promise<Reader> => {
  const reader = new Reader(await message(tokenId, headers));
  await reader.until(1);
  return reader;
};

const problemOf = async (refused: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of refused) text += String(chunk);
  return JSON.parse(text);
};

const connected = (agentId: string) =>
  ({
    type: 'call.connected',
    callId: 'c',
    contactId: 'k',
    queueId: 'nordlicht-booking',
    agentId,
    waitedMs: 1,
  }) as const;

const ONLY_INSIDERS = { type: 'switch.up', switchId: 'main' } as const;

/** One fact of each sort, the last of which everyone sees. */
function emitDay(): void {
  const { engine } = office;
  engine.emit(ONLY_INSIDERS);
  engine.emit(
    {
      type: 'call.offered',
      callId: 'c',
      contactId: 'k',
      legId: 'l',
      switchId: 'main',
      ani: '+49305550123',
      dnis: '100',
    },
    'nordlicht',
  );
  engine.emit(
    { type: 'ivr.digits', callId: 'c', node: 'pin', digits: '4711', outcome: 'accepted' },
    'nordlicht',
  );
  engine.emit({ type: 'call.answered', callId: 'other' }, 'stadtwerke');
  for (const [agentId, providerId] of [
    ['a101', 'rheinruf'],
    ['a202', 'baltic-voice'],
    ['a201', 'baltic-voice'],
  ] as const) {
    engine.emit({
      type: 'agent.changed',
      agentId,
      providerId,
      status: 'available',
      state: 'talking',
    });
  }
  engine.emit(connected('a103'), 'nordlicht');
  engine.emit(connected('a201'), 'nordlicht');
  engine.emit(
    {
      type: 'record.supplemented',
      callId: 'c',
      supplement: { kind: 'wrap-up', agentId: 'a103', startedAt: 1, endedAt: 2 },
    },
    'nordlicht',
  );
  engine.emit({ type: 'record.completed', record: record() }, 'nordlicht');
}

describe('GET /v1/live', () => {
  it.each([
    [
      'operator',
      [
        'switch.up',
        'call.offered',
        'ivr.digits',
        'call.answered',
        'agent.changed',
        'agent.changed',
        'agent.changed',
        'call.connected',
        'call.connected',
        'record.supplemented',
        'record.completed',
      ],
    ],
    [
      'client',
      [
        'call.offered',
        'ivr.digits',
        'call.connected',
        'call.connected',
        'record.supplemented',
        'record.completed',
      ],
    ],
    ['provider', ['agent.changed', 'agent.changed', 'call.connected', 'record.completed']],
    ['agent', ['agent.changed', 'call.connected', 'record.completed']],
  ])('shows %s what is within its scope', async (tokenId, wanted) => {
    await start();
    const reader = await read(tokenId);
    emitDay();
    const [hello, ...events] = await reader.until(wanted.length + 1);
    expect(hello).toEqual({ event: 'hello', data: { epoch: 7, seq: 100 } });
    expect(events.map(({ event }) => event)).toEqual(wanted);
    const text = JSON.stringify(events);
    expect(text).not.toContain('"digits":"4711"');
    const insider = tokenId === 'operator';
    expect(text.includes('token:boss')).toBe(insider);
    const seesNumbers = insider || tokenId === 'client';
    expect(text.includes('5550123')).toBe(seesNumbers);
    if (!seesNumbers) expect(text).not.toMatch(/a101|a103|rheinruf/);
    reader.message.destroy();
  });

  it('goes on after the event that was seen last', async () => {
    await start();
    const first = office.engine.emit(ONLY_INSIDERS);
    office.engine.emit({ type: 'call.answered', callId: 'missed' }, 'nordlicht');
    const reader = await read('operator', { 'Last-Event-ID': first });
    const [, missed] = await reader.until(2);
    expect(missed).toMatchObject({ event: 'call.answered', data: { body: { callId: 'missed' } } });
    const now = office.engine.emit({ type: 'call.answered', callId: 'now' }, 'nordlicht');
    expect((await reader.until(3))[2]?.id).toBe(now);
    reader.message.destroy();
  });

  it('says so when what was missed is longer ago than it remembers', async () => {
    await start({ replayFacts: 2 });
    const first = office.engine.emit(ONLY_INSIDERS);
    for (let i = 0; i < 3; i++) office.engine.emit(ONLY_INSIDERS);
    const reader = await read('operator', { 'Last-Event-ID': first });
    expect((await reader.until(2))[1]).toEqual({ event: 'gap', data: { after: first } });
    reader.message.destroy();
  });

  it('keeps a quiet feed open with comments', async () => {
    await start();
    const reader = await read('operator');
    office.clock.advanceBy(15_000);
    await reader.comment();
    reader.message.destroy();
  });

  it('ends with the token that opened it', async () => {
    await start();
    const reader = await read('client');
    await office.tokens.revoke('client');
    office.clock.advanceBy(15_000);
    const events = await reader.ended();
    expect(events.at(-1)).toEqual({ event: 'cut', data: { code: 'TOKEN_INVALID' } });
  });

  it('ends with the daemon', async () => {
    await start();
    const reader = await read('operator');
    office.api.close();
    const events = await reader.ended();
    expect(events.at(-1)).toEqual({ event: 'cut', data: { code: 'DAEMON_STOPPING' } });
  });

  it('cuts off a reader that lags, tells it so, and keeps the others', async () => {
    await start({ clientBytesMax: 20_000 });
    const quick = await read('operator');
    const slow = await message('operator');
    slow.pause();
    const variables = { note: 'x'.repeat(100_000) };
    const big = { type: 'record.completed', record: record({ variables }) } as const;
    let sent = 0;
    // Until the sockets of the system are full and what waits is ours to hold.
    while (sent < 2000 && (await readers()) === 2) {
      office.engine.emit(big, 'nordlicht');
      sent += 1;
      await quick.until(sent + 1);
    }
    expect(sent).toBeLessThan(2000);
    const late = new Reader(slow);
    slow.resume();
    const events = await late.ended();
    expect(events.at(-1)).toEqual({ event: 'cut', data: { code: 'READER_TOO_SLOW' } });
    office.engine.emit(ONLY_INSIDERS);
    expect((await quick.until(sent + 2)).at(-1)?.event).toBe('switch.up');
    quick.message.destroy();
  }, 30_000);

  it('lets in so many readers and no more', async () => {
    await start({ clientsMax: 1 });
    const reader = await read('operator');
    const refused = await message('operator');
    expect(refused.statusCode).toBe(503);
    refused.resume();
    reader.message.destroy();
  });

  it('gives one token its part of the feeds, and the others find room', async () => {
    await start({ clientsPerTokenMax: 2 });
    const open = [await read('client'), await read('client')];
    const refused = await message('client');
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'LIVE_LIMITED' });
    open.push(await read('operator'));
    open[0]?.message.destroy();
    while ((await readers()) > 2) office.engine.emit(ONLY_INSIDERS);
    open.push(await read('client'));
    expect(open.map(({ message }) => message.statusCode)).toEqual([200, 200, 200, 200]);
    for (const { message } of open) message.destroy();
  });

  it('forgets a reader that left', async () => {
    await start();
    const reader = await read('operator');
    expect(await readers()).toBe(1);
    reader.message.destroy();
    while ((await readers()) > 0) office.engine.emit(ONLY_INSIDERS);
  });

  it('answers HEAD and ends', async () => {
    await start();
    const { type } = await office.ask('head', '/v1/live', 'operator').expect(200);
    expect(type).toBe('text/event-stream');
    expect(await readers()).toBe(0);
  });

  it('is for nobody without a token', async () => {
    await start();
    expect((await message('nobody')).statusCode).toBe(401);
  });
});

const readers = async (): Promise<number> => {
  const { text } = await office.get('/metrics');
  return Number(/^leitstand_live_readers (\d+)$/m.exec(text)?.[1]);
};

describe('listening', () => {
  it('refuses a port that is taken, and says what to do', async () => {
    await start();
    const port = Number(new URL(server.url).port);
    await expect(listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    });
  });

  it('answers that it is starting until there is something to serve', async () => {
    office = new Office();
    server = await listen({ host: '127.0.0.1', port: 0 });
    const early = await fetch(`${server.url}/healthz`);
    expect(early.headers.get('content-type')).toBe('application/problem+json');
    expect(early.headers.get('retry-after')).toBe('1');
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({ status: 503, code: 'STARTING' });
    server.serve(office.api.app);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});
