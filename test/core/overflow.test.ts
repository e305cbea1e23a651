import { freezeWorld, thawWorld } from '../../src/core/world';
import { Scenario, T0 } from './scenario';
import { waitingCentre } from './waiting-centre';

const EXITS = { onLongWait: 'long', onNoAgents: 'nobody', onClosed: 'closed' };
const NODES = {
  long: { type: 'play', media: ['sound:long'], next: 'bye' },
  nobody: { type: 'play', media: ['sound:nobody'], next: 'bye' },
  closed: { type: 'play', media: ['sound:closed'], next: 'bye' },
} as const;

const MINUTE = 60_000;

const reasons = (s: Scenario): string[] => s.all('contact.overflowed').map((f) => f.reason);
const heard = (s: Scenario): string | undefined => s.last('play').media[0];

describe('a queue for which nobody is logged in', () => {
  const centre = waitingCentre(
    { overflowWhen: { noAgentsMs: 20_000 }, waitMaxMs: 10 * MINUTE },
    EXITS,
    NODES,
  );

  it('takes no caller, and takes them again when somebody logs in', () => {
    const s = new Scenario(centre);
    s.queue(1);
    expect([reasons(s), heard(s)]).toEqual([['no-agents'], 'sound:en/nobody']);
    s.logIn('anna');
    s.queue(2);
    expect(reasons(s)).toHaveLength(1);
    expect(s.sent('originate')).toBe(1);
  });

  it('counts the agents of who is being offered after a restart, too', () => {
    const s = new Scenario(centre);
    s.logIn('anna');
    s.queue(1);
    expect([...s.world.contacts.values()].map((one) => one.phase)).toEqual(['offered']);
    Object.assign(s.world, thawWorld(JSON.parse(JSON.stringify(freezeWorld(s.world)))));
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
    expect([...s.world.timers.keys()].filter((id) => id.startsWith('unstaffed:'))).toHaveLength(1);
  });

  it('lets those who wait go when nobody comes back in time', () => {
    const s = new Scenario(centre);
    s.logIn('anna');
    s.connect(s.queue(1));
    s.queue(2);
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
    s.pass(19_000);
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'available' });
    s.pass(30_000);
    expect(reasons(s)).toEqual([]);
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
    s.pass(20_000);
    expect([reasons(s), heard(s)]).toEqual([['no-agents'], 'sound:en/nobody']);
    expect(s.phase).toBe('talking,ivr');
  });

  it('asks for those who may serve the caller, not for anybody', () => {
    const s = new Scenario(centre);
    s.logIn('ben');
    s.queue(1, '2');
    expect(reasons(s)).toEqual(['no-agents']);
  });
});

describe('a queue with hours', () => {
  const hours = { calendarId: 'office', drainForMs: 5 * MINUTE };
  const open = (s: Scenario, forMs: number): void => {
    const until = T0 + 600 * MINUTE;
    const body = { calendarId: 'office', from: T0 - 1, until, open: [[T0, T0 + forMs]] as const };
    s.give({ type: 'calendar.computed', ...body });
  };
  const centre = waitingCentre({ hours, waitMaxMs: 60 * MINUTE }, EXITS, NODES);

  it('takes nobody after closing, and serves those who wait', () => {
    const s = new Scenario(centre);
    open(s, 10 * MINUTE);
    const first = s.queue(1);
    s.pass(11 * MINUTE);
    s.queue(2);
    expect([reasons(s), heard(s)]).toEqual([['closed'], 'sound:en/closed']);
    s.logIn('anna');
    s.connect(first);
    expect(s.all('call.connected')).toHaveLength(1);
  });

  it('lets those go who still wait when the grace is over', () => {
    const s = new Scenario(centre);
    open(s, 10 * MINUTE);
    s.queue(1);
    s.pass(15 * MINUTE - 1_000);
    expect(reasons(s)).toEqual([]);
    s.pass(1_000);
    expect([reasons(s), heard(s)]).toEqual([['closed'], 'sound:en/closed']);
  });

  it('follows hours that change while somebody waits', () => {
    const s = new Scenario(centre);
    open(s, 10 * MINUTE);
    s.queue(1);
    s.pass(MINUTE);
    open(s, 30 * MINUTE);
    s.pass(20 * MINUTE);
    expect(reasons(s)).toEqual([]);
    open(s, 12 * MINUTE);
    s.pass(1);
    expect(reasons(s)).toEqual(['closed']);
  });

  it('lets an agent whose phone rings answer first', () => {
    const s = new Scenario(centre);
    open(s, 10 * MINUTE);
    s.queue(1);
    s.pass(15 * MINUTE - 5_000);
    s.logIn('anna');
    s.pass(6_000);
    expect(reasons(s)).toEqual([]);
    s.end(s.last('originate').legId, 'no-answer');
    expect(reasons(s)).toEqual(['closed']);
  });

  it('counts as closed where nobody computed its hours, and says so', () => {
    const s = new Scenario(centre);
    s.queue(1);
    expect(reasons(s)).toEqual(['closed']);
    expect(s.all('calendar.stale')).toHaveLength(1);
  });
});

describe('a queue in which the wait would be too long', () => {
  it('sends the caller elsewhere at once', () => {
    const extra = { overflowWhen: { estimateOverMs: 5 * MINUTE }, expectedHandleTimeMs: 240_000 };
    const s = new Scenario(waitingCentre(extra, EXITS, NODES));
    s.logIn('anna');
    s.connect(s.queue(1));
    s.queue(2);
    expect(reasons(s)).toEqual([]);
    for (let n = 3; n < 6; n += 1) s.queue(n);
    expect(reasons(s)[0]).toBe('long-wait');
    expect(heard(s)).toBe('sound:en/long');
  });
});
