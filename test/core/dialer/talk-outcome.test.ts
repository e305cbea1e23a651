import type { Centre } from '../../../src/core/centre';
import { heldLeads } from '../../../src/core/dialer/held-leads';
import { sumOver } from '../../../src/core/dialer/outcome-ledger';
import { RETRY_DEFAULTS } from '../../../src/core/dialer/retry';
import { freezeWorld, thawWorld } from '../../../src/core/world';
import { CAMPAIGN, DialerFloor, dialingCentre, lead } from './dialer-floor';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DISPOSITIONS = {
  sold: 'done',
  no: 'refused',
  again: 'retry',
  wrong: 'wrong-number',
  never: 'do-not-call',
  later: 'callback',
  mailbox: 'machine',
} as const;

const LAW = { ...CAMPAIGN.law, retry: { ...RETRY_DEFAULTS, dispositions: DISPOSITIONS } };

/** A lead with two numbers talks with anna, and hangs up after a minute. */
function talk(wrapUpMs = 10_000): DialerFloor {
  const floor = new DialerFloor({ law: LAW });
  const made: Centre = dialingCentre({ law: LAW });
  const queues = made.queues.map((queue) => ({
    ...queue,
    wrapUpMs,
    dispositions: Object.keys(DISPOSITIONS),
  }));
  floor.give({ type: 'centre.applied', centre: { ...made, queues } });
  floor.onLine('anna');
  floor.start();
  const [number] = lead(1).numbers;
  const numbers = number ? [number, { ...number, number: '+49307777777' }] : [];
  floor.refill([lead(1, { numbers })]);
  floor.event({ type: 'leg.answered', legId: floor.line(0) });
  floor.joinBoth();
  floor.pass(60_000);
  return floor;
}

const note = (floor: DialerFloor, disposition: string, agentId = 'anna') =>
  floor.give({ type: 'agent.disposition-requested', agentId, disposition });

/** Anna sends the lead on to ben, who talks for a minute while she wraps up. */
function sentOn(floor: DialerFloor): void {
  floor.onLine('ben');
  const [call] = floor.world.calls.values();
  const to = { kind: 'agent', agentId: 'ben' } as const;
  floor.give({ type: 'call.transfer-requested', callId: call?.callId ?? '', to });
  floor.joinBoth();
  floor.pass(60_000);
}

describe('what becomes of a lead after a talk', () => {
  it('is told when the agent has wrapped up, by what was noted last', () => {
    const floor = talk();
    floor.end(floor.line(0));
    note(floor, 'sold');
    note(floor, 'again');
    expect(floor.all('attempt.ended')).toEqual([]);
    floor.pass(10_000);
    expect(floor.all('attempt.ended')).toMatchObject([
      {
        leadId: 'lead-1',
        result: 'connected',
        next: { state: 'waiting', at: floor.at + DAY_MS, nextNumber: 0 },
      },
    ]);
  });

  it('leaves the lead with the engine until then', () => {
    const floor = talk();
    const held = () => [...heldLeads(floor.world, 'spring')];
    floor.end(floor.line(0));
    expect(held()).toEqual(['lead-1']);
    floor.pass(10_000);
    expect(held()).toEqual([]);
  });

  it('keeps others from calling the person until it is told', () => {
    const floor = talk(5 * 60_000);
    floor.onLine('ben');
    floor.end(floor.line(0));
    note(floor, 'never');
    floor.pass(2 * 60_000);
    // Another lead of the same person, and the same lead once more.
    floor.refill([lead(2, { numbers: lead(1).numbers }), lead(1)]);
    floor.pass(3 * 60_000);
    floor.refill([lead(3, { numbers: lead(1).numbers })]);
    expect(floor.lines).toHaveLength(1);
    expect(floor.all('lead.returned')).toMatchObject([
      { leadId: 'lead-1', batch: 2, next: { state: 'waiting' } },
      { leadId: 'lead-2', refusal: { clause: 'called-now' } },
      { leadId: 'lead-3', refusal: { clause: 'do-not-call-client' } },
    ]);
  });

  it('is the end of it where nothing was noted, or no', () => {
    const silent = talk();
    silent.end(silent.line(0));
    silent.pass(10_000);
    const done = { result: 'connected', next: { state: 'done', reason: 'connected' } };
    expect(silent.all('attempt.ended')).toMatchObject([done]);
    const refusing = talk();
    note(refusing, 'no');
    refusing.end(refusing.line(0));
    refusing.pass(10_000);
    expect(refusing.all('attempt.ended')).toMatchObject([
      { next: { state: 'done', reason: 'no' } },
    ]);
  });

  it('is another number where somebody else answered, and that one is out', () => {
    const floor = talk();
    floor.end(floor.line(0));
    note(floor, 'wrong');
    floor.pass(10_000);
    expect(floor.all('attempt.ended')).toMatchObject([
      { result: 'wrong-number', next: { state: 'waiting', nextNumber: 1 } },
    ]);
  });

  it('counts what was noted while they talked, where there is no wrap-up', () => {
    const floor = talk(0);
    note(floor, 'again');
    floor.end(floor.line(0));
    floor.pass(1);
    expect(floor.all('attempt.ended')).toMatchObject([{ next: { state: 'waiting' } }]);
  });

  it('survives a restart in the wrap-up', () => {
    const floor = talk();
    floor.end(floor.line(0));
    Object.assign(floor.world, thawWorld(JSON.parse(JSON.stringify(freezeWorld(floor.world)))));
    note(floor, 'again');
    floor.pass(10_000);
    expect(floor.all('attempt.ended')).toMatchObject([{ next: { state: 'waiting' } }]);
  });

  it('is decided by who talked last, who keeps it open until that wrap-up is over', () => {
    const floor = talk();
    note(floor, 'sold');
    sentOn(floor);
    floor.end(floor.line(0));
    note(floor, 'again', 'ben');
    expect(floor.all('attempt.ended')).toEqual([]);
    floor.pass(10_000);
    const next = { state: 'waiting', at: floor.at + DAY_MS };
    expect(floor.all('attempt.ended')).toMatchObject([{ agentId: 'ben', next }]);
    const noted = floor
      .all('record.supplemented')
      .filter(({ supplement: s }) => 'disposition' in s);
    expect(noted.map(({ supplement: s }) => 'agentId' in s && s.agentId)).toEqual(['anna', 'ben']);
  });

  it('is what the agent before noted, where the last one notes nothing', () => {
    const floor = talk();
    sentOn(floor);
    expect(floor.agent('anna').state).toBe('idle');
    floor.end(floor.line(0));
    floor.pass(10_000);
    expect(floor.all('attempt.ended')).toMatchObject([{ next: { reason: 'connected' } }]);
    const noting = talk();
    note(noting, 'again');
    sentOn(noting);
    noting.end(noting.line(0));
    noting.pass(10_000);
    expect(noting.all('attempt.ended')).toMatchObject([{ next: { state: 'waiting' } }]);
  });

  it('is the end of it when one of the agents heard not to call again, whoever talked last', () => {
    const floor = talk();
    note(floor, 'never');
    sentOn(floor);
    note(floor, 'again', 'ben');
    floor.end(floor.line(0));
    floor.pass(10_000);
    expect(floor.all('attempt.ended')).toMatchObject([
      { next: { state: 'done', reason: 'do-not-call' } },
    ]);
  });

  it('is known from an agent whose wrap-up was over before the line ended', () => {
    const floor = talk(0);
    note(floor, 'again');
    const [call] = floor.world.calls.values();
    floor.give({ type: 'call.hangup-requested', callId: call?.callId ?? '' });
    floor.pass(1);
    expect(floor.agent('anna').state).toBe('idle');
    floor.end(floor.line(0));
    expect(floor.all('attempt.ended')).toMatchObject([{ next: { state: 'waiting' } }]);
  });

  it('is the call that was promised, at its time and by the one who promised it', () => {
    const floor = talk();
    floor.end(floor.line(0));
    const at = floor.at + 5 * HOUR_MS;
    const noting = { type: 'agent.disposition-requested', agentId: 'anna' } as const;
    floor.give({ ...noting, disposition: 'later', callback: { at, sameAgent: true } });
    floor.pass(10_000);
    expect(floor.all('attempt.ended')).toMatchObject([
      { next: { state: 'waiting', at, callback: { agentId: 'anna' } } },
    ]);
    const anybody = talk();
    anybody.give({ ...noting, disposition: 'later', callback: { at } });
    sentOn(anybody);
    anybody.end(anybody.line(0));
    anybody.pass(10_000);
    expect(anybody.all('attempt.ended')).toMatchObject([
      { next: { state: 'waiting', at, callback: {} } },
    ]);
  });

  it('promises no time that is over, nor one with a word that means something else', () => {
    const floor = talk();
    const noting = { type: 'agent.disposition-requested', agentId: 'anna' } as const;
    floor.give({ ...noting, disposition: 'later', callback: { at: floor.at } });
    floor.give({ ...noting, disposition: 'later', callback: { at: CAMPAIGN.endsAt } });
    floor.give({ ...noting, disposition: 'sold', callback: { at: floor.at + HOUR_MS } });
    const codes = floor.all('request.refused').map(({ refusal }) => refusal.code);
    expect(codes).toEqual(['CALLBACK_TIME', 'CALLBACK_TIME', 'CALLBACK_NOT_MEANT']);
    expect(floor.agent('anna').assignment?.disposition).toBeUndefined();
  });

  it('is no matter of pacing any more when the agent is taken off the campaign', () => {
    const floor = talk();
    expect(Object.keys(floor.campaign.memory.agents)).toEqual(['anna']);
    const centre = dialingCentre({ law: LAW });
    const agents = centre.agents.filter(({ agentId }) => agentId !== 'anna');
    floor.give({ type: 'centre.applied', centre: { ...centre, agents } });
    expect(Object.keys(floor.campaign.memory.agents)).toEqual([]);
  });

  it('is that of a machine where the agent heard one, which is none of the people', () => {
    const floor = talk();
    const counted = () => sumOver(floor.campaign.ledger, floor.at, DAY_MS);
    expect(counted()).toMatchObject({ liveInTime: 1, humansToAgents: 1, machinesToAgents: 0 });
    floor.end(floor.line(0));
    note(floor, 'mailbox');
    floor.pass(10_000);
    expect(counted()).toMatchObject({ liveInTime: 0, humansToAgents: 0, machinesToAgents: 1 });
    expect(floor.all('attempt.ended')).toMatchObject([
      { result: 'machine', next: { state: 'waiting', nextNumber: 1 } },
    ]);
  });
});
