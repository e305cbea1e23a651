import { callbackNodes } from '../../src/config/centre/callback-entry';
import type { Contact } from '../../src/core/contact/contact';
import { Scenario } from './scenario';
import { waitingCentre } from './waiting-centre';

const MINUTE = 60_000;
const CALLERS = 10_000;

/** Whatever grows with the length of the line looks at each who stands there, mostly more often. */
const LOOKS_MAX = CALLERS / 10;

const CENTRE = waitingCentre(
  {
    waitingMax: 2 * CALLERS,
    waitMaxMs: 600 * MINUTE,
    overflowWhen: { noAgentsMs: MINUTE },
    waiting: { announce: { firstMs: MINUTE, everyMs: MINUTE, position: true, estimate: true } },
    callback: {
      trunk: 'provider',
      allow: ['0'],
      deny: [],
      attemptsMax: 2,
      retryAfterMs: MINUTE,
      ringTimeoutMs: 25_000,
      expireAfterMs: 600 * MINUTE,
      pendingMax: 100,
    },
  },
  { keys: { '7': 'back' } },
  {
    ...callbackNodes(
      'back',
      { type: 'callback', place: 'sales', next: 'bye', onFailed: 'sales' },
      'sales',
    ),
  },
);

/** Everything of a contact that is read is counted from now on. */
function countLooks(contacts: Iterable<Contact>): { looks: number } {
  const counter = { looks: 0 };
  for (const contact of contacts) {
    for (const [key, first] of Object.entries(contact)) {
      let value: unknown = first;
      Object.defineProperty(contact, key, {
        enumerable: true,
        get: () => {
          counter.looks += 1;
          return value;
        },
        set: (next: unknown) => {
          value = next;
        },
      });
    }
  }
  return counter;
}

describe('while 10,000 callers wait', () => {
  const s = new Scenario(CENTRE);
  s.logIn('anna', 'ben');
  const talking = [0, 1].map((n) => {
    const caller = s.queue(n);
    return [caller, s.connect(caller)] as const;
  });
  const legs = Array.from({ length: CALLERS }, (_, n) => {
    s.at += 1;
    return s.queue(n + 2, n % 3 === 0 ? '2' : '1');
  });
  const booked = legs[5_000] ?? '';
  for (const digit of '71') s.event({ type: 'leg.digit', legId: booked, digit });
  s.end(booked);
  const counter = countLooks(s.world.contacts.values());

  /** How often waiting contacts are looked at in what is done. */
  const looksIn = (act: () => void): number => {
    counter.looks = 0;
    act();
    return counter.looks;
  };
  const setStatus = (agentId: string, status: 'on-break' | 'available') =>
    s.give({ type: 'agent.status-requested', agentId, status });
  const told = () => s.commands.findLast((command) => command.type === 'play')?.media.join(' ');

  it('a step costs what it costs, however many they are', () => {
    const callOf = (legId: string) =>
      [...s.world.calls.values()].find((call) => call.legId === legId)?.callId ?? '';
    const timerId = `announce:${callOf(legs[7_000] ?? '')}`;
    const [caller, agentLeg] = talking[1] ?? ['', ''];
    const offers = s.all('offer.made').length;
    const looks = {
      arrival: looksIn(() => s.queue(20_000)),
      hangUp: looksIn(() => s.end(legs[6_000] ?? '')),
      announcement: looksIn(() => {
        s.at = s.world.timers.get(timerId)?.at ?? s.at;
        s.give({ type: 'timer.fired', timerId });
      }),
      break: looksIn(() => setStatus('ben', 'on-break')),
      return: looksIn(() => setStatus('ben', 'available')),
      free: looksIn(() => {
        s.end(caller);
        s.end(agentLeg);
        s.at += MINUTE;
        s.give({ type: 'timer.fired', timerId: 'wrap-up:ben' });
      }),
    };
    for (const [what, count] of Object.entries(looks)) {
      expect([what, Math.min(count, LOOKS_MAX)]).toEqual([what, count]);
    }
    expect(s.all('offer.made')).toHaveLength(offers + 1);
    expect(told()).toContain('sound:en/leitstand/your-position');
  });

  it('each of them leaves when the last agent who could serve them is gone', () => {
    const german = [...s.world.contacts.values()].filter(
      ({ phase, priority }) => phase === 'waiting' && priority === 5,
    );
    const isLeaving = ({ contactId }: Contact) => s.world.timers.has(`unstaffed:${contactId}`);
    expect(german.filter(isLeaving)).toEqual([]);
    setStatus('anna', 'on-break');
    expect(german.filter(isLeaving)).toHaveLength(german.length);
    setStatus('anna', 'available');
    expect(german.filter(isLeaving)).toEqual([]);
  });
});
