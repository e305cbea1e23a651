import fc from 'fast-check';
import { brokenWorldLaws } from '../law/world-laws';
import { centres, Play } from './play';
import { conversation, type Happening, happening, reluctance } from './random-happening';
import { runs } from './runs';

/** Plays all of it, then lets everything come to rest, and holds it against every law. */
function check(play: Play, happenings: readonly Happening[]): void {
  for (const next of happenings) play.run(next);
  play.settle();
  play.drain();
  const { world } = play.s;
  expect(brokenWorldLaws(world)).toEqual([]);
  expect([world.calls.size, world.legs.size, world.contacts.size]).toEqual([0, 0, 0]);
  expect([...world.recordings.values()]).toEqual([]);
  expect([world.commands.size, [...world.timers.keys()]]).toEqual([0, []]);
  expect(play.stepLaws()).toEqual([]);
}

type Holds = (
  happenings: fc.Arbitrary<readonly Happening[]>,
  floor?: { readonly openMs?: number; readonly isTalking?: boolean },
) => void;

/** Holds a floor of four agents to every law, whatever of this happens on it. */
const holdsIn =
  (usual: number): Holds =>
  (happenings, { openMs = 60_000, isTalking = false } = {}) => {
    fc.assert(
      fc.property(centres, happenings, (two, all) => {
        const play = new Play(two);
        play.openFor(openMs);
        play.s.logIn('anna', 'ben', 'carla', 'dora');
        if (isTalking) play.talk();
        check(play, all);
      }),
      runs(usual),
    );
  };

/** Every order of events, tried so many times unless the environment says otherwise. */
export function describeAnyOrder(usual: number): void {
  const holds = holdsIn(usual);

  test('whatever order, doubles, losses, refusals, outages and crashes: every law holds', () => {
    holds(fc.array(happening, { minLength: 150, maxLength: 400, size: 'max' }));
  });

  test('whatever is asked of those who talk, amid all of that: every law holds', () => {
    const happenings = fc.array(conversation, { minLength: 100, maxLength: 250, size: 'max' });
    holds(happenings, { isTalking: true });
  });

  test('whoever would rather be called back, or leave a message: the same', () => {
    const happenings = fc.array(reluctance, { minLength: 100, maxLength: 300, size: 'max' });
    holds(happenings, { openMs: 600_000 });
  });
}
