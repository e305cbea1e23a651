import { campaignViews } from '../../../src/core/dialer/campaign-view';
import { binOf } from '../../../src/core/dialer/pacing/duration-table';
import { brokenWorldLaws } from '../../law/world-laws';
import { outbound, T0 } from '../scenario';
import { DialerFloor, lead, leads } from './dialer-floor';

let s: DialerFloor;

afterEach(() => expect(brokenWorldLaws(s.world)).toEqual([]));

describe('a progressive campaign', () => {
  beforeEach(() => {
    s = new DialerFloor();
    s.onLine('anna', 'ben');
  });

  test('dials one line for each idle agent, once it is started', () => {
    s.refill(leads(5));
    expect(s.lines).toHaveLength(0);
    s.start();
    s.refill(leads(5));
    expect(s.lines).toMatchObject([
      { to: { number: '+49301000001', trunk: 'provider' }, callerNumber: '+493055501' },
      { to: { number: '+49301000002' } },
    ]);
    expect(s.agent('anna').reservedFor).toBe(s.all('attempt.launched')[0]?.attemptId);
    s.pass(5_000);
    expect(s.lines).toHaveLength(2);
  });

  test('joins who answers with the agent who is kept, at once', () => {
    s.start();
    s.refill(leads(2));
    s.pass(4_000);
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.joinBoth();
    expect(s.all('call.connected')).toMatchObject([{ agentId: 'anna', waitedMs: 0 }]);
    s.pass(60_000);
    s.end(s.line(0));
    expect(s.record()).toMatchObject({
      result: 'connected',
      direction: 'outbound',
      dnis: '+49301000001',
      attempt: { campaignId: 'spring', leadId: 'lead-1', listId: 'a' },
    });
    expect(s.all('attempt.ended')).toMatchObject([
      { result: 'connected', connectMs: 0, agentId: 'anna', next: { state: 'done' } },
    ]);
  });

  test('learns how long talks and wrap-ups last', () => {
    s.start();
    s.refill(leads(2));
    s.pass(4_000);
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.joinBoth();
    s.pass(61_000);
    s.end(s.line(0));
    const { talk, wrapUp, agents } = s.campaign.memory;
    expect(agents).toMatchObject({ anna: { phase: 'wrap-up' } });
    s.pass(60_000);
    expect(s.campaign.memory.agents).toEqual({});
    const ends = ({ ends: counted }: typeof talk) => counted.reduce((sum, one) => sum + one, 0);
    expect(ends(talk)).toBeCloseTo(1, 2);
    expect(ends(wrapUp)).toBeCloseTo(1, 2);
    expect(talk.ends[binOf(61)]).toBeCloseTo(1, 2);
  });

  test('calls the next lead when the phone was busy, and tells when to try again', () => {
    s.start();
    s.refill(leads(3));
    s.end(s.line(0), 'busy');
    expect(s.lines).toHaveLength(3);
    const [ended] = s.all('attempt.ended');
    expect(ended).toMatchObject({ result: 'busy', next: { state: 'waiting', nextNumber: 0 } });
  });

  test('keeps inbound callers from agents for whom a line rings', () => {
    s.start();
    s.refill(leads(2));
    s.queue(7);
    expect(s.phase).toBe('dialing,dialing,queued');
    s.end(s.line(1), 'no-answer');
    expect(s.phase).toBe('dialing,connecting');
  });

  test('drops who answers when the reserved agent is gone, and plays the message', () => {
    s.start();
    s.refill(leads(2));
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
    s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'logged-out' });
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.pass(1_999);
    expect(s.sent('play')).toBe(0);
    s.pass(1);
    expect(s.last('play')).toMatchObject({ legId: s.line(0), media: ['sound:en/dropped'] });
    s.end(s.line(0));
    expect(s.record()).toMatchObject({ result: 'dropped' });
    expect(s.all('attempt.ended')).toMatchObject([{ result: 'dropped' }]);
    expect(s.all('budget.breached')).toMatchObject([{ numerator: 1, denominator: 1 }]);
  });

  test('ends when no lead is left', () => {
    s.start();
    s.refill(leads(2));
    s.end(s.line(0), 'busy');
    s.end(s.line(1), 'no-answer');
    s.refill([], true);
    expect(s.campaign.state).toBe('running');
    s.refill([]);
    expect(s.campaign.state).toBe('finished');
  });

  test('starts no call from its end on, and gives the leads back', () => {
    s = new DialerFloor({ endsAt: T0 + 60_000 });
    s.onLine('anna');
    s.start();
    s.refill(leads(3));
    s.pass(T0 + 60_000 - s.at - 1);
    s.end(s.line(0), 'busy');
    expect(s.lines).toHaveLength(2);
    s.pass(1);
    s.end(s.line(1), 'busy');
    expect(s.campaign.state).toBe('over');
    expect(s.all('lead.returned')).toMatchObject([
      { leadId: 'lead-3', next: { state: 'waiting' } },
    ]);
    expect(s.lines).toHaveLength(2);
    s.start();
    expect(s.all('request.refused')).toMatchObject([{ refusal: { code: 'CAMPAIGN_OVER' } }]);
  });

  test('calls nobody who came onto a list while in the hopper', () => {
    s.start();
    s.refill(leads(4));
    const numbers = ['+49301000003'];
    s.give({ type: 'suppression.added', scope: 'client', clientId: 'acme', numbers });
    s.end(s.line(0), 'busy');
    expect(s.lines.at(-1)).toMatchObject({ to: { number: '+49301000004' } });
    expect(s.all('lead.returned')).toMatchObject([
      { leadId: 'lead-3', refusal: { clause: 'do-not-call-client' }, next: { state: 'done' } },
    ]);
  });

  test('waits for the agent to whom a call was promised', () => {
    s.start();
    const promised = lead(9, { callback: { at: s.at, agentId: 'ben' } });
    s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'on-break' });
    s.refill([promised, ...leads(1)]);
    expect(s.lines).toMatchObject([{ to: { number: '+49301000001' } }]);
    s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'available' });
    expect(s.lines.at(-1)).toMatchObject({ to: { number: '+49301000009' } });
    expect(s.agent('ben').reservedFor).toBeDefined();
  });

  test('joins who was promised a call with that agent, though others are idle for longer', () => {
    s.start();
    s.refill([lead(9, { callback: { at: s.at, agentId: 'ben' } })]);
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.joinBoth();
    expect(s.all('call.connected')).toMatchObject([{ agentId: 'ben' }]);
  });

  test('joins who was promised a call with anybody, before it would be dropped', () => {
    s = new DialerFloor();
    const [, line] = s.onLine('anna', 'ben');
    s.start();
    s.refill([lead(9, { callback: { at: s.at, agentId: 'ben' } })]);
    s.end(line ?? '', 'lost');
    s.event({ type: 'leg.answered', legId: s.line(0) });
    expect(s.phase).toBe('queued');
    s.pass(1_000);
    s.joinBoth();
    expect(s.all('call.connected')).toMatchObject([{ agentId: 'anna' }]);
  });
});

describe('a lead that was promised a call by an agent', () => {
  const promised = (agentId: string) => lead(9, { callback: { at: s.at, agentId } });
  beforeEach(() => {
    s = new DialerFloor();
    s.onLine('anna');
    s.start();
  });

  test('makes room while that agent is not there at all', () => {
    s.refill([promised('ben'), ...leads(1)]);
    expect(s.lines).toMatchObject([{ to: { number: '+49301000001' } }]);
    expect(s.campaign.hopper).toEqual([]);
    const next = { state: 'waiting', at: s.at + 900_000, callback: { agentId: 'ben' } };
    expect(s.all('lead.returned')).toMatchObject([{ leadId: 'lead-9', next }]);
  });

  test('is called by whoever is free where that agent works for it no more', () => {
    s.refill([promised('carl')]);
    expect(s.lines).toMatchObject([{ to: { number: '+49301000009' } }]);
  });

  test('may be picked by anybody then, too', () => {
    s = new DialerFloor({ pacing: { ...s.campaign.pacing, mode: 'manual' } });
    s.onLine('anna');
    s.start();
    s.refill([promised('carl')]);
    s.give({ type: 'lead.dial-requested', campaignId: 'spring', agentId: 'anna' });
    expect(s.lines).toHaveLength(1);
  });
});

describe('answering machines', () => {
  beforeEach(() => {
    s = new DialerFloor({ machineDetection: true });
    s.onLine('anna');
    s.start();
    s.refill(leads(2));
    s.event({ type: 'leg.answered', legId: s.line(0) });
  });

  test('are hung up on, and the lead is called again later', () => {
    expect(s.last('detect-machine')).toMatchObject({ legId: s.line(0) });
    s.event({ type: 'leg.machine', legId: s.line(0), result: 'machine' });
    expect(s.last('hangup')).toMatchObject({ legId: s.line(0) });
    s.end(s.line(0));
    expect(s.record().result).toBe('machine');
    expect(s.all('attempt.ended')).toMatchObject([
      { result: 'machine', next: { state: 'waiting' } },
    ]);
  });

  test('that are people are put through, and listening counts in the connect limit', () => {
    s.pass(1_500);
    s.event({ type: 'leg.machine', legId: s.line(0), result: 'human' });
    s.joinBoth();
    s.end(s.line(0));
    expect(s.all('attempt.ended')).toMatchObject([{ result: 'connected', connectMs: 1_500 }]);
  });

  test('that are people who hang up before they are told are no drops within the limit', () => {
    s.pass(1_500);
    s.end(s.line(0));
    expect(s.all('attempt.ended')).toMatchObject([{ result: 'hung-up' }]);
    expect(s.record().result).toBe('abandoned');
    expect(s.campaign.ledger.buckets[0]?.counts.dropped).toBe(0);
    s.event({ type: 'leg.answered', legId: s.line(1) });
    s.pass(2_500);
    s.end(s.line(1));
    expect(s.campaign.ledger.buckets[0]?.counts.dropped).toBe(1);
  });

  test('that are told after somebody hung the call up change nothing', () => {
    const [call] = [...s.world.calls.values()];
    s.give({ type: 'call.hangup-requested', callId: call?.callId ?? '' });
    s.event({ type: 'leg.machine', legId: s.line(0), result: 'human' });
    expect(s.phase).toBe('ending');
    s.end(s.line(0));
    expect(s.all('attempt.ended')).toHaveLength(1);
  });

  test('that were listened to while the link was cut are people who wait', () => {
    const legs = [...s.world.legs.keys()].map((legId) => outbound(legId));
    s.event({ type: 'switch.down', reason: 'cut' });
    s.pass(1_000);
    s.reconnect({ legs });
    expect(s.phase).toBe('connecting');
  });

  test('that cannot be told count as people', () => {
    s.event({ type: 'leg.machine', legId: s.line(0), result: 'unsure' });
    expect(s.phase).toBe('connecting');
  });

  test('that took too long to be told are people who get whoever is free, or are dropped', () => {
    s.pass(2_500);
    s.event({ type: 'leg.machine', legId: s.line(0), result: 'human' });
    s.joinBoth();
    expect(s.campaign.ledger.buckets[0]?.counts).toMatchObject({ liveLate: 1, liveInTime: 0 });
    s.end(s.line(0));
    s.pass(10_000);
    s.event({ type: 'leg.answered', legId: s.line(1) });
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
    s.pass(2_500);
    s.event({ type: 'leg.machine', legId: s.line(1), result: 'human' });
    s.pass(1);
    expect(s.last('play')).toMatchObject({ legId: s.line(1), media: ['sound:en/dropped'] });
  });
});

describe('what a campaign survives', () => {
  test('a daemon that dies with lines ringing: no lead is dialed twice', () => {
    s = new DialerFloor();
    const lines = s.onLine('anna', 'ben');
    s.start();
    s.refill(leads(4));
    const [first, second] = [s.line(0), s.line(1)];
    s.crash();
    s.reconnect({ legs: [...lines.map((id) => outbound(id)), outbound(first, 'ringing')] });
    // The second line was gone, and nothing tells how: an attempt, and a drop.
    expect(s.all('attempt.ended')).toMatchObject([{ result: 'unknown' }]);
    expect(s.lines.map(({ legId }) => legId)).not.toContain(first);
    expect(s.lines.map(({ legId }) => legId)).not.toContain(second);
    expect(s.lines.map(({ to }) => to)).toMatchObject([{ number: '+49301000003' }]);
    s.event({ type: 'leg.answered', legId: first });
    s.joinBoth();
    expect(s.all('call.connected')).toHaveLength(1);
  });

  test('a line that is found answered after an outage gets the drop action at once', () => {
    s = new DialerFloor();
    const lines = s.onLine('anna');
    s.start();
    s.refill(leads(1));
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
    const first = s.line(0);
    s.event({ type: 'switch.down', reason: 'cut' });
    s.pass(10_000);
    const answered = { ...outbound(first), answeredAt: s.at - 5_000 };
    s.reconnect({ legs: [...lines.map((id) => outbound(id)), answered] });
    s.pass(1);
    expect(s.last('play')).toMatchObject({ legId: first, media: ['sound:en/dropped'] });
  });
});

test('a batch that came before changes nothing, and is refused with what it came after', () => {
  s = new DialerFloor();
  s.start();
  s.refill(leads(2));
  const before = s.campaign.hopper.length;
  const late = { campaignId: 'spring', batch: 1, leads: leads(2, 11), hasOpen: true };
  s.give({ type: 'hopper.refilled', ...late });
  expect(s.campaign.hopper).toHaveLength(before);
  expect(s.all('request.refused').at(-1)).toMatchObject({ refusal: { code: 'BATCH_BEHIND' } });
});

test('a campaign that is drained keeps what was ready when a refill comes late', () => {
  s = new DialerFloor();
  s.onLine('anna');
  s.start();
  s.refill(leads(4));
  s.give({ type: 'campaign.state-requested', campaignId: 'spring', action: 'drain' });
  s.refill(leads(2, 11));
  expect(s.campaign.hopper).toHaveLength(3);
  expect(s.all('lead.returned').map(({ leadId }) => leadId)).toEqual(['lead-11', 'lead-12']);
});

describe('pacing that a supervisor changes', () => {
  test('holds at once, within the bounds, with who and why, and can be taken back', () => {
    s = new DialerFloor();
    s.onLine('anna');
    s.start();
    s.refill(leads(9));
    expect(s.lines).toHaveLength(1);
    // Enough people were served in time for lines beyond the idle agents.
    s.experience(1_000);
    const change = { mode: 'ratio', ratio: 3 } as const;
    s.give({ type: 'pacing.change-requested', campaignId: 'spring', change });
    // The line that rings keeps its agent; those after it are for whoever is free.
    expect(s.agent('anna').reservedFor).toBeDefined();
    s.end(s.line(0), 'busy');
    expect(s.lines.length).toBeGreaterThan(1);
    expect(s.agent('anna').reservedFor).toBeUndefined();
    expect(s.all('pacing.changed')).toMatchObject([{ to: { mode: 'ratio', ratio: 3 } }]);
    expect(s.campaign.changes).toMatchObject([{ actor: 'test' }]);
    s.give({ type: 'pacing.undo-requested', campaignId: 'spring' });
    expect(s.campaign.pacing.mode).toBe('progressive');
    // One more undo goes on to what was before; it does not bring the change back.
    s.give({ type: 'pacing.undo-requested', campaignId: 'spring' });
    expect(s.all('request.refused')).toMatchObject([{ refusal: { code: 'PACING_UNCHANGED' } }]);
    expect(s.campaign.pacing.mode).toBe('progressive');
    const beyond = { linesPerAgentMax: 50 };
    s.give({ type: 'pacing.change-requested', campaignId: 'spring', change: beyond });
    expect(s.all('request.refused').at(-1)).toMatchObject({
      refusal: { code: 'PACING_OUT_OF_BOUNDS' },
    });
    expect(s.campaign.pacing.linesPerAgentMax).toBe(3);
  });

  test('is kept with what was foretold, and with what came of it', () => {
    s = new DialerFloor();
    s.onLine('anna', 'ben');
    s.start();
    s.refill(leads(9));
    const expected = {
      horizonMs: 3_600_000,
      occupancyPct: { median: 50, low: 40, high: 60 },
      abandonPct: { median: 1, low: 0, high: 2 },
    };
    const change = { linesPerAgentMax: 2 };
    s.give({ type: 'pacing.change-requested', campaignId: 'spring', change, expected });
    s.event({ type: 'leg.answered', legId: s.line(0) });
    s.joinBoth();
    s.pass(20_000);
    const told = () => campaignViews(s.world, s.at)[0]?.changes ?? [];
    const [first] = told();
    expect(first).toMatchObject({ expected, realised: { forMs: 20_000, people: 1, drops: 0 } });
    // One of two agents talked all the time.
    const { busyMs = 0, thereMs = 1 } = first?.realised ?? {};
    expect(thereMs).toBeGreaterThan(38_000);
    expect(busyMs / thereMs).toBeCloseTo(0.5, 1);
    s.give({ type: 'pacing.undo-requested', campaignId: 'spring' });
    s.pass(5_000);
    expect(told()[0]?.realised).toMatchObject({ forMs: 20_000, people: 1 });
    expect(told()[1]).toMatchObject({ isUndo: true, realised: { forMs: 5_000, people: 0 } });
    expect(told()[1]).not.toHaveProperty('expected');
    expect(told()[0]).not.toHaveProperty('work');
  });
});
