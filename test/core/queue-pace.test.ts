import { staffingView } from '../../src/core/queue/staffing';
import { freezeWorld, thawWorld } from '../../src/core/world';
import { Scenario } from './scenario';

const GOAL = { serviceLevel: 0.8 };
const staffing = (s: Scenario, asked = {}) =>
  staffingView(s.world, 'sales', s.world.at, { ...GOAL, ...asked });

/** A caller who waits three seconds and talks for five minutes; wrap-up is ten seconds. */
function served(s: Scenario): void {
  const caller = s.queue();
  s.pass(3_000);
  s.connect(caller);
  s.pass(300_000);
  s.end(caller);
  s.end(s.last('originate').legId);
  s.pass(10_000);
}

test('the last hour of a queue: calls, waits, and what they took of agents', () => {
  const s = new Scenario();
  s.logIn('anna');
  served(s);
  const seen = staffing(s)?.observed;
  expect(seen).toMatchObject({ offered: 1, answered: 1, answeredInTime: 1, answeredWaitMs: 3_000 });
  // Ringing (three seconds), talk and wrap-up.
  expect(seen).toMatchObject({ handled: 1, busyMs: 313_000 });
  const later = staffingView(s.world, 'sales', s.world.at + 2 * 3_600_000, GOAL);
  expect(later?.observed).toMatchObject({ offered: 0, busyMs: 0 });
  expect(later?.needed).toBeNull();
});

test('a caller who gives up tells of patience', () => {
  const s = new Scenario();
  s.logIn('anna');
  served(s);
  s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
  const caller = s.queue(2);
  s.pass(40_000);
  s.end(caller);
  expect(staffing(s)?.observed).toMatchObject({ offered: 2, abandoned: 1, waitMs: 43_000 });
  expect(staffing(s)?.demand).toMatchObject({ handleMs: 313_000, patienceMs: 43_000 });
});

test('what is said goes before what was seen, and the counted hour outlives a restart', () => {
  const s = new Scenario();
  s.logIn('anna');
  served(s);
  const asked = { arrivalsPerHour: 60, handleMs: 240_000, patienceMs: 120_000, withinMs: 10_000 };
  const view = staffing(s, asked);
  expect(view?.demand).toMatchObject({ arrivalsPerHour: 60, handleMs: 240_000, load: 4 });
  const needed = view?.needed ?? 0;
  const level = (agents: number) =>
    view?.forecasts.find((one) => one.agents === agents)?.serviceLevel ?? 0;
  expect(level(needed)).toBeGreaterThanOrEqual(0.8);
  expect(level(needed - 1)).toBeLessThan(0.8);
  const thawed = thawWorld(JSON.parse(JSON.stringify(freezeWorld(s.world))));
  expect(staffingView(thawed, 'sales', s.world.at, { ...GOAL, ...asked })).toEqual(view);
});

test('an agent counts with the part of its load that the queue has', () => {
  const s = new Scenario();
  const other = { ...s.world.centre.queues[0], queueId: 'other' } as never;
  const centre = { ...s.world.centre, queues: [...s.world.centre.queues, other] };
  s.give({ type: 'centre.applied', centre });
  s.logIn('anna');
  expect(staffing(s)?.agents).toEqual({ onDuty: 1, shared: 1, effective: 0.5 });
  served(s);
  expect(staffing(s)?.agents).toEqual({ onDuty: 1, shared: 1, effective: 1 });
  expect(staffingView(s.world, 'nowhere', 0, GOAL)).toBeNull();
});
