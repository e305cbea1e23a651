import { complaintsAbout } from './mutant';
import { MUTATIONS } from './mutations';

jest.setTimeout(600_000);

/** Those that are not in mutants.test.ts. */
const OTHERS = MUTATIONS.filter((_, index) => index % 10 !== 0);

test.each(OTHERS)('caught: $name', async (mutation) => {
  expect(await complaintsAbout(mutation)).not.toEqual([]);
});
