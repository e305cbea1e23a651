import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportRunner } from '../../../src/store/import/import-runner';
import type { ImportOrder } from '../../../src/store/import/lead-import';
import { UploadSpool } from '../../../src/store/import/upload-spool';
import { systemClock } from '../clock';

const order: ImportOrder = {
  list: { clientId: 'acme', campaignId: 'winter', listId: 'first' },
  ...{ importId: 'import-1', format: 'csv', encoding: 'utf-8', mapping: [] },
  ...{ defaults: { country: 'DE' }, actor: 'token:t', at: 1 },
};
const folder = mkdtempSync(join(tmpdir(), 'leitstand-turns-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('lists that wait for their turn are bounded: the disk would fill with them', async () => {
  const script = join(folder, 'thread.js');
  // An import that lasts until it is told to stop.
  writeFileSync(script, "require('worker_threads').parentPort.once('message', process.exit)");
  const path = join(folder, 'spool');
  const spool = new UploadSpool({ folder: path, clock: systemClock, freeBytesMin: 0 });
  const keep = jest.spyOn(spool, 'keep');
  const runner = new ImportRunner({ address: () => 'none', spool, script });
  async function* file() {
    yield Buffer.from('number\n030 5550123\n');
  }
  const runs: Promise<unknown>[] = [];
  for (let index = 0; index < 10; index += 1) {
    runs.push(runner.run(order, file()));
    await keep.mock.results[index]?.value;
    await new Promise(setImmediate);
  }
  const ends = Promise.allSettled(runs);
  await expect(runner.run(order, file())).rejects.toMatchObject({ code: 'IMPORTS_MANY' });
  expect(readdirSync(path)).toHaveLength(10);
  await runner.close();
  for (const end of await ends) {
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'IMPORT_STOPPED' } });
  }
  expect(readdirSync(path)).toEqual([]);
});
