import { agentViews } from '../../../src/core/view';
import { freezeWorld, thawWorld } from '../../../src/core/world';
import { brokenWorldLaws } from '../../law/world-laws';
import { CAMPAIGN, DialerFloor, lead, leads } from './dialer-floor';

let s: DialerFloor;

const MODES = ['manual', 'preview', 'progressive', 'ratio', 'predictive'] as const;
const floor = (mode: 'preview' | 'manual', more: Partial<typeof CAMPAIGN> = {}) =>
  new DialerFloor({
    pacing: { ...CAMPAIGN.pacing, mode },
    bounds: { ...CAMPAIGN.bounds, modes: MODES },
    ...more,
  });

const accept = (agentId: string, number?: string) =>
  s.give({ type: 'preview.accept-requested', agentId, ...(number && { number }) });
const skip = (agentId: string, reason = 'called by mail') =>
  s.give({ type: 'preview.skip-requested', agentId, reason });
const refusals = () => s.all('request.refused').map(({ refusal }) => refusal.code);
const shown = () =>
  (s.campaign.previews ?? []).map((one) => [one.agentId, one.waiting.lead.leadId]);
const setMode = (mode: 'progressive' | 'preview') =>
  s.give({ type: 'pacing.change-requested', campaignId: 'spring', change: { mode } });

afterEach(() => {
  expect(brokenWorldLaws(s.world)).toEqual([]);
  const thawed = thawWorld(JSON.parse(JSON.stringify(freezeWorld(s.world))));
  expect(freezeWorld(thawed)).toEqual(freezeWorld(s.world));
});

describe('a campaign in the mode preview', () => {
  beforeEach(() => {
    s = floor('preview');
    s.onLine('anna', 'ben');
    s.start();
    s.refill(leads(4));
  });

  test('shows a lead to each idle agent, and calls nobody by itself', () => {
    expect(shown()).toEqual([
      ['anna', 'lead-1'],
      ['ben', 'lead-2'],
    ]);
    s.pass(60_000);
    expect(s.lines).toHaveLength(0);
    expect(s.all('preview.offered')).toMatchObject([{ agentId: 'anna' }, { agentId: 'ben' }]);
    expect(agentViews(s.world, s.at)).toMatchObject([
      { agentId: 'anna', state: 'previewing' },
      { agentId: 'ben', state: 'previewing' },
    ]);
  });

  test('calls the lead that is accepted, for that agent alone', () => {
    const attemptId = s.agent('ben').reservedFor;
    accept('ben');
    expect(s.lines).toMatchObject([{ to: { number: '+49301000002' } }]);
    expect(s.agent('ben').reservedFor).toBe(attemptId);
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.joinBoth();
    expect(s.all('call.connected')).toMatchObject([{ agentId: 'ben' }]);
    expect(s.all('attempt.launched')).toMatchObject([{ attemptId, reservedAgentId: 'ben' }]);
    expect(shown()).toEqual([['anna', 'lead-1']]);
  });

  test('shows the next lead when the phone was busy', () => {
    accept('anna');
    s.end(s.line(0), 'busy');
    expect(shown()).toEqual([
      ['ben', 'lead-2'],
      ['anna', 'lead-3'],
    ]);
  });

  test('calls the number that the agent picks, if it is one of the lead', () => {
    const other = { number: '+49301999999', role: 'work', zone: 'Europe/Berlin' };
    skip('anna');
    s.campaign.hopper = [];
    skip('anna');
    s.refill([lead(8, { numbers: [...lead(8).numbers, other] })]);
    accept('anna', '+49301234567');
    expect(refusals()).toEqual(['NUMBER_UNKNOWN']);
    accept('anna', other.number);
    expect(s.lines).toMatchObject([{ to: { number: other.number } }]);
  });

  test('sets a lead aside that is passed on, with the reason, and shows the next', () => {
    skip('anna', 'an old customer of mine');
    expect(s.all('preview.ended')).toMatchObject([
      { leadId: 'lead-1', result: 'skipped', reason: 'an old customer of mine' },
    ]);
    expect(s.all('lead.returned')).toMatchObject([
      { leadId: 'lead-1', next: { state: 'waiting', at: s.at + 3_600_000 } },
    ]);
    expect(shown()).toEqual([
      ['ben', 'lead-2'],
      ['anna', 'lead-3'],
    ]);
  });

  test('lets an agent pass so many leads on in an hour, and no more', () => {
    s = floor('preview', { previewSkipsPerHourMax: 2 });
    s.onLine('anna');
    s.start();
    s.refill(leads(5));
    for (let n = 0; n < 3; n += 1) skip('anna');
    expect(refusals()).toEqual(['PREVIEW_SKIPS_USED']);
    expect(shown()).toEqual([['anna', 'lead-3']]);
    accept('anna');
    s.end(s.line(0), 'busy');
    s.pass(3_600_000);
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'available' });
    skip('anna');
    expect(refusals()).toEqual(['PREVIEW_SKIPS_USED']);
  });

  test('takes the lead from an agent who does not decide, who goes on break', () => {
    accept('ben');
    s.pass(180_000);
    expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'preview-missed' });
    expect(s.all('preview.ended')).toMatchObject([{ result: 'accepted' }, { result: 'expired' }]);
  });

  test('gives the lead to another one when the agent goes', () => {
    accept('ben');
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
    expect(s.agent('anna').reservedFor).toBeUndefined();
    s.end(s.line(0), 'busy');
    expect(shown()).toEqual([['ben', 'lead-1']]);
  });

  test('keeps inbound callers from agents who look at a lead, until it is taken away', () => {
    s.queue(7);
    expect(s.phase).toBe('queued');
    skip('anna');
    // Free for an instant: the caller who waited goes first.
    expect(s.phase).toBe('connecting');
    expect(shown()).toEqual([['ben', 'lead-2']]);
  });

  test.each(['pause', 'stop'] as const)('takes all leads back when it is asked to %s', (action) => {
    s.give({ type: 'campaign.state-requested', campaignId: 'spring', action });
    expect(shown()).toEqual([]);
    expect(s.agent('anna').reservedFor).toBeUndefined();
    const left = action === 'pause' ? ['lead-1', 'lead-2', 'lead-3', 'lead-4'] : [];
    expect(s.campaign.hopper.map(({ lead: { leadId } }) => leadId)).toEqual(left);
    expect(s.all('lead.returned')).toHaveLength(action === 'pause' ? 0 : 4);
    accept('anna');
    expect(refusals()).toEqual(['PREVIEW_NONE']);
  });

  test('shows none from its end on', () => {
    s = floor('preview', { endsAt: s.at + 3_600_000 });
    s.onLine('anna');
    s.start();
    s.refill(leads(2));
    s.pass(s.campaign.since + 30_000 - s.at + 100_000);
    expect(shown()).toHaveLength(1);
    s.give({ type: 'preview.skip-requested', agentId: 'anna', reason: 'later' });
    s.pass(3_600_000);
    expect(s.campaign.state).toBe('over');
    expect(shown()).toEqual([]);
  });

  test('ends while no lead is left, but not while one is shown', () => {
    s = floor('preview');
    s.onLine('anna');
    s.start();
    s.refill(leads(1));
    s.refill([]);
    expect(s.campaign.state).toBe('running');
    accept('anna');
    s.end(s.line(0), 'busy');
    s.refill([]);
    expect(s.campaign.state).toBe('finished');
  });

  test('calls nobody who came onto a list while being looked at', () => {
    const numbers = ['+49301000001'];
    s.give({ type: 'suppression.added', scope: 'global', numbers });
    accept('anna');
    expect(s.lines).toHaveLength(0);
    expect(refusals()).toEqual(['LEAD_REFUSED']);
    expect(s.all('lead.returned')).toMatchObject([
      { leadId: 'lead-1', refusal: { clause: 'do-not-call-global' } },
    ]);
    expect(shown()).toContainEqual(['anna', 'lead-3']);
  });

  test('changes to progressive and back while it runs', () => {
    setMode('progressive');
    expect(shown()).toEqual([]);
    expect(s.lines).toHaveLength(2);
    setMode('preview');
    s.end(s.line(0), 'busy');
    s.end(s.line(1), 'busy');
    expect(shown()).toHaveLength(2);
    expect(s.lines).toHaveLength(2);
  });

  test('loses no lead when the centre drops it', () => {
    const { campaigns: _, ...without } = s.world.centre;
    s.give({ type: 'centre.applied', centre: without });
    expect(
      s
        .all('lead.returned')
        .map(({ leadId }) => leadId)
        .sort(),
    ).toEqual(['lead-1', 'lead-2', 'lead-3', 'lead-4']);
    expect(s.agent('anna').reservedFor).toBeUndefined();
  });
});

describe('a campaign in the mode manual', () => {
  const dial = (agentId: string, more: { leadId?: string; number?: string } = {}) =>
    s.give({ type: 'lead.dial-requested', campaignId: 'spring', agentId, ...more });

  beforeEach(() => {
    s = floor('manual');
    s.onLine('anna', 'ben');
    s.start();
    s.refill(leads(4));
  });

  test('calls nobody and shows nothing until an agent asks', () => {
    s.pass(60_000);
    expect([s.lines.length, shown().length]).toEqual([0, 0]);
    dial('ben', { leadId: 'lead-3' });
    expect(s.lines).toMatchObject([{ to: { number: '+49301000003' } }]);
    expect(s.agent('ben').reservedFor).toBe(s.all('attempt.launched')[0]?.attemptId);
    dial('anna');
    expect(s.lines).toHaveLength(2);
    expect(s.lines[1]).toMatchObject({ to: { number: '+49301000001' } });
  });

  test('joins the lead with who picked it, though others are idle for longer', () => {
    dial('ben');
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.joinBoth();
    expect(s.all('call.connected')).toMatchObject([{ agentId: 'ben' }]);
  });

  test('joins the lead with anybody, where who picked it has gone meanwhile', () => {
    dial('ben');
    s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'on-break', reason: 'tea' });
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.joinBoth();
    expect(s.all('call.connected')).toMatchObject([{ agentId: 'anna' }]);
  });

  test.each([
    ['an agent whose line rings already', () => [dial('anna'), dial('anna')], 'AGENT_NOT_READY'],
    ['a lead that is not ready', () => dial('anna', { leadId: 'lead-9' }), 'LEAD_UNKNOWN'],
    ['a number of nobody', () => dial('anna', { number: '+4930' }), 'NUMBER_UNKNOWN'],
    ['another mode', () => [setMode('preview'), dial('anna')], 'CAMPAIGN_MODE'],
  ])('does nothing for %s', (_, act, code) => {
    act();
    expect(refusals()).toEqual([code]);
    expect(s.lines.length).toBe(code === 'AGENT_NOT_READY' ? 1 : 0);
  });

  test('asks the gate as every other mode does', () => {
    s.give({ type: 'suppression.added', scope: 'global', numbers: ['+49301000001'] });
    dial('anna', { leadId: 'lead-1' });
    expect(refusals()).toEqual(['LEAD_REFUSED']);
    expect(s.lines).toHaveLength(0);
  });
});
