import { join } from 'node:path';
import { type Mutation, mutantFolder } from '../../simulation/mutant';

/** Compiling a core takes a second on a busy machine, and a day of dialing another one. */
jest.setTimeout(120_000);

const inHistory = (name: string, from: string, to: string): Mutation => ({
  name,
  file: 'dialer/recent-attempt.ts',
  from,
  to,
});

/** Mistakes by which one person would be called as if they were several. */
const MUTATIONS: readonly Mutation[] = [
  {
    name: 'no campaign tells the others whom it calls',
    file: 'dialer/launch.ts',
    from: '  noteRecent(turn, attempt);',
    to: '',
  },
  inHistory('a person has one number', '...numbers.map((', '...numbers.slice(0, 1).map(('),
  inHistory('the key says nothing', 'key === undefined ?', "key !== '' ?"),
  inHistory(
    'each campaign counts by itself',
    'attempts: [...told, ...fresh.map(pastOf)]',
    'attempts: [...told, ...ours.map(pastOf)]',
  ),
];

const SEEDS = Array.from({ length: 8 }, (_, index) => 1_000 + index);

/** What the owner of the lists finds in days of dialing; the first bad day ends it. */
function complaints(mutation?: Mutation): readonly string[] {
  const folder = mutation && mutantFolder(mutation);
  let found: readonly string[] = [];
  jest.isolateModules(() => {
    for (const part of folder === undefined ? [] : ['step', 'world']) {
      const real = join(__dirname, '../../../src/core', part);
      jest.doMock(real, () => jest.requireActual(join(folder ?? '', 'core', `${part}.js`)));
    }
    const { DialingDay, dieOf } = require('./dialing-day') as typeof import('./dialing-day');
    for (const seed of SEEDS) {
      const profiles = seed % 2 === 0 ? (['uk-ofcom'] as const) : ([] as const);
      const day = new DialingDay(dieOf(seed), profiles);
      day.live();
      found = day.faults;
      if (found.length > 0) return;
    }
  });
  for (const part of ['step', 'world']) jest.dontMock(join(__dirname, '../../../src/core', part));
  return found;
}

it('the owner of the lists finds nothing in what is there', () => {
  expect(complaints()).toEqual([]);
});

test.each(MUTATIONS)('caught: $name', (mutation) => {
  expect(complaints(mutation)).not.toEqual([]);
});
