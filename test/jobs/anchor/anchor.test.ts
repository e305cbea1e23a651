import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderAnchor } from '../../../src/jobs/anchor/folder-anchor';
import { HttpAnchor, TimeStampAnchor } from '../../../src/jobs/anchor/http-anchor';
import { Authority } from './authority';

const NOTE = { log: 'acme', size: 42, note: 'leitstand.test/acme\n42\ncm9vdA==\n\n— signed\n' };

describe('a folder that others keep', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leitstand-anchor-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has each checkpoint in a file of its own, to the byte', async () => {
    const anchor = new FolderAnchor('mount', folder);
    await anchor.put(NOTE);
    await anchor.put({ ...NOTE, size: 7 });
    await anchor.put(NOTE);
    expect(readdirSync(join(folder, 'acme'))).toEqual(['000000000007.txt', '000000000042.txt']);
    expect(readFileSync(join(folder, 'acme/000000000042.txt'), 'utf8')).toBe(NOTE.note);
  });

  it('keeps the checkpoint that it has, and says that ours is another', async () => {
    const anchor = new FolderAnchor('mount', folder);
    await anchor.put(NOTE);
    const rewritten = anchor.put({ ...NOTE, note: 'another' });
    await expect(rewritten).rejects.toMatchObject({ code: 'ANCHOR_DIFFERS' });
    expect(readFileSync(join(folder, 'acme/000000000042.txt'), 'utf8')).toBe(NOTE.note);
    expect(readdirSync(join(folder, 'acme'))).toHaveLength(1);
  });

  it('has it whole where two bring the same at once', async () => {
    const anchors = [1, 2, 3, 4].map(() => new FolderAnchor('mount', folder));
    await Promise.all(anchors.map((anchor) => anchor.put(NOTE)));
    expect(readFileSync(join(folder, 'acme/000000000042.txt'), 'utf8')).toBe(NOTE.note);
    expect(readdirSync(join(folder, 'acme'))).toHaveLength(1);
  });

  it('is away when it is not mounted, and is not made', async () => {
    const missing = join(folder, 'mount');
    const put = new FolderAnchor('mount', missing).put(NOTE);
    await expect(put).rejects.toMatchObject({ code: 'ANCHOR_AWAY' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

interface Posted {
  readonly type: string | undefined;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** A server on loopback that answers as it is told, and what was posted there. */
class Endpoint {
  readonly posted: Posted[] = [];
  answer: (body: Buffer) => { readonly status: number; readonly body: Buffer | string } = () => ({
    ...{ status: 200, body: '' },
  });
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts);
        const { 'content-type': type, authorization } = request.headers;
        this.posted.push({ type, authorization, body });
        const { status, body: answer } = this.answer(body);
        response.writeHead(status).end(answer);
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/anchor`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server?.closeAllConnections();
      this.server?.close(() => resolve());
    });
  }
}

describe('an endpoint', () => {
  const endpoint = new Endpoint();
  let url: string;
  beforeAll(async () => {
    url = await endpoint.start();
  });
  afterAll(() => endpoint.close());

  it('of the client is sent the note with its token, and its answer is the receipt', async () => {
    endpoint.answer = () => ({ status: 201, body: 'countersigned' });
    const anchor = new HttpAnchor({ anchorId: 'client', url, token: 'secret' });
    expect(String(await anchor.put(NOTE))).toBe('countersigned');
    expect(endpoint.posted.at(-1)).toEqual({
      ...{ type: 'text/plain; charset=utf-8', authorization: 'Bearer secret' },
      body: Buffer.from(NOTE.note),
    });
  });

  it.each([
    [409, 'ANCHOR_DIFFERS'],
    [500, 'ANCHOR_AWAY'],
    [401, 'ANCHOR_AWAY'],
  ])('that answers %i is %s', async (status, code) => {
    endpoint.answer = () => ({ status, body: '' });
    const put = new HttpAnchor({ anchorId: 'client', url }).put(NOTE);
    await expect(put).rejects.toMatchObject({ code });
  });

  it('that is not there, or answers without end, is away', async () => {
    endpoint.answer = () => ({ status: 200, body: Buffer.alloc(70_000) });
    const long = new HttpAnchor({ anchorId: 'client', url }).put(NOTE);
    await expect(long).rejects.toMatchObject({ code: 'ANCHOR_AWAY' });
    const nobody = new HttpAnchor({ anchorId: 'client', url: 'http://127.0.0.1:9/' }).put(NOTE);
    await expect(nobody).rejects.toMatchObject({ code: 'ANCHOR_AWAY' });
  });

  describe('that is a time-stamping authority', () => {
    const authority = new Authority();
    afterAll(() => authority.close());
    const stamp = () => new TimeStampAnchor({ anchorId: 'authority', url }).put(NOTE);

    it('gives a stamp that openssl verifies for the note, and for no other', async () => {
      endpoint.answer = (query) => ({ status: 200, body: authority.answer(query) });
      const reply = await stamp();
      expect(endpoint.posted.at(-1)?.type).toBe('application/timestamp-query');
      expect(authority.verify(reply, NOTE.note)).toContain('Verification: OK');
      expect(() => authority.verify(reply, `${NOTE.note} `)).toThrow();
    });

    it('is not believed with the stamp of an earlier request', async () => {
      const old = await new Promise<Buffer>((resolve) => {
        endpoint.answer = (query) => {
          const body = authority.answer(query);
          resolve(body);
          return { status: 200, body };
        };
        stamp().catch(() => undefined);
      });
      endpoint.answer = () => ({ status: 200, body: old });
      await expect(stamp()).rejects.toMatchObject({ code: 'TIME_STAMP_DIFFERS' });
    });

    it('is not believed when it refuses, or says anything else', async () => {
      const refused = Buffer.from('30053003020102', 'hex');
      endpoint.answer = () => ({ status: 200, body: refused });
      await expect(stamp()).rejects.toMatchObject({ code: 'TIME_STAMP_REFUSED' });
      for (const body of ['', 'no stamp', refused.subarray(0, 5), Buffer.from('308400', 'hex')]) {
        endpoint.answer = () => ({ status: 200, body });
        await expect(stamp()).rejects.toMatchObject({ code: 'TIME_STAMP_MALFORMED' });
      }
    });
  });
});
