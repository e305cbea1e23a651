import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POLICY_MUTATIONS } from '../core/dialer/policy-mutations';
import { MUTATIONS } from '../simulation/mutations';

/** A mistake that cannot be planted any more is one that nobody looks for. */
test.each([...MUTATIONS, ...POLICY_MUTATIONS])('can be planted: $name', ({ file, from }) => {
  const source = readFileSync(join(__dirname, '../../src/core', file), 'utf8');
  expect(source.split(from)).toHaveLength(2);
});
