import { isDeepStrictEqual } from 'node:util';
import type { DialMode } from '../../src/core/dialer/campaign-config';
import type { CallRecord } from '../../src/port/call-record';
import type { CampaignFeed, FactOf } from './campaign-feed';
import { CampaignRun } from './campaign-run';
import type { Manner } from './lead-crowd';
import { callsHeard, RECORD_OF } from './lead-outcome';
import { AGENTS, ModeCourse, PLANS, SKIP_REASON } from './mode-course';

type Launch = FactOf<'attempt.launched'>;

/** Agents pick the first twelve; silent ones ring while the mode changes, or at the end. */
const MANNERS: readonly Manner[] = [
  ...(['talks', 'machine', 'busy', 'quick', 'rejects', 'nobody'] as const),
  ...(['talks', 'talks', 'busy', 'talks', 'talks', 'silent'] as const),
  ...(['talks', 'busy', 'talks', 'machine', 'talks', 'nobody', 'talks', 'rejects'] as const),
  ...(['talks', 'quick', 'talks', 'talks', 'talks', 'silent', 'machine', 'talks'] as const),
  ...(['talks', 'busy', 'talks', 'talks', 'silent', 'talks', 'nobody', 'talks'] as const),
  ...(['talks', 'machine', 'talks', 'talks'] as const),
];
const LEADS = MANNERS.length;
const SKIPS = PLANS.flat().filter((decision) => decision === 'skip').length;

let run: CampaignRun;
let feed: CampaignFeed;
let course: ModeCourse;

/** A campaign that goes through all modes while it runs. */
beforeAll(async () => {
  const pace = { answerMs: 400, talkMs: 2_500, manners: MANNERS };
  run = await CampaignRun.prepare({ leads: LEADS, agents: AGENTS, linesMax: AGENTS * 3, pace });
  feed = await run.feed();
  course = new ModeCourse(run, feed);
  await run.import();
  await course.live(LEADS);
});

afterAll(async () => {
  feed?.close();
  await run?.close();
});

/** Who has which lead, whatever the order. */
const pairs = (launches: readonly Launch[]): readonly string[] =>
  launches.map(({ leadId, reservedAgentId }) => `${leadId} by ${reservedAgentId}`).sort();

/** What is not as it should be with the call of a lead. */
function faultsOf(mode: DialMode, launch: Launch, record: CallRecord) {
  const { attemptId, campaignId, listId, leadId, number, reservedAgentId } = launch;
  const manner = run.crowd.mannerOf(run.crowd.numbers.indexOf(number));
  const ends = feed.of('attempt.ended').filter((end) => end.attemptId === attemptId);
  const isByAgent = mode === 'manual' || mode === 'preview';
  const talker = isByAgent ? reservedAgentId : record.agentId;
  const wanted = record.result === 'connected' ? (talker ?? 'somebody') : undefined;
  const checks = {
    outcome: RECORD_OF[manner](record),
    attempt: isDeepStrictEqual(record.attempt, { attemptId, campaignId, listId, leadId }),
    agent: record.agentId === wanted,
    kept: mode === 'predictive' || (reservedAgentId !== undefined && record.result !== 'dropped'),
    end: ends.length === 1 && ends[0]?.agentId === wanted,
    calls: (run.crowd.calls.get(number) ?? 0) === callsHeard(manner),
  };
  const faults = Object.entries(checks).flatMap(([name, isRight]) => (isRight ? [] : [name]));
  return faults.length === 0 ? [] : [{ mode, manner, faults, result: record.result }];
}

test('each lead is called once, and its record tells attempt, agent and outcome', async () => {
  const launches = course.launches();
  expect(new Set(launches.map(({ launch }) => launch.leadId)).size).toBe(LEADS - SKIPS);
  const records = await run.records(LEADS - SKIPS);
  expect([launches.length, records.length]).toEqual([LEADS - SKIPS, LEADS - SKIPS]);
  const recordOf = new Map(records.map((record) => [record.callId, record]));
  const faults = launches.flatMap(({ mode, launch }): readonly unknown[] => {
    const record = recordOf.get(launch.callId);
    return record ? faultsOf(mode, launch, record) : [{ mode, launch }];
  });
  expect(faults).toEqual([]);
});

test('in manual and preview nobody is called whom no agent has chosen', () => {
  expect(pairs(course.launchesIn('manual'))).toEqual(pairs(course.picked));
  expect(pairs(course.launchesIn('preview'))).toEqual(pairs(course.accepted));
  const refusals = [
    ...['LEAD_UNKNOWN', 'CAMPAIGN_MODE'],
    ...Array<string>(SKIPS).fill('PREVIEW_SKIPS_USED'),
    ...course.accepted.map(() => 'PREVIEW_NONE'),
  ];
  expect([...course.refusals].sort()).toEqual(refusals.sort());
});

test('leads that are skipped are told with the reason, and not called', async () => {
  const launched = new Set(course.launches().map(({ launch }) => launch.leadId));
  const skipped = feed.of('preview.ended').filter(({ result }) => result === 'skipped');
  const told = skipped.map(({ agentId, reason }) => [agentId, reason]).sort();
  expect(told).toEqual(['agent0', 'agent1'].map((agentId) => [agentId, SKIP_REASON]));
  expect(skipped.filter(({ leadId }) => launched.has(leadId))).toEqual([]);
  const list = await run.settledList();
  expect(list).toEqual({ remaining: SKIPS, inHopper: 0, done: LEADS - SKIPS });
});

test('a lead that is shown when the mode changes is called by the mode that comes', () => {
  const withdrawn = feed.of('preview.ended').filter(({ result }) => result === 'withdrawn');
  const later = [...course.launchesIn('progressive'), ...course.launchesIn('predictive')];
  const calledLater = new Set(later.map(({ leadId }) => leadId));
  expect(withdrawn.length).toBeGreaterThan(0);
  expect(withdrawn.filter(({ leadId }) => !calledLater.has(leadId))).toEqual([]);
});

test('each change of the mode is kept, and lines were dialed in every mode', async () => {
  const path = '/v1/campaigns/crowd/pacing/history';
  const { changes } = await run.ask<{ changes: { to: { mode: DialMode } }[] }>('GET', path);
  const modes = changes.map(({ to }) => to.mode);
  expect(modes).toEqual(['predictive', 'progressive', 'preview', 'manual']);
  expect(modes.filter((mode) => course.launchesIn(mode).length === 0)).toEqual([]);
});
