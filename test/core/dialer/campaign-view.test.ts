import { campaignViews } from '../../../src/core/dialer/campaign-view';
import { noteOutcome } from '../../../src/core/dialer/outcome-ledger';
import { CAMPAIGN, DialerFloor, lead, leads } from './dialer-floor';

let s: DialerFloor;

const view = () => {
  const [found] = campaignViews(s.world, s.at);
  if (!found) throw new Error('there is no campaign');
  return found;
};

beforeEach(() => {
  s = new DialerFloor();
  s.onLine('anna', 'ben');
});

test('a campaign that was never started shows its settings and who is there', () => {
  expect(view()).toMatchObject({
    campaignId: 'spring',
    state: 'stopped',
    agents: { loggedIn: 2, idle: 2, reserved: 0 },
    crews: [{ providerId: 'north', loggedIn: 2 }],
    occupancy: { formulaId: 'occupancy-now', numerator: 0, denominator: 2, ratePct: 0 },
    changes: [],
    dialing: { hopper: 0, pace: { launched: 0 }, answerRate: { ratePct: null } },
  });
  expect(view().dialing).not.toHaveProperty('decision');
});

test('lines, agents and counts follow what happens', () => {
  s.start();
  s.refill(leads(5));
  expect(view().agents).toMatchObject({ idle: 0, reserved: 2 });
  expect(view().dialing).toMatchObject({ hopper: 3, lines: { dialing: 2, connected: 0 } });
  s.pass(4_000);
  s.event({ type: 'leg.answered', legId: s.line(0) });
  s.joinBoth();
  s.end(s.line(1), 'busy');
  expect(view().agents).toMatchObject({ loggedIn: 2, reserved: 1, talking: 1 });
  expect(view().occupancy).toMatchObject({ numerator: 1, denominator: 2, ratePct: 50 });
  expect(view().dialing).toMatchObject({
    lines: { dialing: 1, connected: 1 },
    counts: { launched: 3, answered: 1, busy: 1 },
    pace: { launched: 3 },
    answerRate: { formulaId: 'answer-rate', numerator: 1, denominator: 3, windowMs: 900_000 },
    decision: { lines: 1, reasons: { bound: expect.any(String) } },
  });
  s.end(s.line(0));
  expect(view().agents).toMatchObject({ wrapUp: 1, talking: 0 });
});

test('agents on break, at other work or without a line are told apart', () => {
  s.queue(7);
  expect(view().agents).toMatchObject({ elsewhere: 1, idle: 1, talking: 0 });
  s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'on-break' });
  expect(view().agents).toMatchObject({ loggedIn: 2, onBreak: 1, idle: 0 });
  expect(view().occupancy).toMatchObject({ numerator: 1, denominator: 1 });
  s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'logged-out' });
  expect(view().agents).toMatchObject({ loggedIn: 1, onBreak: 0 });
});

test('launches are counted by the minute, and forgotten after a quarter of an hour', () => {
  s.start();
  s.refill(leads(9));
  s.pass(60_000);
  const earlier = view().dialing.counts['launched'] ?? 0;
  expect(view().dialing.pace.byMinute).toHaveLength(15);
  expect(view().dialing.pace.byMinute.reduce((sum, n) => sum + n, 0)).toBe(earlier);
  s.give({ type: 'campaign.state-requested', campaignId: 'spring', action: 'pause' });
  s.pass(16 * 60_000);
  expect(view().dialing).toMatchObject({ pace: { launched: 0 }, recent: { counts: {} } });
  expect(view().dialing.counts['launched']).toBe(earlier);
});

test('each limit on drops shows its fraction, and how many drops would fit in', () => {
  s = new DialerFloor({ law: { ...CAMPAIGN.law, profileIds: ['de-ccv'] } });
  const { ledger } = s.campaign;
  noteOutcome(ledger, s.at, 'attempts', 500);
  noteOutcome(ledger, s.at, 'liveInTime', 98);
  noteOutcome(ledger, s.at, 'dropped', 2);
  const [own, code] = view().dialing.budgets;
  expect(own).toMatchObject({
    regime: 'campaign',
    formulaId: 'us',
    numerator: 2,
    denominator: 100,
    ratePct: 2,
    limitPct: 3,
    windowMs: 86_400_000,
    dropsLeft: 1,
  });
  // 3 of 101 are 2.97 %, 4 of 102 were over.
  expect(code).toMatchObject({ formulaId: 'attempts', numerator: 2, denominator: 500 });
});

test('one that is over its limit has no drops left', () => {
  s.start();
  s.refill([lead(1)]);
  s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
  s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'logged-out' });
  s.event({ type: 'leg.answered', legId: s.line(0) });
  s.pass(2_000);
  expect(view().dialing).toMatchObject({
    breached: true,
    lines: { dropped: 1 },
    budgets: [{ numerator: 1, denominator: 1, ratePct: 100, dropsLeft: 0 }],
  });
});

test('leads that agents look at, and those to pick from, are shown with all their numbers', () => {
  const modes = ['preview', 'manual', 'progressive'] as const;
  const bounds = { ...CAMPAIGN.bounds, modes };
  s = new DialerFloor({ pacing: { ...CAMPAIGN.pacing, mode: 'preview' }, bounds });
  s.onLine('anna');
  s.start();
  s.refill([lead(1, { fields: { name: 'Erika' } }), lead(2)]);
  expect(view()).toMatchObject({
    agents: { idle: 0, reserved: 1 },
    previews: [
      {
        agentId: 'anna',
        leadId: 'lead-1',
        numbers: [{ number: '+49301000001', isNext: true }],
        fields: { name: 'Erika' },
        expiresAt: s.at + 180_000,
      },
    ],
    ready: [],
  });
  s.give({ type: 'pacing.change-requested', campaignId: 'spring', change: { mode: 'manual' } });
  s.give({ type: 'preview.skip-requested', agentId: 'anna', reason: 'not mine' });
  expect(view()).toMatchObject({ previews: [], ready: [{ leadId: 'lead-2' }] });
});
