import { planFaults, scheduleFaults } from '../../../src/driver/simulated/fault-plan';
import { Prng } from '../../../src/driver/simulated/prng';
import { Stand } from './stand';

const play = (legId: string, mediaId: string) =>
  ({ type: 'play', legId, mediaId, media: ['sound:hello'] }) as const;

describe('faults of the simulated switch', () => {
  it('fail a command once, and not the next one', () => {
    const stand = new Stand();
    const { legId } = stand.answered();
    stand.device.faults.failNext('play', 'REFUSED');
    const commandId = stand.send(play(legId, 'm1'));
    stand.send(play(legId, 'm2'));
    stand.clock.advanceBy(20);
    expect(stand.ofType('command.failed')).toMatchObject([{ commandId, code: 'REFUSED' }]);
    expect(stand.ofType('leg.media-started')).toMatchObject([{ mediaId: 'm2' }]);
  });

  it('lose a command without a word', () => {
    const stand = new Stand();
    const { legId } = stand.answered();
    stand.device.faults.loseNextCommand('play');
    stand.send(play(legId, 'm1'));
    stand.clock.advanceBy(10_000);
    expect(stand.ofType('command.failed')).toEqual([]);
    expect(stand.ofType('leg.media-started')).toEqual([]);
  });

  it('lose an event of what has really happened', () => {
    const stand = new Stand();
    const line = stand.answered();
    stand.device.faults.loseNextEvent('leg.ended');
    line.hangUp();
    stand.clock.advanceBy(1);
    expect(stand.ofType('leg.ended')).toEqual([]);
    expect(stand.device.takeSnapshot(0)).toMatchObject({ legs: [], ended: [{}] });
  });

  it('delay a command, so that a later one overtakes it', () => {
    const stand = new Stand();
    const { legId } = stand.answered();
    stand.device.faults.delayNextCommand('play', 500);
    stand.send(play(legId, 'm1'));
    stand.send({ type: 'hangup', legId, cause: 'normal' });
    stand.clock.advanceBy(1000);
    expect(
      stand
        .types()
        .filter((type) => type !== 'leg.witnessed')
        .slice(-2),
    ).toEqual(['leg.ended', 'command.failed']);
  });

  it('double events, and let them overtake each other within their window', () => {
    const stand = new Stand();
    const line = stand.answered();
    stand.device.faults.setRates({ eventDoubled: 0.5, eventDelayed: 0.7, eventDelayMostMs: 50 });
    const pressed = '1234567890'.repeat(5);
    for (const digit of pressed) line.press(digit);
    stand.clock.advanceBy(100);
    const heard = stand.ofType('leg.digit').map(({ digit }) => digit);
    expect(heard.length).toBeGreaterThan(pressed.length);
    expect(heard.join('')).not.toContain(pressed);
    expect([...new Set(heard)].sort().join('')).toBe('0123456789');
    stand.device.faults.setRates({});
    line.press('#');
    expect(stand.ofType('leg.digit').at(-1)?.digit).toBe('#');
  });

  it('are planned over a day by a seed, with every kind among them', () => {
    const day = { from: 0, until: 86_400_000, count: 200 };
    const plan = planFaults(new Prng(9), day);
    expect(plan).toEqual(planFaults(new Prng(9), day));
    expect([...new Set(plan.map(({ kind }) => kind))].sort()).toEqual([
      'bad-wire',
      'fail-next',
      'link-drop',
      'lose-next',
      'switch-restart',
    ]);
    expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).sort((a, b) => a - b));
  });

  it('that are planned leave the switch working when all are over', () => {
    const stand = new Stand();
    const from = stand.clock.now();
    const day = { from, until: from + 3_600_000, count: 60 };
    scheduleFaults(planFaults(new Prng(2), day), stand.device, stand.clock);
    stand.clock.advanceBy(4_000_000);
    const ups = stand.ofType('switch.up').length;
    expect(ups).toBeGreaterThan(5);
    expect(stand.types().at(-1)).toBe('switch.up');
    expect(stand.ofType('switch.down')).toHaveLength(ups - 1);
    for (const type of ['answer', 'originate'] as const) {
      const fate = () => stand.device.faults.onCommand({ type } as never).type;
      while (fate() !== 'carried-out');
    }
    expect(stand.answered().live).toBe(true);
  });
});
