import { noteOutcome } from '../../../src/core/dialer/outcome-ledger';
import { freezeWorld, thawWorld } from '../../../src/core/world';
import { outboxEntries } from '../../../src/engine/outbox-entry';
import { brokenWorldLaws } from '../../law/world-laws';
import { T0 } from '../scenario';
import { CAMPAIGN, DialerFloor, dialingCentre, lead } from './dialer-floor';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PER_DAY = 2;
const LAW = { ...CAMPAIGN.law, attempts: { perDay: PER_DAY, perCampaign: 3 } };

let floor: DialerFloor;

/** Two campaigns of one client, with an agent each. */
beforeEach(() => {
  floor = new DialerFloor({ law: LAW }, { law: LAW, campaignId: 'summer' });
  floor.onLine('anna', 'ben');
  floor.start();
  floor.start('summer');
});
afterEach(() => expect(brokenWorldLaws(floor.world)).toEqual([]));

const launched = () => floor.all('attempt.launched').map(({ leadId }) => leadId);
const refused = () => floor.all('lead.returned').map(({ refusal }) => refusal?.clause);
const restart = () =>
  Object.assign(floor.world, thawWorld(JSON.parse(JSON.stringify(freezeWorld(floor.world)))));

const [first] = lead(1).numbers;
const other = { number: '+49307777777', role: 'mobile', zone: 'Europe/Berlin' };
const numbers = first ? [first, other] : [];
const past = (agoMs: number, number = other.number) => ({
  ...{ at: floor.at - agoMs, number, result: 'busy' },
});

describe('one person on two lists', () => {
  it.each([
    ['has the same number', {}, { numbers: lead(1).numbers }],
    ['has one number of several in common', { numbers }, { numbers: [other] }],
    ['has the same key', { key: 'K1' }, { key: 'K1' }],
  ])('is not called by two campaigns at once: %s', (_, one, two) => {
    floor.refill([lead(1, one)]);
    floor.refill([lead(2, two)], true, 'summer');
    expect(launched()).toEqual(['lead-1']);
    expect(refused()).toEqual(['called-now']);
  });

  it('is left in peace for the gap, before SQL knows of the call and after a restart', () => {
    floor.refill([lead(1)]);
    floor.end(floor.line(0), 'busy');
    floor.refill([lead(2, { numbers: lead(1).numbers })], true, 'summer');
    expect(refused()).toEqual(['gap']);
    restart();
    floor.refill([lead(3, { numbers: lead(1).numbers })], true, 'summer');
    expect(refused()).toEqual(['gap', 'gap']);
    floor.pass(MINUTE_MS);
    floor.refill([lead(4, { numbers: lead(1).numbers })], true, 'summer');
    expect(launched()).toEqual(['lead-1', 'lead-4']);
  });

  it('uses up one cap, by what SQL tells and what it does not yet', () => {
    floor.refill([lead(1)]);
    const at = floor.at;
    floor.end(floor.line(0), 'busy');
    floor.pass(2 * MINUTE_MS);
    // Told by SQL as well, it counts once.
    const own = { at, number: first?.number ?? '', result: 'busy' };
    const same = { numbers: lead(1).numbers, elsewhere: [own] };
    floor.refill([lead(2, same)], true, 'summer');
    expect(launched()).toEqual(['lead-1', 'lead-2']);
    floor.end(floor.line(1), 'busy');
    floor.pass(2 * MINUTE_MS);
    floor.refill([lead(3, { ...same, elsewhere: [] })], true, 'summer');
    expect(floor.all('lead.returned')).toMatchObject([
      { refusal: { clause: 'attempts-day', until: at + 24 * HOUR_MS } },
    ]);
  });

  it('counts with the calls to all numbers, however long ago they were told', () => {
    floor.refill([lead(1, { elsewhere: [past(23 * HOUR_MS), past(5 * HOUR_MS)] })]);
    expect(floor.all('lead.returned')).toMatchObject([
      { refusal: { clause: 'attempts-day', until: floor.at + HOUR_MS } },
    ]);
  });

  it('is left in peace after a drop, whichever campaign dropped the call', () => {
    const pacing = { ...CAMPAIGN.pacing, mode: 'ratio' } as const;
    const uk = { pacing, law: { ...LAW, profileIds: ['uk-ofcom'] as const } };
    floor = new DialerFloor(uk, { ...uk, campaignId: 'summer' });
    for (const campaign of floor.world.campaigns.values()) {
      floor.experience(3_000, 1, campaign);
      noteOutcome(campaign.ledger, floor.at, 'humansToAgents', 3_000);
      floor.start(campaign.campaignId);
    }
    floor.onLine('anna', 'ben');
    floor.refill([lead(1)]);
    const until = floor.at + 72 * HOUR_MS;
    floor.end(floor.line(0), 'lost');
    floor.pass(2 * MINUTE_MS);
    floor.refill([lead(2, { numbers: lead(1).numbers })], true, 'summer');
    expect(floor.all('lead.returned')).toMatchObject([
      { refusal: { clause: 'quiet-after-drop', until } },
    ]);
  });

  it('has the attempts of a campaign once, whichever leads of it they were to', () => {
    floor.refill([lead(1, { attemptsTotal: 1, attemptsTotalElsewhere: 2 })]);
    expect(refused()).toEqual(['attempts-total']);
    floor.refill([lead(2, { key: 'K', attemptsTotalElsewhere: 2 })]);
    floor.end(floor.line(0), 'busy');
    floor.pass(2 * MINUTE_MS);
    floor.refill([lead(3, { key: 'K', attemptsTotalElsewhere: 2 })]);
    expect(refused()).toEqual(['attempts-total', 'attempts-total']);
    // The other campaign has made none.
    floor.refill([lead(4, { key: 'K' })], true, 'summer');
    expect(launched()).toEqual(['lead-2', 'lead-4']);
  });
});

describe('who said no', () => {
  const DAY_MS = 24 * HOUR_MS;
  const DISPOSITIONS = { no: 'refused', sold: 'done' } as const;
  const retry = { ...LAW.retry, dispositions: DISPOSITIONS };

  /** French law; the lead of the first campaign talks with anna, who notes what was said. */
  function talk(disposition: string): void {
    const law = { ...LAW, attempts: {}, retry, profileIds: ['fr'] as const };
    const two = [{ law }, { law, campaignId: 'summer' }] as const;
    floor = new DialerFloor(...two);
    const centre = dialingCentre(...two);
    const dispositions = Object.keys(DISPOSITIONS);
    const queues = centre.queues.map((queue) => ({ ...queue, dispositions }));
    floor.give({ type: 'centre.applied', centre: { ...centre, queues } });
    const span = { from: floor.at, until: floor.at + 90 * DAY_MS };
    const calendarId = 'hours:fr:Europe/Berlin';
    const open = [[span.from, span.until]] as const;
    floor.give({ type: 'calendar.computed', calendarId, ...span, open });
    floor.onLine('anna', 'ben');
    floor.start();
    floor.start('summer');
    floor.refill([lead(1, { consent: CONSENT })]);
    floor.event({ type: 'leg.answered', legId: floor.line(0) });
    floor.joinBoth();
    floor.pass(MINUTE_MS);
    floor.give({ type: 'agent.disposition-requested', agentId: 'anna', disposition });
    floor.end(floor.line(0));
    floor.pass(10_000);
  }
  const CONSENT = { kind: 'form', givenAt: T0 - DAY_MS, evidence: 'form 1' };
  const same = { numbers: lead(1).numbers, consent: CONSENT };

  it('is left in peace by every campaign for as long as the law says, SQL told or not', () => {
    talk('no');
    const until = floor.at + 60 * DAY_MS;
    expect(outboxEntries(floor.facts).map(({ body }) => body)).toContainEqual({
      ...{ type: 'refusal.noted', campaignId: 'spring', leadId: 'lead-1', agentId: 'anna' },
      ...{ number: first?.number, callId: floor.record().callId, reason: 'no' },
    });
    floor.refill([lead(2, same)], true, 'summer');
    restart();
    floor.refill([lead(3, same)]);
    floor.refill([lead(4, { consent: CONSENT, refusedAt: floor.at - DAY_MS })]);
    expect(floor.all('lead.returned').map(({ refusal }) => refusal)).toMatchObject([
      { clause: 'refused-before', until },
      { clause: 'refused-before', until },
      { clause: 'refused-before', until: until - DAY_MS },
    ]);
  });

  it('is no one who bought', () => {
    talk('sold');
    expect(floor.all('refusal.noted')).toEqual([]);
    floor.pass(MINUTE_MS);
    floor.refill([lead(2, same)], true, 'summer');
    expect(launched()).toEqual(['lead-1', 'lead-2']);
  });
});

describe('a lead in the hopper', () => {
  it('goes back after an hour, since what is known of it is old', () => {
    floor.give({ type: 'campaign.state-requested', campaignId: 'spring', action: 'pause' });
    floor.refill([lead(1)]);
    floor.pass(HOUR_MS + 1);
    floor.start();
    expect(launched()).toEqual([]);
    expect(floor.all('lead.returned')).toMatchObject([
      { refusal: { clause: 'facts-stale' }, next: { state: 'waiting', at: floor.at } },
    ]);
  });

  it('goes back by itself where only agents take leads', () => {
    const pacing = { ...CAMPAIGN.pacing, mode: 'manual' } as const;
    floor = new DialerFloor({ law: LAW, pacing });
    floor.onLine('anna');
    floor.start();
    floor.refill([lead(1)]);
    floor.pass(HOUR_MS + 2_000);
    expect(refused()).toEqual(['facts-stale']);
    expect(floor.campaign.hopper).toEqual([]);
  });

  it('stands there once, though it comes twice', () => {
    floor.give({ type: 'campaign.state-requested', campaignId: 'spring', action: 'pause' });
    floor.refill([lead(1)]);
    floor.refill([lead(1), lead(1)]);
    expect(floor.campaign.hopper.map(({ batch }) => batch)).toEqual([2]);
    expect(floor.all('lead.returned').map(({ batch }) => batch)).toEqual([1, 2]);
    floor.start();
    floor.refill([lead(1)]);
    expect(floor.campaign.hopper).toEqual([]);
    expect(launched()).toEqual(['lead-1']);
  });
});
