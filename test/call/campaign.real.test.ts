import type { Centre } from '../../src/core/centre';
import type { ATTEMPT_RESULTS } from '../../src/core/dialer/attempt';
import { RETRY_DEFAULTS } from '../../src/core/dialer/retry';
import { AsteriskRig } from '../switch/asterisk-rig';
import { ANSWERS } from '../switch/sip-phone';
import { LeadCrowd, MANNERS } from './lead-crowd';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

jest.setTimeout(300_000);

const AGENTS = Array.from({ length: 8 }, (_, n) => `agent${n}`);
const LEADS = 120;
const DAY_MS = 86_400_000;

let rig: AsteriskRig;
let engine: RealEngine;

function centre(): Centre {
  const real = realCentre(AGENTS.map((id) => ({ id, switchId: 'main' })));
  return {
    ...real,
    agents: real.agents.map((agent) => ({
      ...agent,
      skills: { sales: 5 },
      phone: { ...agent.phone, line: 'nailed-up' as const },
    })),
    queues: real.queues.map((queue) => ({ ...queue, wrapUpMs: 300 })),
    flows: [
      ...real.flows,
      {
        flowId: 'dropped',
        clientId: 'acme',
        start: 'sorry',
        nodes: {
          sorry: { type: 'play', media: ['sound:leitstand/welcome'], next: 'bye' },
          bye: { type: 'hangup', cause: 'normal' },
        },
      },
    ],
    campaigns: [
      {
        campaignId: 'crowd',
        clientId: 'acme',
        name: 'Crowd',
        queueId: 'sales',
        priority: 10,
        switchId: 'main',
        trunk: 'carrier',
        callerNumber: '+493055501',
        language: 'en',
        endsAt: Date.now() + DAY_MS,
        dropFlowId: 'dropped',
        machineDetection: true,
        ringTimeoutMs: 4_000,
        linesMax: 40,
        callsPerSecondMax: 20,
        hopperMax: 500,
        pacing: { mode: 'predictive', linesPerAgentMax: 3, ratio: 1, abandonMaxPct: 3 },
        bounds: {
          modes: ['predictive', 'progressive'],
          linesPerAgentMax: 3,
          ratioMax: 1,
          abandonMaxPct: 3,
        },
        law: {
          profileIds: [],
          calendarId: 'always',
          attempts: {},
          gapMs: 0,
          numbers: { allow: ['+49'], deny: [] },
          retry: RETRY_DEFAULTS,
          falsePositivePct: 0,
        },
      },
    ],
  };
}

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: AGENTS });
  engine = await RealEngine.start({ main: rig });
  await engine.ask({ type: 'centre.applied', centre: centre() });
  const span = { from: Date.now() - DAY_MS, until: Date.now() + 9 * DAY_MS };
  const open = [[span.from, span.until]] as const;
  await engine.ask({ type: 'calendar.computed', calendarId: 'always', ...span, open });
  for (const name of AGENTS) await rig.device(name, ANSWERS);
  await engine.logIn(...AGENTS);
  for (const agentId of AGENTS) {
    await engine.fact('agent.line', (b) => b.agentId === agentId && b.line === 'up');
  }
});

afterAll(async () => {
  await engine?.stop();
  await rig?.stop();
});

test('a list is dialed to its end: each lead comes to what its phone did', async () => {
  const crowd = new LeadCrowd(rig.phones, LeadCrowd.leads(LEADS), {
    answerMs: 600,
    talkMs: 3_000,
  });
  const campaignId = 'crowd';
  await engine.ask({ type: 'campaign.state-requested', campaignId, action: 'start' });
  const { leads } = crowd;
  await engine.ask({ type: 'hopper.refilled', campaignId, batch: 1, leads, hasOpen: true });
  const results = new Map<string, string>();
  for (const { leadId } of leads) {
    const { result } = await engine.fact('attempt.ended', (b) => b.leadId === leadId);
    results.set(leadId, result);
  }
  for (const [index, { leadId, numbers }] of leads.entries()) {
    const manner = LeadCrowd.mannerOf(index);
    const expected: readonly string[] = MANNERS[manner];
    expect({ leadId, manner, result: results.get(leadId) }).toEqual({
      ...{ leadId, manner },
      result: expect.stringMatching(`^(${expected.join('|')})$`),
    });
    const called = crowd.calls.get(numbers[0]?.number ?? '') ?? 0;
    expect(called).toBe(manner === 'nobody' ? 0 : 1);
  }
  const ended = engine.facts.filter((body) => body.type === 'attempt.ended');
  const count = (result: (typeof ATTEMPT_RESULTS)[number]): number =>
    ended.filter((body) => body.type === 'attempt.ended' && body.result === result).length;
  expect(ended).toHaveLength(LEADS);
  expect(count('connected')).toBeGreaterThan(LEADS / 3);
  // The hard bound: no more than the share, in whole drops, but for those who hung up on nobody.
  expect(count('dropped')).toBeLessThanOrEqual(Math.ceil((LEADS / 2) * 0.03));
  await engine.ask({ type: 'hopper.refilled', campaignId, batch: 2, leads: [], hasOpen: false });
  expect(engine.facts.at(-1)).toMatchObject({ type: 'campaign.changed', state: 'finished' });
  const lines = (await rig.channels()).length;
  expect(lines).toBe(AGENTS.length);
});
