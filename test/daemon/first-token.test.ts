import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConnection } from '../../src/cli/stored-connection';
import type { Daemon } from '../../src/daemon/daemon';
import { keepConnection } from '../../src/daemon/first-token';
import { openLog } from '../../src/daemon/log';

const SECRET = 'lst_first';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'leitstand-token-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** What the daemon says about its first token. */
async function said(isTerminal: boolean): Promise<string> {
  const daemon = {
    url: 'http://127.0.0.1:8470',
    tokens: { create: async () => ({ secret: SECRET }) },
    database: { onReady: (listener: () => void) => listener() },
  } as unknown as Daemon;
  const log = openLog({ level: 'fatal', personalData: false });
  return new Promise((say, reject) => {
    keepConnection({ daemon, dataDir, log, say, isTerminal }).catch(reject);
  });
}

test('the first token is shown to a person at a terminal', async () => {
  expect(await said(true)).toContain(SECRET);
});

test('where the output may end in a log, only the file of the token is named', async () => {
  const line = await said(false);
  expect(line).not.toContain(SECRET);
  expect(line).toContain(join(dataDir, 'cli.json'));
  expect(readConnection(dataDir)?.token).toBe(SECRET);
});
