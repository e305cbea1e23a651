import type { Centre } from '../../../src/core/centre';
import { RETRY_DEFAULTS } from '../../../src/core/dialer/retry';
import type { TransferDestination } from '../../../src/core/input';
import type { Flow } from '../../../src/core/ivr/flow';
import { freezeWorld, thawWorld } from '../../../src/core/world';
import { outboxEntries } from '../../../src/engine/outbox-entry';
import { brokenWorldLaws } from '../../law/world-laws';
import { CAMPAIGN, DialerFloor, dialingCentre, lead } from './dialer-floor';

const DISPOSITIONS = { never: 'do-not-call', again: 'retry' } as const;
const LAW = { ...CAMPAIGN.law, retry: { ...RETRY_DEFAULTS, dispositions: DISPOSITIONS } };
const [NUMBER] = lead(1).numbers;
const number = NUMBER?.number ?? '';

/** Key 9 is the wish not to be called again. */
const NINE: Flow['nodes'] = {
  begin: { type: 'answer', next: 'sorry' },
  sorry: {
    type: 'menu',
    media: ['sound:dropped'],
    choices: { '9': 'never' },
    timeoutMs: 5_000,
    attemptsMax: 1,
    invalidMedia: [],
    onFailed: 'bye',
  },
  never: { type: 'do-not-call', next: 'thanks' },
  thanks: { type: 'play', media: ['sound:thanks'], next: 'bye' },
  bye: { type: 'hangup', cause: 'normal' },
};

function centre(): Centre {
  const made = dialingCentre({ law: LAW });
  const dispositions = Object.keys(DISPOSITIONS);
  return {
    ...made,
    queues: made.queues.map((queue) => ({ ...queue, dispositions })),
    flows: made.flows.map((flow) => ({ ...flow, start: 'begin', nodes: NINE })),
  };
}

let floor: DialerFloor;

beforeEach(() => {
  floor = new DialerFloor({ law: LAW });
  floor.give({ type: 'centre.applied', centre: centre() });
});
afterEach(() => expect(brokenWorldLaws(floor.world)).toEqual([]));

/** The lead of `number` talks with anna. */
function talk(): void {
  floor.onLine('anna');
  floor.start();
  const other = { number: '+49307777777', role: 'mobile', zone: 'Europe/Berlin' };
  floor.refill([lead(1, { numbers: [...lead(1).numbers, other] })]);
  floor.event({ type: 'leg.answered', legId: floor.line(0) });
  floor.joinBoth();
  floor.pass(60_000);
}

const note = (agentId: string, disposition: string) =>
  floor.give({ type: 'agent.disposition-requested', agentId, disposition });

const sendOn = (to: TransferDestination): void => {
  const { callId } = floor.all('attempt.launched')[0] ?? { callId: '' };
  floor.give({ type: 'call.transfer-requested', callId, agentId: 'anna', to });
};

const refused = () => floor.all('lead.returned').map(({ refusal }) => refusal?.clause);

describe('what an agent notes', () => {
  it('ends the lead, and is told to SQL before that', () => {
    talk();
    floor.end(floor.line(0));
    note('anna', 'never');
    expect(floor.all('suppression.requested')).toEqual([]);
    floor.pass(10_000);
    expect(floor.all('suppression.requested')).toEqual([
      {
        ...{ type: 'suppression.requested', scope: 'client', campaignId: 'spring', number },
        ...{ by: 'agent', agentId: 'anna', callId: floor.record().callId, reason: 'never' },
      },
    ]);
    const ended = floor.all('attempt.ended');
    expect(ended).toMatchObject([{ next: { state: 'done', reason: 'never' } }]);
    const entries = outboxEntries(floor.facts).filter(({ body }) => 'campaignId' in body);
    expect(entries).toMatchObject([
      { clientId: 'acme', body: { type: 'suppression.requested' } },
      { clientId: 'acme', body: { type: 'attempt.ended' } },
    ]);
  });

  it('counts as it stands when the wrap-up is over', () => {
    talk();
    note('anna', 'never');
    note('anna', 'again');
    floor.end(floor.line(0));
    floor.pass(10_000);
    expect(floor.all('attempt.ended')).toHaveLength(1);
    expect(floor.all('suppression.requested')).toEqual([]);
  });

  it('keeps others at that number from being called, those claimed just before, too', () => {
    talk();
    floor.refill([lead(2, { numbers: lead(1).numbers })]);
    note('anna', 'never');
    floor.end(floor.line(0));
    floor.pass(10_000);
    expect(refused()).toEqual(['do-not-call-client']);
    Object.assign(floor.world, thawWorld(JSON.parse(JSON.stringify(freezeWorld(floor.world)))));
    floor.refill([lead(3, { numbers: lead(1).numbers })]);
    expect(refused()).toEqual(['do-not-call-client', 'do-not-call-client']);
    expect(floor.all('attempt.launched')).toHaveLength(1);
  });

  it('is heard from a colleague, too, to whom the call was sent on', () => {
    talk();
    floor.onLine('ben');
    sendOn({ kind: 'agent', agentId: 'ben' });
    floor.joinBoth();
    floor.pass(30_000);
    note('ben', 'never');
    floor.end(floor.line(0));
    floor.pass(10_000);
    expect(floor.all('suppression.requested')).toMatchObject([{ agentId: 'ben', number }]);
  });
});

describe('a flow in which it can be asked for', () => {
  it('ends the lead of a call that was dropped, where a drop alone would be tried again', () => {
    floor.onLine('anna');
    floor.start();
    floor.refill([lead(1)]);
    floor.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
    floor.event({ type: 'leg.answered', legId: floor.line(0) });
    floor.pass(2_000);
    floor.event({ type: 'leg.digit', legId: floor.line(0), digit: '9' });
    const by = { by: 'caller', campaignId: 'spring', number, reason: 'flow dropped' };
    expect(floor.all('suppression.requested')).toMatchObject([by]);
    expect(floor.last('play').media).toEqual(['sound:en/thanks']);
    floor.end(floor.line(0));
    expect(floor.all('attempt.ended')).toMatchObject([
      { result: 'dropped', next: { state: 'done', reason: 'do-not-call' } },
    ]);
  });

  it('is heeded after a talk, whatever the agent notes', () => {
    talk();
    note('anna', 'again');
    sendOn({ kind: 'flow', flowId: 'dropped' });
    floor.event({ type: 'leg.digit', legId: floor.line(0), digit: '9' });
    floor.end(floor.line(0));
    floor.pass(10_000);
    const next = { state: 'done', reason: 'do-not-call' };
    expect(floor.all('attempt.ended')).toMatchObject([{ result: 'connected', next }]);
  });

  it.each([
    ['+493012345678', 1, 0],
    ['anonymous', 0, 1],
  ])('takes the number of who calls from %s, where it is one', (ani, asked, failed) => {
    floor.event({ type: 'leg.offered', legId: 'in', ani, dnis: '100' });
    floor.event({ type: 'leg.answered', legId: 'in' });
    floor.event({ type: 'leg.digit', legId: 'in', digit: '9' });
    const requested = floor.all('suppression.requested');
    expect(requested.map((fact) => fact.number)).toEqual(asked ? [ani] : []);
    expect(requested.some((fact) => 'campaignId' in fact)).toBe(false);
    const code = 'NUMBER_UNKNOWN';
    const refusals = floor.all('suppression.refused').map(({ refusal }) => refusal.code);
    expect(refusals).toEqual(failed ? [code] : []);
    expect(floor.last('play').media).toEqual(['sound:en/thanks']);
  });
});
