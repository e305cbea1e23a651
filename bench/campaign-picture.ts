import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, round } from './frame/bench';
import { Refusal } from './frame/refusal';
import { type CampaignCourse, connectTimes, share } from './picture/campaign-course';
import { drawCampaign } from './picture/campaign-drawing';

const ROOT = join(__dirname, '..');
const COURSE = '.cache/campaign-course.json';
const FILE = 'docs/images/campaign.svg';

/**
 * Draws a campaign that ran on a real Asterisk, for the README, and sums it up. The run itself is
 * test/call/campaign.real.test.ts, which keeps its course where it is told to.
 */
export const run: Bench = async () => {
  const path = join(ROOT, COURSE);
  if (!existsSync(path)) throw new Refusal(`run the campaign first: its course is in ${COURSE}`);
  const course = JSON.parse(readFileSync(path, 'utf8')) as CampaignCourse;
  writeFileSync(join(ROOT, FILE), drawCampaign(course));
  const { fromAnswer, fromDecision } = connectTimes(course);
  const last = course.moments.at(-1);
  const busy = course.moments.map(({ view: { agents } }) =>
    agents.loggedIn === 0 ? 0 : (agents.talking + agents.wrapUp) / agents.loggedIn,
  );
  return {
    file: FILE,
    counts: last?.view.dialing.counts,
    minutes: round((last?.atMs ?? 0) / 60_000, 1),
    occupancyPct: round((100 * busy.reduce((sum, one) => sum + one, 0)) / busy.length, 1),
    connectP99Ms: share(fromDecision, 0.99),
    answerToAgentP99Ms: share(fromAnswer, 0.99),
  };
};
