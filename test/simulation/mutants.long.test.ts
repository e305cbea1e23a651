import { complaintsAbout } from './mutant';
import { MUTATIONS } from './mutations';

jest.setTimeout(60_000);

const OTHERS = MUTATIONS.filter((_, index) => index % 2 === 1);

test.each(OTHERS)('caught: $name', async (mutation) => {
  expect(await complaintsAbout(mutation)).not.toEqual([]);
});
