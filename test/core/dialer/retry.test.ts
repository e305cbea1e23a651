import type { HopperLead } from '../../../src/core/dialer/hopper';
import { type AttemptOutcome, afterAttempt, RETRY_DEFAULTS } from '../../../src/core/dialer/retry';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 23, 11);
const [HOME, MOBILE] = ['+4930111111', '+4930222222'];

const rules = {
  ...RETRY_DEFAULTS,
  dispositions: { sold: 'done', no: 'refused', wrong: 'wrong-number', later: 'callback' },
} as const;

/** A lead after these attempts at the first of its numbers, the last of them just now. */
function lead(results: readonly string[], more: Partial<HopperLead> = {}): HopperLead {
  const attempts = results.map((result, index) => ({
    at: NOON - (results.length - 1 - index) * DAY,
    number: HOME,
    result,
  }));
  return {
    leadId: 'lead-1',
    listId: 'spring',
    priority: 0,
    numbers: [
      { number: HOME, role: 'home', zone: 'Europe/Berlin' },
      { number: MOBILE, role: 'mobile', zone: 'Europe/Berlin' },
    ],
    nextNumber: 0,
    attempts,
    attemptsTotal: attempts.length,
    ...more,
  };
}

const follows = (subject: HopperLead, outcome: Omit<AttemptOutcome, 'number'>, number = HOME) =>
  afterAttempt(subject, { number, ...outcome }, rules, NOON);

describe('what becomes of a lead after an attempt', () => {
  it('busy: the same number, after a quarter of an hour', () => {
    const next = { state: 'waiting', at: NOON + 15 * MINUTE, nextNumber: 0 };
    expect(follows(lead(['busy']), { result: 'busy' })).toEqual(next);
  });

  it('no answer: the next number soon, and after the last one the first again, hours later', () => {
    const soon = { state: 'waiting', at: NOON + 5 * MINUTE, nextNumber: 1 };
    expect(follows(lead(['no-answer']), { result: 'no-answer' })).toEqual(soon);
    const later = { state: 'waiting', at: NOON + 4 * HOUR, nextNumber: 0 };
    expect(follows(lead(['no-answer']), { result: 'no-answer' }, MOBILE)).toEqual(later);
  });

  it('machine: another time of day than before', () => {
    const found = follows(lead(['machine']), { result: 'machine' }, MOBILE);
    expect(found).toEqual({ state: 'waiting', at: NOON + DAY + 2 * HOUR, nextNumber: 0 });
  });

  it('no such number: it is out, whichever comes next', () => {
    const gone = lead(['invalid-number']);
    const next = { state: 'waiting', at: NOON + 5 * MINUTE, nextNumber: 1 };
    expect(follows(gone, { result: 'invalid-number' })).toEqual(next);
    expect(follows(gone, { result: 'busy' }, MOBILE)).toMatchObject({ nextNumber: 1 });
    const [only] = gone.numbers;
    const alone = { ...gone, numbers: only ? [only] : [] };
    const done = { state: 'done', reason: 'no-number-left' };
    expect(follows(alone, { result: 'invalid-number' })).toEqual(done);
  });

  it('a number on a do-not-call list is passed over', () => {
    const [home, mobile] = lead([]).numbers;
    if (!home || !mobile) throw new Error('no numbers');
    const numbers = [home, { ...mobile, suppressed: 'global' as const }];
    const found = follows(lead(['no-answer'], { numbers }), { result: 'no-answer' });
    expect(found).toEqual({ state: 'waiting', at: NOON + 4 * HOUR, nextNumber: 0 });
  });

  it('so many of one result are enough, and so many in all', () => {
    const used = { state: 'done', reason: 'attempts-used' };
    const refusing = lead(['rejected', 'rejected']);
    expect(follows(refusing, { result: 'rejected' })).toEqual(used);
    expect(follows(lead(['busy'], { attemptsTotal: 10 }), { result: 'busy' })).toEqual(used);
  });

  it('unknown is taken for a drop: three days of peace', () => {
    const peace = { state: 'waiting', at: NOON + 3 * DAY, nextNumber: 0 };
    expect(follows(lead(['unknown']), { result: 'unknown' })).toEqual(peace);
    expect(follows(lead(['dropped']), { result: 'dropped' })).toEqual(peace);
  });

  it('a talk: as its disposition says', () => {
    const talk = (disposition?: string) =>
      follows(lead(['connected'], { callback: { at: NOON + 2 * HOUR } }), {
        result: 'connected',
        ...(disposition !== undefined && { disposition }),
      });
    expect(talk()).toEqual({ state: 'done', reason: 'connected' });
    expect(talk('sold')).toEqual({ state: 'done', reason: 'sold' });
    expect(talk('no')).toEqual({ state: 'done', reason: 'no' });
    expect(talk('constructor')).toEqual({ state: 'done', reason: 'constructor' });
    expect(talk('wrong')).toMatchObject({ state: 'waiting', nextNumber: 1 });
    expect(talk('later')).toEqual({ state: 'waiting', at: NOON + 2 * HOUR, nextNumber: 0 });
  });
});
