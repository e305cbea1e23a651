import { writeFileSync } from 'node:fs';
import { CampaignRun } from './campaign-run';
import { callsHeard, RECORD_OF } from './lead-outcome';

const LEADS = Number(process.env['LEITSTAND_CAMPAIGN_LEADS'] ?? 100);
const AGENTS = Number(process.env['LEITSTAND_CAMPAIGN_AGENTS'] ?? 8);
const TALK_MS = Number(process.env['LEITSTAND_CAMPAIGN_TALK_MS'] ?? 2_500);
/** Where the course of the run is kept, for the picture in the README. */
const COURSE = process.env['LEITSTAND_CAMPAIGN_COURSE'];

jest.setTimeout(1_200_000);

let run: CampaignRun;

beforeAll(async () => {
  const pace = { answerMs: 800, talkMs: TALK_MS };
  run = await CampaignRun.prepare({ leads: LEADS, agents: AGENTS, linesMax: AGENTS * 3, pace });
});

afterAll(async () => {
  await run?.close();
});

test('a list is dialed to its end: each lead comes to what its phone did', async () => {
  const report = await run.import<{ leads: number }>();
  expect(report).toMatchObject({ leads: LEADS, refused: 0 });
  await run.start();
  await run.until(({ dialing }) => (dialing.counts['launched'] ?? 0) >= LEADS / 2);
  await run.setPacing({ linesPerAgentMax: 3 });
  const { state } = await run.until((view) => view.state !== 'running');
  expect(state).toBe('finished');

  const records = await run.records(LEADS);
  if (COURSE) writeFileSync(COURSE, JSON.stringify({ moments: run.moments, records }));
  expect(records).toHaveLength(LEADS);
  const byNumber = new Map(records.map((record) => [record.dnis, record]));
  const wrong = run.crowd.numbers.flatMap((number, index) => {
    const record = byNumber.get(number);
    const manner = run.crowd.mannerOf(index);
    const called = run.crowd.calls.get(number) ?? 0;
    const isRight = record !== undefined && RECORD_OF[manner](record);
    const isOnce = called === callsHeard(manner);
    return isRight && isOnce ? [] : [{ manner, called, result: record?.result }];
  });
  expect(wrong).toEqual([]);

  const last = run.moments.at(-1)?.view;
  const budgets = last?.dialing.budgets ?? [];
  expect(budgets.length).toBeGreaterThan(0);
  for (const { numerator, denominator, limitPct } of budgets) {
    expect(numerator * 100).toBeLessThanOrEqual(limitPct * denominator);
  }
  expect(last?.lastChange).toMatchObject({ to: { linesPerAgentMax: 3 }, reason: 'test' });
});
