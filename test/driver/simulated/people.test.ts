import { type AgentAction, AgentShift } from '../../../src/driver/simulated/agent-shift';
import { Trunk } from '../../../src/driver/simulated/called-party';
import { Caller } from '../../../src/driver/simulated/caller';
import {
  type CallerPersona,
  type KeyHabit,
  type PartyAnswer,
  type PhoneAnswer,
  USUAL_PARTIES,
  USUAL_PHONES,
} from '../../../src/driver/simulated/persona';
import { Phone } from '../../../src/driver/simulated/phone';
import { Prng } from '../../../src/driver/simulated/prng';
import { CallTraffic, OFFICE_DAY } from '../../../src/driver/simulated/traffic';
import { Stand } from './stand';

const PATIENT: CallerPersona = {
  habit: 'right',
  patienceMs: 600_000,
  talkMs: 60_000,
  hangsUpFirst: true,
  holdPatienceMs: 30_000,
};

/** A caller with this habit hears three prompts one after the other; what was pressed at each. */
function pressedAt(habit: KeyHabit): string[] {
  const stand = new Stand();
  const keys = { 'sound:menu': ['1'], 'sound:account': ['4711#'] };
  const caller = new Caller({ ...PATIENT, habit }, keys, new Prng(1));
  const line = stand.answered(caller);
  caller.begin(line);
  return ['sound:menu', 'sound:menu', 'sound:account'].map((prompt, index) => {
    const before = stand.ofType('leg.digit').length;
    const { legId } = line;
    stand.send({ type: 'collect-digits', legId, mediaId: `m${index}`, media: [prompt] });
    stand.clock.advanceBy(10_000);
    return stand
      .ofType('leg.digit')
      .slice(before)
      .map(({ digit }) => digit)
      .join('');
  });
}

function phoned(answer: PhoneAnswer): Stand {
  const stand = new Stand();
  const phone = new Phone({
    mix: { ...USUAL_PHONES, answers: { [answer]: 1 }, hangsUpFirst: 0 },
    prng: new Prng(1),
    onReachable: (reachable) => stand.device.setReachable('device', 'desk', reachable),
    later: (delayMs, act) => void stand.clock.schedule(stand.clock.now() + delayMs, act),
  });
  stand.device.addEndpoint('desk', phone);
  const to = { kind: 'device', device: 'desk' } as const;
  stand.send({ type: 'originate', legId: 'agent', to, ringTimeoutMs: 20_000 });
  return stand;
}

describe('callers', () => {
  it('press keys as their habit is', () => {
    expect(pressedAt('right')).toEqual(['1', '1', '4711#']);
    expect(pressedAt('early')).toEqual(['1', '1', '4711#']);
    expect(pressedAt('none')).toEqual(['', '', '']);
    const [wrong, right] = pressedAt('wrong');
    expect(wrong).toHaveLength(1);
    expect(right).toBe('1');
    expect(wrong).not.toBe('1');
    expect(pressedAt('storm')[0]).toHaveLength(60);
  });

  it('give up when their patience is over, and talk as long as they like', () => {
    const stand = new Stand();
    const impatient = new Caller({ ...PATIENT, patienceMs: 5000 }, {}, new Prng(1));
    impatient.begin(stand.answered(impatient));
    const talker = new Caller({ ...PATIENT, patienceMs: 5000 }, {}, new Prng(1));
    const line = stand.answered(talker);
    talker.begin(line);
    stand.send({ type: 'join', legId: line.legId, bridgeId: 'b', role: 'talk' });
    stand.clock.advanceBy(6000);
    expect(stand.device.liveLegs).toBe(1);
    stand.clock.advanceBy(60_000);
    expect(stand.ofType('leg.ended')).toMatchObject([{ by: 'remote' }, { by: 'remote' }]);
  });

  it('come by a rate that follows the time of day, the same for the same seed', () => {
    const arrivals = (seed: number): number[] => {
      const stand = new Stand({ witnesses: false });
      const traffic = new CallTraffic({
        clock: stand.clock,
        prng: new Prng(seed),
        switches: [stand.device],
        numbers: { '100': 3, '200': 1 },
        callsPerHour: 120,
        profile: OFFICE_DAY,
        keys: {},
      });
      traffic.start();
      const hours = Array.from({ length: 24 }, () => {
        const before = stand.ofType('leg.offered').length;
        stand.clock.advanceBy(3_600_000);
        return stand.ofType('leg.offered').length - before;
      });
      traffic.stop();
      return hours;
    };
    const hours = arrivals(11);
    expect(hours).toEqual(arrivals(11));
    expect(hours).not.toEqual(arrivals(12));
    const at = (hour: number): number => hours[hour] ?? 0;
    expect(at(9)).toBeGreaterThan(80);
    expect(at(9)).toBeLessThan(160);
    expect(at(3)).toBeLessThan(10);
  });
});

describe('phones', () => {
  const outcomes: readonly (readonly [PhoneAnswer, object])[] = [
    ['never-answers', { cause: 'no-answer', by: 'us' }],
    ['busy', { cause: 'busy', by: 'remote' }],
    ['rejects', { cause: 'rejected', by: 'remote' }],
    ['vanishes', { cause: 'unreachable', by: 'remote' }],
  ];
  it.each(outcomes)('that are of the kind %s end the offer so', (answer, expected) => {
    const stand = phoned(answer);
    stand.clock.advanceBy(120_000);
    expect(stand.ofType('leg.ended')).toMatchObject([expected]);
  });

  it('answer, and are busy for a second call', () => {
    const stand = phoned('answers');
    stand.clock.advanceBy(19_000);
    expect(stand.ofType('leg.answered')).toHaveLength(1);
    const to = { kind: 'device', device: 'desk' } as const;
    stand.send({ type: 'originate', legId: 'second', to, ringTimeoutMs: 20_000 });
    stand.clock.advanceBy(1000);
    expect(stand.ofType('leg.ended')).toMatchObject([{ legId: 'second', cause: 'busy' }]);
  });

  it('that vanish are told as unreachable, are refused, and come back', () => {
    const stand = phoned('vanishes');
    const isAway = (): boolean =>
      stand.ofType('endpoint.changed').some(({ reachable }) => !reachable);
    expect(stand.clock.runUntil(isAway)).toBe(true);
    const to = { kind: 'device', device: 'desk' } as const;
    stand.send({ type: 'originate', legId: 'second', to, ringTimeoutMs: 20_000 });
    stand.clock.advanceBy(10);
    expect(stand.ofType('command.failed')).toMatchObject([{ code: 'DESTINATION_UNREACHABLE' }]);
    stand.clock.advanceBy(3_600_000);
    expect(stand.ofType('endpoint.changed').at(-1)).toMatchObject({ reachable: true });
  });
});

describe('called parties', () => {
  const outcomes: readonly (readonly [PartyAnswer, object])[] = [
    ['busy', { cause: 'busy' }],
    ['no-answer', { cause: 'no-answer' }],
    ['rejects', { cause: 'rejected' }],
    ['unknown-number', { cause: 'unallocated-number' }],
    ['unreachable', { cause: 'unreachable' }],
  ];
  const called = (answer: PartyAnswer): Stand => {
    const stand = new Stand();
    const mix = { ...USUAL_PARTIES, answers: { [answer]: 1 } };
    stand.device.addEndpoint('carrier', new Trunk(mix, new Prng(4)));
    const to = { kind: 'number', number: '4930', trunk: 'carrier' } as const;
    stand.send({ type: 'originate', legId: 'lead', to, ringTimeoutMs: 90_000 });
    return stand;
  };
  it.each(outcomes)('that are %s end the attempt so', (answer, expected) => {
    const stand = called(answer);
    stand.clock.advanceBy(200_000);
    expect(stand.ofType('leg.ended')).toMatchObject([expected]);
  });

  it.each(['human', 'machine'] as const)('are heard to be a %s', (answer) => {
    const stand = called(answer);
    stand.clock.runUntil(() => stand.ofType('leg.answered').length === 1);
    stand.send({ type: 'detect-machine', legId: 'lead' });
    stand.send({ type: 'play', legId: 'lead', mediaId: 'm', media: ['sound:hello'] });
    stand.clock.advanceBy(5000);
    expect(stand.ofType('leg.machine')).toMatchObject([{ result: answer }]);
  });
});

describe('a shift of agents', () => {
  it('logs in, takes breaks, comes back when sent on one, and goes home for good', () => {
    const stand = new Stand();
    const actions: AgentAction[] = [];
    const shift = new AgentShift({
      clock: stand.clock,
      prng: new Prng(6),
      switches: [stand.device],
      agents: [{ agentId: 'anna', switchId: 'pbx', device: 'desk-1' }],
      breaksPerHour: 2,
      breakMeanMs: 300_000,
      loginWithinMs: 1000,
      shiftMs: 8 * 3_600_000,
      onAction: (action) => actions.push(action),
    });
    shift.start();
    stand.clock.advanceBy(4 * 3_600_000);
    expect(actions[0]).toEqual({ agentId: 'anna', status: 'available' });
    const breaks = actions.filter(({ status }) => status === 'on-break');
    expect(breaks.length).toBeGreaterThan(1);
    expect(breaks.every(({ reason }) => reason !== undefined)).toBe(true);
    const before = actions.length;
    shift.comeBack('anna');
    stand.clock.advanceBy(300_000);
    expect(actions.slice(before)).toContainEqual({ agentId: 'anna', status: 'available' });
    stand.clock.advanceBy(24 * 3_600_000);
    expect(actions.at(-1)).toEqual({ agentId: 'anna', status: 'logged-out' });
  });
});
