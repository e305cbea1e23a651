import fc from 'fast-check';
import type { Input } from '../../src/core/input';
import { step } from '../../src/core/step';
import { freezeWorld, newWorld, thawWorld, type World } from '../../src/core/world';
import { Scenario } from '../core/scenario';
import { waitingCentre } from '../core/waiting-centre';
import { centres, Play } from './play';
import { conversation, happening } from './random-happening';
import { runs } from './runs';

/** Law 4 for snapshots: a world that was frozen and thawed goes on exactly as it would have. */

const thawed = (world: World): World => thawWorld(JSON.parse(JSON.stringify(freezeWorld(world))));

/** Plays a journal twice, once with thaws before some of its inputs. Undefined: no difference. */
function differenceOf(inputs: readonly Input[], isThawed: (place: number) => boolean) {
  const plain = newWorld('test');
  let other = newWorld('test');
  for (const [place, input] of inputs.entries()) {
    if (isThawed(place)) other = thawed(other);
    const wanted = step(plain, input);
    const found = step(other, input);
    if (JSON.stringify(found) !== JSON.stringify(wanted)) return { input, wanted, found };
  }
  const [wanted, found] = [plain, other].map((world) => JSON.stringify(freezeWorld(world)));
  return wanted === found ? undefined : { wanted, found };
}

const RUNS = runs(100);

/** Which of the inputs come to a thawed world: few of them, or nearly each. */
const thaws = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat({ max: 39 })))
  .map(([oneIn, drawn]) => {
    const isThawed = new Map<number, boolean>();
    return (place: number): boolean => {
      const known = isThawed.get(place) ?? (drawn.next().value ?? 0) % oneIn === 0;
      isThawed.set(place, known);
      return known;
    };
  });

test('whatever happens, a world out of a snapshot does what the one that went on does', () => {
  const mixed = fc.oneof(conversation, happening);
  const happenings = fc.array(mixed, { minLength: 100, maxLength: 300, size: 'max' });
  fc.assert(
    fc.property(centres, happenings, thaws, (two, all, isThawed) => {
      const play = new Play(two);
      play.openFor(60_000);
      play.s.logIn('anna', 'ben', 'carla', 'dora');
      play.talk();
      for (const next of all) play.run(next);
      expect(differenceOf(play.s.inputs, isThawed)).toBeUndefined();
    }),
    RUNS,
  );
});

test('new hours move the ends of waits in one order, whatever came into the line last', () => {
  const relax = [{ afterMs: 5_000, dropAsked: true }];
  const hours = { calendarId: 'office', drainForMs: 10_000 };
  const s = new Scenario(waitingCentre({ hours, relax }));
  const openFor = (ms: number) => {
    const open = [[s.at - 1_000, s.at + ms]] as const;
    const body = { calendarId: 'office', from: s.at - 1_000, until: s.at + 3_600_000, open };
    s.give({ type: 'calendar.computed', ...body });
  };
  openFor(600_000);
  // The first of them stands anew in the line, behind the second, when it asks less.
  s.queue(1, '2');
  s.pass(2_000);
  s.queue(2, '2');
  s.pass(4_000);
  openFor(20_000);
  const last = s.inputs.length - 1;
  expect(differenceOf(s.inputs, (place) => place === last)).toBeUndefined();
});

test('who is being offered is watched after a thaw: the last agent may go on break', () => {
  const s = new Scenario(waitingCentre({ overflowWhen: { noAgentsMs: 10_000 } }));
  s.logIn('anna');
  s.queue();
  s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
  const last = s.inputs.length - 1;
  expect(s.world.timers.has(`unstaffed:${[...s.world.contacts.keys()][0]}`)).toBe(true);
  expect(differenceOf(s.inputs, (place) => place === last)).toBeUndefined();
});
