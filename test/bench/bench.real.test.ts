import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const project = join(__dirname, '../..');

/** What a bench prints on stdout, which has to be one line of JSON and nothing else. */
async function bench(name: string, ...words: string[]): Promise<Record<string, unknown>> {
  const command = ['run', '-s', 'bench', '--', name, ...words];
  // A FreeSWITCH that somebody named for other tests is not this one's.
  const env = { ...process.env, LEITSTAND_TEST_ESL: '' };
  const { stdout } = await run('npm', command, { cwd: project, env });
  expect(stdout.trimEnd()).not.toContain('\n');
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Every figure is a number: a missing one would be null in JSON. */
function expectFigures(result: Record<string, unknown>, keys: readonly string[]): void {
  for (const key of ['seed', 'seconds', ...keys]) {
    expect([key, result[key]]).toEqual([key, expect.any(Number)]);
  }
  expect(result['machine']).toEqual({ cores: expect.any(Number), node: process.version });
}

describe('the benches', () => {
  it('routing tells what an input costs, and compares policies on the same days', async () => {
    const result = await bench('routing', '--quick', '--compare', '--seed', '7');
    expect(result).toMatchObject({ name: 'routing', seed: 7, agents: 10_000, waiting: 2_000 });
    expectFigures(result, ['inputsPerSecond', 'stepP99Us', 'growth1kTo10k']);
    const rows = result['rows'] as { scenario: string; policy: string }[];
    for (const row of rows) {
      expect(row).toEqual({
        scenario: expect.any(String),
        policy: expect.any(String),
        serviceLevelPct: expect.any(Number),
        meanWaitMs: expect.any(Number),
        abandonPct: expect.any(Number),
      });
    }
    for (const scenario of ['n-design', '20-skills']) {
      const policies = rows.filter((row) => row.scenario === scenario).map((row) => row.policy);
      expect(policies).toEqual(expect.arrayContaining(['leitstand recommended']));
      expect(policies.filter((policy) => policy.startsWith('mod_callcenter'))).toHaveLength(5);
      expect(policies.filter((policy) => policy.startsWith('app_queue'))).toHaveLength(6);
    }
  });

  it('calls tells what the engine costs beside a bare loop and the usual library', async () => {
    const result = await bench('calls', '--quick');
    expect(result).toMatchObject({ name: 'calls', switch: 'asterisk' });
    expectFigures(result, [
      'callsPerSecond',
      'bareCallsPerSecond',
      'ariClientCallsPerSecond',
      'ratio',
      'bridgeDelayP99Ms',
      'residentMb',
    ]);
  });

  it('estimate tells how good wait estimates are, beside those of other systems', async () => {
    const result = await bench('estimate', '--quick', '--seed', '3');
    expect(result).toMatchObject({ name: 'estimate', seed: 3 });
    expectFigures(result, ['days']);
    const rows = result['rows'] as Record<string, unknown>[];
    expect(new Set(rows.map(({ estimator }) => estimator)).size).toBe(4);
    for (const row of rows) {
      for (const key of ['checked', 'coveragePct', 'biasS', 'maeS']) {
        expect([key, row[key]]).toEqual([key, expect.any(Number)]);
      }
    }
  });

  it('dialer tells how long the next thousand leads take, and an import', async () => {
    const result = await bench('dialer', '--quick');
    expect(result).toMatchObject({ name: 'dialer' });
    const keys = ['nextThousandMs', 'nextThousandP95Ms', 'importRows', 'importRowsPerSecond'];
    expectFigures(result, ['leads', ...keys]);
  });

  it('memory tells what the daemon holds, idle and with callers', async () => {
    const result = await bench('memory', '--quick');
    expect(result).toMatchObject({ name: 'memory', switch: 'simulated' });
    expectFigures(result, ['idleMb', 'calls', 'residentMb']);
  });

  it('asks for the FreeSWITCH that it cannot bring by itself', async () => {
    const stderr: unknown = expect.stringContaining('LEITSTAND_TEST_ESL');
    const asked = bench('calls', '--switch', 'freeswitch');
    await expect(asked).rejects.toMatchObject({ code: 2, stdout: '', stderr });
  });

  it('refuses what it does not know', async () => {
    await expect(bench('coffee')).rejects.toMatchObject({ code: 2, stdout: '' });
  });
});
