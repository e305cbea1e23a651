import { naivePath, naiveProof } from '../ledger/naive-tree';
import { Office } from './office';

let office: Office;
beforeEach(() => {
  office = new Office();
});
afterEach(() => office.api.close());

const base64 = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('base64'));

/** The five leaves of each log. */
const leaves = () => office.ledger.lines.map((line) => Buffer.from(line));

describe('the ledger over HTTP', () => {
  it('lists all logs to an operator, and a client its own', async () => {
    const all = await office.get('/v1/ledger', 'operator').expect(200);
    expect(all.body.logs.map(({ log }: { log: string }) => log)).toEqual(office.ledger.names);
    const { body } = await office.get('/v1/ledger', 'client').expect(200);
    expect(body.logs).toEqual([
      {
        ...{ log: 'nordlicht', origin: 'test/nordlicht', size: 5, checkpoint: { size: 3, at: 1 } },
        keys: [
          { key: 'first', fromSize: 0 },
          { key: 'second', fromSize: 2, signature: 'vouched' },
        ],
      },
    ]);
  });

  it('shows a token without its client nothing', async () => {
    const token = { tokenId: 'stray', name: 's', role: 'client' as const, createdAt: 1 };
    office.tokens.tokens.push(token);
    expect((await office.get('/v1/ledger', 'stray').expect(200)).body).toEqual({ logs: [] });
    await office.get('/v1/ledger/nordlicht/entries', 'stray').expect(404);
  });

  it('gives a checkpoint as the text that was signed', async () => {
    const newest = await office.get('/v1/ledger/nordlicht/checkpoint', 'client').expect(200);
    expect(newest.text).toBe('note of 3\n');
    expect(newest.type).toBe('text/plain');
    const path = '/v1/ledger/nordlicht/checkpoint?size=4';
    const { body } = await office.get(path, 'client').expect(404);
    expect(body).toMatchObject({ code: 'CHECKPOINT_UNKNOWN', remedy: expect.any(String) });
  });

  it('lists checkpoints and keys', async () => {
    const { body } = await office.get('/v1/ledger/nordlicht/checkpoints?from=2', 'client');
    expect(body).toEqual({ checkpoints: [{ size: 3, at: 1, note: 'note of 3\n' }] });
    const keys = await office.get('/v1/ledger/nordlicht/keys', 'client').expect(200);
    expect(keys.text).toBe('first\nsecond vouched\n');
  });

  it('streams the leaves to the byte', async () => {
    const part = await office
      .get('/v1/ledger/nordlicht/entries?from=1&to=3', 'client')
      .buffer(true);
    expect(part.type).toBe('application/x-ndjson');
    expect(part.text).toBe('{"n":2}\n{"n":3}\n');
    const all = await office.get('/v1/ledger/nordlicht/entries', 'operator').buffer(true);
    expect(all.text).toBe(office.ledger.lines.map((line) => `${line}\n`).join(''));
  });

  it('proves inclusion and consistency as RFC 9162 has them', async () => {
    const inclusion = '/v1/ledger/nordlicht/proof/inclusion?leaf=2&size=5';
    expect((await office.get(inclusion, 'client').expect(200)).body).toEqual({
      proof: base64(naivePath(2, leaves())),
    });
    const consistency = '/v1/ledger/nordlicht/proof/consistency?from=3&to=5';
    expect((await office.get(consistency, 'client').expect(200)).body).toEqual({
      proof: base64(naiveProof(3, leaves())),
    });
  });

  it.each([
    'entries?from=2&to=6',
    'entries?from=4&to=3',
    'proof/inclusion?leaf=3&size=3',
    'proof/inclusion?leaf=0&size=6',
    'proof/consistency?from=4&to=3',
    'range?from=1&to=4&size=3',
  ])('refuses what the log does not have: %s', async (path) => {
    const { body } = await office.get(`/v1/ledger/nordlicht/${path}`, 'client').expect(422);
    expect(body).toMatchObject({ code: 'LEDGER_RANGE', remedy: expect.any(String) });
  });

  it('turns the key for an operator', async () => {
    const { body } = await office.post('/v1/ledger/rotate-key', 'operator').expect(200);
    expect(body).toEqual({ logs: office.ledger.names });
    expect(office.ledger.rotations).toBe(1);
  });
});
