import fc from 'fast-check';
import type { Fact } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import { step } from '../../src/core/step';
import { freezeWorld, newWorld, thawWorld } from '../../src/core/world';
import { outboxEntries } from '../../src/engine/outbox-entry';
import { plainEntry } from '../../src/store/ledger/plain-entry';
import { Sealer } from '../../src/store/ledger/sealer';
import { centres, Play } from './play';
import { conversation, type Happening, happening, reluctance } from './random-happening';
import { runs } from './runs';

/** What the log will say of these facts, before personal values are taken out. */
const plain = (facts: readonly Fact[]): string =>
  JSON.stringify(outboxEntries(facts).map((entry) => [entry.cause, plainEntry(entry)]));

/** Law 4: as after a restart, with the world out of a snapshot now and then. */
function replayed(inputs: readonly Input[]): Fact[] {
  let world = newWorld('test');
  return inputs.flatMap((input) => {
    if (input.seq % 50 === 0) world = thawWorld(JSON.parse(JSON.stringify(freezeWorld(world))));
    return [...step(world, input).facts];
  });
}

function play(happenings: readonly Happening[], two: Play): Play {
  two.openFor(600_000);
  two.s.logIn('anna', 'ben', 'carla', 'dora');
  two.talk();
  for (const next of happenings) two.run(next);
  two.settle();
  two.drain();
  return two;
}

const ofAll = fc.array(fc.oneof(happening, conversation, reluctance), {
  ...{ minLength: 60, maxLength: 200, size: 'max' },
});

test('a replay of the journal tells the log the same, and each call is in it', () => {
  fc.assert(
    fc.property(centres, ofAll, (two, happenings) => {
      const { facts, inputs } = play(happenings, new Play(two)).s;
      expect(plain(replayed(inputs))).toBe(plain(facts));

      const sealed = new Sealer('0a1b2c3d', new Map()).seal(outboxEntries(facts));
      const said = sealed.map((entry) => JSON.parse(entry.sealed.data));
      const offered = facts.flatMap(({ body }) =>
        body.type === 'call.offered' || body.type === 'call.dialed' ? [body.callId] : [],
      );
      const calls = said.filter(({ type }) => type === 'call').map(({ body }) => body.callId);
      expect(calls.sort()).toEqual(offered.sort());
      expect(said.every(({ cause }) => cause.actor !== undefined)).toBe(true);
      // The numbers that the play's people call from.
      expect(sealed.filter(({ sealed: { data } }) => /"030[0-3]"/.test(data))).toEqual([]);
    }),
    runs(60),
  );
});
