import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCentreJob, WorkerCentreReader } from '../../src/config/centre-reader';

const CONFIG = join(__dirname, '../../src/config');

/** Runs the worker from its source, compiled as it is required. */
const FROM_SOURCE = `
const { readFileSync } = require('node:fs');
const { transformSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
require.extensions['.ts'] = (module, file) => {
  const options = {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  };
  module._compile(transformSync(readFileSync(file, 'utf8'), options).code, file);
};
require(${JSON.stringify(join(CONFIG, 'centre-worker.ts'))});
`;

const job = {
  text: readFileSync(join(__dirname, '../../docs/examples/centre.yaml'), 'utf8'),
  file: 'centre.yaml',
  switchIds: ['main'],
  now: Date.UTC(2026, 10, 23),
  days: 2,
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leitstand-reader-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function reader(name: string, script: string): WorkerCentreReader {
  const path = join(folder, name);
  writeFileSync(path, script);
  return new WorkerCentreReader(path);
}

describe('reading a centre in a thread of its own', () => {
  it('gives the same, problems and hours included', async () => {
    const worker = reader('centre-worker.js', FROM_SOURCE);
    const read = await worker.read(job);
    expect(read).toEqual(readCentreJob(job));
    expect(read.hours.map((hours) => hours.calendarId)).toEqual([
      'stadtwerke-office',
      'nordlicht-desk',
    ]);
    const broken = { ...job, text: job.text.replace('german: 10', 'german: 11') };
    const refused = await worker.read(broken);
    expect(refused.centre).toBeUndefined();
    expect(refused).toEqual(readCentreJob(broken));
    expect(refused.hours).toEqual([]);
  }, 30_000);

  it.each([
    ['dies', 'process.exit(3)'],
    ['throws', 'throw new Error("no")'],
  ])('refuses the file when the thread %s, and the daemon lives on', async (name, script) => {
    await expect(reader(`${name}.js`, script).read(job)).rejects.toMatchObject({
      code: 'CENTRE_UNREADABLE',
    });
  });
});
