import { Prng } from '../../src/driver/simulated/prng';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import type { SwitchEvent } from '../../src/port/switch-event';
import { legFaults } from './leg-law';
import { ShuffledSink } from './shuffled-sink';

const leg = (type: string, more: object = {}): SwitchEvent =>
  ({ type, switchId: 's', legId: 'a', ...more }) as SwitchEvent;
const WHOLE = [
  leg('leg.offered'),
  leg('leg.answered'),
  leg('leg.joined', { bridgeId: 'b' }),
  leg('leg.ended'),
];

describe('the law of legs', () => {
  it('lets a whole call pass, with a witness after its end', () => {
    expect(legFaults([...WHOLE, leg('leg.witnessed')])).toEqual([]);
  });

  const breaches: readonly (readonly [string, readonly SwitchEvent[]])[] = [
    ['a second end', [...WHOLE, leg('leg.ended')]],
    ['a digit after the end', [...WHOLE, leg('leg.digit')]],
    ['a second answer', [leg('leg.offered'), leg('leg.answered'), leg('leg.answered')]],
    ['an offer that is late', [leg('leg.digit'), leg('leg.offered')]],
    ['a join without an answer', [leg('leg.offered'), leg('leg.joined')]],
  ];
  it.each(breaches)('finds %s', (_, events) => {
    expect(legFaults(events)).toHaveLength(1);
  });

  it('looks at each leg by itself', () => {
    const other = leg('leg.digit', { legId: 'b' });
    expect(legFaults([...WHOLE, other])).toEqual([]);
  });
});

describe('the shuffled sink', () => {
  const shuffle = (seed: number): { said: SwitchEvent[]; heard: SwitchEvent[] } => {
    const clock = new SimulatedClock();
    const heard: SwitchEvent[] = [];
    const parts = { clock, prng: new Prng(seed), windowMs: 20, doubledShare: 0.3 };
    const { sink } = new ShuffledSink((event) => heard.push(event), parts);
    const said = Array.from({ length: 40 }, (_, index) => leg('leg.digit', { digit: `${index}` }));
    for (const event of said.slice(0, 20)) sink(event);
    sink(leg('switch.down'));
    for (const event of said.slice(20)) sink(event);
    clock.advanceBy(20);
    return { said, heard };
  };

  it('delivers everything, some of it twice, out of order, the same for one seed', () => {
    const { said, heard } = shuffle(3);
    const digits = heard.filter(({ type }) => type === 'leg.digit');
    expect(new Set(digits)).toEqual(new Set(said));
    expect(digits.length).toBeGreaterThan(said.length);
    expect(digits.slice(0, 20)).not.toEqual(said.slice(0, 20));
    expect(shuffle(3).heard).toEqual(heard);
  });

  it('lets nothing pass what is told of the link', () => {
    const { said, heard } = shuffle(4);
    const down = heard.findIndex(({ type }) => type === 'switch.down');
    expect(new Set(heard.slice(0, down))).toEqual(new Set(said.slice(0, 20)));
  });
});
