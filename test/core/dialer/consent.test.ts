import { consentTo } from '../../../src/core/dialer/consent';
import type { HopperLead } from '../../../src/core/dialer/hopper';
import { freezeWorld, thawWorld } from '../../../src/core/world';
import { T0 } from '../scenario';
import { CAMPAIGN, DialerFloor, lead } from './dialer-floor';

const DAY_MS = 86_400_000;
const LAW = { ...CAMPAIGN.law, profileIds: ['de'] as const };
const CONSENT = { kind: 'form', givenAt: T0 - 9 * DAY_MS, evidence: 'form 1' };
const PROOF = { source: 'call', channel: 'phone', textVersion: 'v2' };
const [NUMBER] = lead(1).numbers;
const other = { number: '+49307777777', role: 'mobile', zone: 'Europe/Berlin' };
const numbers = NUMBER ? [NUMBER, other] : [];

let floor: DialerFloor;

/** German law, a hopper that waits, and no agent yet. */
beforeEach(() => {
  floor = new DialerFloor({ law: LAW });
  const calendarId = 'hours:de:Europe/Berlin';
  const span = { from: T0 - 1, until: T0 + DAY_MS };
  const open = [[span.from, span.until]] as const;
  floor.give({ type: 'calendar.computed', calendarId, ...span, open });
  floor.start();
});

const bring = (more: Partial<HopperLead>) => floor.refill([lead(1, { numbers, ...more })]);
const withdraw = (number: string, clientId = 'acme', at = floor.at) =>
  floor.give({
    ...{ type: 'consent.changed', clientId, numbers: [number], status: 'withdrawn', at },
    proof: PROOF,
  });
const grant = (number: string, consent = { ...CONSENT, givenAt: floor.at }) =>
  floor.give({
    ...{ type: 'consent.changed', clientId: 'acme', numbers: [number], status: 'granted', consent },
    proof: PROOF,
  });
const refused = () => floor.all('lead.returned').map(({ refusal }) => refusal?.clause);
const launched = () => floor.all('attempt.launched').map(({ number }) => number);

describe('consent that changes while a lead is in the hopper', () => {
  it('stops the lead where it is withdrawn, at whichever of its numbers', () => {
    bring({ consent: CONSENT });
    withdraw(other.number);
    expect(floor.all('consent.changed')).toEqual([
      { type: 'consent.changed', status: 'withdrawn', numbers: 1 },
    ]);
    Object.assign(floor.world, thawWorld(JSON.parse(JSON.stringify(freezeWorld(floor.world)))));
    floor.onLine('anna');
    expect(launched()).toEqual([]);
    expect(floor.all('lead.returned')).toMatchObject([
      { refusal: { clause: 'consent-missing' }, next: { state: 'done' } },
    ]);
  });

  it('leaves leads of other clients and other numbers alone', () => {
    bring({ consent: CONSENT });
    withdraw(other.number, 'other');
    withdraw('+49308888888');
    floor.onLine('anna');
    expect(launched()).toEqual([NUMBER?.number]);
  });

  it('lets a lead be called at the number that it was given for', () => {
    bring({ consentWithdrawnAt: T0 - DAY_MS, consent: CONSENT });
    grant(NUMBER?.number ?? '');
    floor.onLine('anna');
    expect(launched()).toEqual([NUMBER?.number]);
  });

  it('counts for the number that it was given for, and no other', () => {
    bring({ nextNumber: 1 });
    grant(NUMBER?.number ?? '');
    floor.onLine('anna');
    expect(refused()).toEqual(['consent-missing']);
  });

  it('has the lead called at the number that it was given for, should another one be next', () => {
    bring({ nextNumber: 1 });
    grant(NUMBER?.number ?? '');
    floor.onLine('anna');
    expect(floor.all('lead.returned')).toMatchObject([
      { refusal: { clause: 'consent-missing' }, next: { state: 'waiting', nextNumber: 0 } },
    ]);
    floor.refill([lead(2, { nextNumber: 1, numbers })]);
    expect(floor.all('lead.returned')[1]?.next).toEqual({
      ...{ state: 'done', reason: 'consent-missing' },
    });
  });

  it('stops a lead that an agent is shown', () => {
    const pacing = { ...CAMPAIGN.pacing, mode: 'preview' } as const;
    floor = new DialerFloor({ law: { ...LAW, profileIds: ['us-fcc'] }, pacing });
    const calendarId = 'hours:us-fcc:Europe/Berlin';
    const span = { from: T0 - 1, until: T0 + DAY_MS };
    const open = [[span.from, span.until]] as const;
    floor.give({ type: 'calendar.computed', calendarId, ...span, open });
    floor.start();
    floor.onLine('anna');
    bring({ consent: CONSENT });
    withdraw(other.number);
    floor.give({ type: 'preview.accept-requested', agentId: 'anna' });
    expect(floor.all('preview.ended')).toMatchObject([{ reason: 'consent-missing' }]);
    expect(launched()).toEqual([]);
  });

  it('changes nothing where it is older than what is known', () => {
    const newer = { ...CONSENT, givenAt: T0 - DAY_MS, evidence: 'call 2' };
    bring({ numbers: NUMBER ? [{ ...NUMBER, consent: newer }] : [] });
    grant(NUMBER?.number ?? '', CONSENT);
    withdraw(NUMBER?.number ?? '', 'acme', T0 - 2 * DAY_MS);
    floor.onLine('anna');
    expect(launched()).toEqual([NUMBER?.number]);
  });
});

it('of several the newest counts that was given after the last withdrawal', () => {
  const given = (ago: number) => ({ ...CONSENT, givenAt: T0 - ago });
  expect(consentTo({ consent: given(5) }, { consent: given(9) })).toEqual(given(5));
  expect(consentTo({ consent: given(9) }, { consent: given(5) })).toEqual(given(5));
  expect(consentTo({ consent: given(5) }, { consentWithdrawnAt: T0 - 5 })).toBeUndefined();
  expect(consentTo({ consent: given(4) }, { consentWithdrawnAt: T0 - 5 })).toEqual(given(4));
  expect(consentTo({}, {})).toBeUndefined();
});
