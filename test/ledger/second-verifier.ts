import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../docs/verifier');

/** One run of Python judges many bundles, since to start it takes longer than to verify. */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import verify
for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps(verify.verify(case["folder"], case.get("key"), case["kept"])), flush=True)
`;

export interface SecondCase {
  readonly folder: string;
  readonly key?: string;
  /** Files. */
  readonly kept: readonly string[];
}

/** Code, first leaf, one past the last leaf that it can be. */
export type SecondFinding = readonly [string, number | null, number | null];

/** What the verifier in Python finds in each bundle. It has to be there: the format is for all. */
export function secondVerdicts(cases: readonly SecondCase[]): SecondFinding[][] {
  const input = cases.map((one) => `${JSON.stringify(one)}\n`).join('');
  const ran = spawnSync('python3', ['-c', DRIVER, FOLDER], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (ran.error) {
    throw new Error(
      `the second verifier needs python3, which does not start: ${ran.error.message}`,
    );
  }
  if (ran.status !== 0) throw new Error(`the second verifier failed: ${ran.stderr}`);
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
