import { type GateAttempt, type GateRules, gate } from '../../../src/core/dialer/gate';
import type { GateClause, GateRefusal } from '../../../src/core/dialer/gate-clause';
import {
  CONSENT,
  DAY,
  fineAttempt,
  fineRules,
  HOUR,
  lawOf,
  leadWith,
  NOBODY_YET,
  NOON,
  OPEN,
  past,
  tried,
} from './gate-case';

type Case = readonly [GateClause, Partial<GateAttempt>, Partial<GateRules>, Partial<GateRefusal>];

const never = { final: true } as const;
const trunk = fineAttempt().trunk;
const campaign = fineRules().campaign;
const uk = { law: lawOf(['uk-ofcom']) };
const fr = { law: lawOf(['fr']) };
const ccv = { law: lawOf(['de-ccv']) };
const thrice = past('busy', 5 * HOUR, 4 * HOUR, HOUR);

/** What is changed of an attempt to which nothing is to be said, and what the gate says to it. */
const CASES: readonly Case[] = [
  ['number-invalid', { number: { number: '112' } }, {}, never],
  ['number-invalid', { lead: leadWith({ attempts: past('invalid-number', HOUR) }) }, {}, never],
  ['number-blocked', { number: { number: '+4915112345678' } }, {}, never],
  ['number-blocked', { number: { number: '+33123456789' } }, {}, never],
  ['number-blocked', { number: { number: '+499001234567' } }, {}, never],
  ['do-not-call-global', { number: { number: '+4930123456', suppressed: 'global' } }, {}, never],
  ['do-not-call-client', { number: { number: '+4930123456', suppressed: 'client' } }, {}, never],
  [
    'do-not-call-campaign',
    { number: { number: '+4930123456', suppressed: 'campaign' } },
    {},
    never,
  ],
  ['campaign-over', {}, { campaign: { ...campaign, endsAt: NOON } }, never],
  ['attempts-total', tried([], { attemptsTotal: 30 }), ccv, never],
  ['attempts-total', tried([], { attemptsTotal: 2 }), { attempts: { perCampaign: 2 } }, never],
  ['consent-missing', { lead: { attempts: [] } }, {}, never],
  ['consent-missing', { lead: leadWith({ consent: { ...CONSENT, evidence: '' } }) }, {}, never],
  [
    'consent-missing',
    { lead: leadWith({ consent: { ...CONSENT, givenAt: NOON + 1 } }) },
    {},
    never,
  ],
  ['consent-missing', { lead: leadWith({ consent: { ...CONSENT, kind: 'contract' } }) }, {}, never],
  ['consent-expired', { lead: leadWith({ consent: { ...CONSENT, expiresAt: NOON } }) }, {}, never],
  ['consent-missing', { lead: leadWith({ consentWithdrawnAt: CONSENT.givenAt }) }, {}, never],
  // Nobody has to keep its proof any more, and it was not used since.
  [
    'consent-expired',
    { lead: leadWith({ consent: { ...CONSENT, givenAt: NOON - 1827 * DAY } }) },
    {},
    never,
  ],
  ['not-begun', {}, { campaign: { ...campaign, startsAt: NOON + 1 } }, { until: NOON + 1 }],
  ['campaign-not-running', {}, { campaign: { ...campaign, mayDial: false } }, {}],
  ['provider-not-entitled', { providerId: 'south' }, {}, {}],
  ['caller-id-missing', { callerId: '' }, {}, {}],
  ['caller-id-not-allotted', { callerId: '+4930123' }, {}, {}],
  ['refused-before', tried([], { refusedAt: NOON - DAY }), fr, { until: NOON + 59 * DAY }],
  ['quiet-after-drop', tried(past('dropped', DAY)), uk, { until: NOON + 2 * DAY }],
  ['quiet-after-drop', tried(past('unknown', DAY)), uk, { until: NOON + 2 * DAY }],
  ['quiet-after-machine', tried(past('machine', HOUR)), uk, { until: NOON + 23 * HOUR }],
  [
    'attempts-30-days',
    tried(past('busy', 29 * DAY, 9 * DAY, 8 * DAY, 7 * DAY)),
    fr,
    { until: NOON + DAY, law: 'fr: art. D. 223-9 Code de la consommation' },
  ],
  [
    'attempts-week',
    tried(past('busy', 6 * DAY, DAY)),
    { attempts: { perWeek: 2 } },
    { until: NOON + DAY },
  ],
  ['attempts-day', tried(thrice), {}, { until: NOON + 19 * HOUR }],
  // One more than allowed: two have to roll off.
  ['attempts-day', tried(thrice), { attempts: { perDay: 2 } }, { until: NOON + 20 * HOUR }],
  ['gap', tried(past('busy', HOUR)), { gapMs: 2 * HOUR }, { until: NOON + HOUR }],
  ['facts-stale', { knownAt: NOON - HOUR - 1 }, {}, {}],
  ['called-now', tried([], { isCalledNow: true }), {}, {}],
  // By another lead of the client that is the same person.
  [
    'gap',
    { person: { ...NOBODY_YET, attempts: past('busy', HOUR) } },
    { gapMs: 2 * HOUR },
    { until: NOON + HOUR },
  ],
  ['callback-not-due', { lead: leadWith({ callback: { at: NOON + 5 } }) }, {}, { until: NOON + 5 }],
  ['window-unknown', { calendars: [undefined] }, {}, {}],
  ['window-unknown', { calendars: [] }, {}, {}],
  ['window-unknown', { at: OPEN.until }, {}, {}],
  ['window-closed', { at: NOON + 8 * HOUR }, {}, { until: NOON + 20 * HOUR }],
  ['window-closed', { at: NOON + 33 * HOUR }, {}, { until: OPEN.until }],
  ['trunk-full', { trunk: { ...trunk, linesInUse: 10 } }, {}, {}],
  [
    'trunk-rate',
    { trunk: { ...trunk, launches: [NOON - 1000, NOON - 900, NOON], callsPerSecondMax: 2 } },
    {},
    { until: NOON + 100 },
  ],
];

describe('the gate', () => {
  it('lets an attempt pass to which nothing is to be said', () => {
    expect(gate(fineAttempt(), fineRules())).toBeNull();
  });

  it.each(CASES)('refuses: %s (%#)', (clause, attempt, rules, more) => {
    const refusal = gate(fineAttempt(attempt), fineRules(rules));
    expect(refusal).toMatchObject({ clause, ...more });
    if (!('until' in more)) expect(refusal).not.toHaveProperty('until');
    if (!('final' in more)) expect(refusal).not.toHaveProperty('final');
  });

  it('lets an agent who is guaranteed call after a drop and after a machine', () => {
    const earlier = tried([...past('dropped', DAY), ...past('machine', HOUR)]);
    expect(gate(fineAttempt({ ...earlier, agentGuaranteed: true }), fineRules(uk))).toBeNull();
  });

  it('asks no consent of a business in Germany, nor of a fixed line in the United States', () => {
    const lead = { attempts: [] };
    const business = fineAttempt({ lead: { ...lead, audience: 'business' } });
    expect(gate(business, fineRules())).toBeNull();
    const us = fineRules({ law: lawOf(['us-fcc']) });
    expect(gate(fineAttempt({ lead }), us)?.clause).toBe('consent-missing');
    const fixed = { number: '+4930123456', lineType: 'fixed' } as const;
    expect(gate(fineAttempt({ lead, number: fixed }), us)).toBeNull();
  });

  it('takes a running contract for consent in France', () => {
    const lead = leadWith({ consent: { ...CONSENT, kind: 'contract' } });
    expect(gate(fineAttempt({ lead }), fineRules(fr))).toBeNull();
  });
});
