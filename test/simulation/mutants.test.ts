import { complaintsAbout } from './mutant';
import { MUTATIONS } from './mutations';

jest.setTimeout(60_000);

/** One of ten; the rest is planted in mutants.long.test.ts. */
const SOME = MUTATIONS.filter((_, index) => index % 10 === 0);

test.each(SOME)('caught: $name', async (mutation) => {
  expect(await complaintsAbout(mutation)).not.toEqual([]);
});
