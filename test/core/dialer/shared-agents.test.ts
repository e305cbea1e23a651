import type { Centre } from '../../../src/core/centre';
import { brokenWorldLaws } from '../../law/world-laws';
import { T0 } from '../scenario';
import { DialerFloor, dialingCentre, leads } from './dialer-floor';
import { FloorDay } from './floor-day';

const HOUR_MS = 3_600_000;
const PREDICTIVE = { mode: 'predictive', linesPerAgentMax: 4, ratio: 2, abandonMaxPct: 3 } as const;

/** So many agents on lines that stand, all of them for each of the campaigns. */
function floorOf(agents: number, campaigns: readonly string[]): Centre {
  const made = dialingCentre({ pacing: PREDICTIVE });
  const [agent] = made.agents;
  const [campaign] = made.campaigns ?? [];
  if (!agent || !campaign) throw new Error('no centre');
  return {
    ...made,
    agents: Array.from({ length: agents }, (_, n) => ({
      ...agent,
      agentId: `agent-${n}`,
      phone: { ...agent.phone, device: `phone-${n}` },
    })),
    campaigns: campaigns.map((campaignId) => ({ ...campaign, campaignId })),
  };
}

const live = (centre: Centre, seed: number, watch?: (day: FloorDay) => void): FloorDay =>
  new FloorDay(centre, { seed, ...(watch && { watch }) }).run(T0 + HOUR_MS);

describe('two campaigns that share all their agents', () => {
  const alone = live(floorOf(24, ['spring']), 7);
  const both = live(floorOf(24, ['spring', 'autumn']), 7);
  const [spring, autumn] = [both.tally('spring'), both.tally('autumn')];

  it('keep their limits on drops, each of them', () => {
    expect(alone.overLimits()).toEqual([]);
    expect(both.overLimits()).toEqual([]);
  });

  it('keep the agents nearly as busy as one campaign would', () => {
    expect(both.utilisationPct).toBeGreaterThan(alone.utilisationPct - 6);
  });

  it('get like parts of the agents', () => {
    const [less, more] = [spring.connected, autumn.connected].sort((a, b) => a - b);
    expect((less ?? 0) / (more ?? 1)).toBeGreaterThan(0.8);
  });
});

it('leave agents for lines that a campaign has in flight when it dials no more', () => {
  const two = { pacing: { ...PREDICTIVE, mode: 'ratio' } } as const;
  const floor = new DialerFloor(two, { ...two, campaignId: 'autumn' });
  for (const campaign of floor.world.campaigns.values()) floor.experience(3_000, 1, campaign);
  floor.onLine('anna', 'ben');
  floor.start();
  floor.refill(leads(4));
  const ringing = floor.lines.length;
  expect(ringing).toBeGreaterThanOrEqual(2);
  floor.give({ type: 'campaign.state-requested', campaignId: 'spring', action: 'stop' });
  floor.start('autumn');
  floor.refill(leads(4, 10), true, 'autumn');
  expect(floor.lines).toHaveLength(ringing);
});

it('counts crews and open lines as a walk over all of them would, at each step', () => {
  const broken: string[] = [];
  const centre = floorOf(4, ['spring', 'autumn']);
  const day = new FloorDay(centre, {
    seed: 3,
    people: { answerChance: 0.5, talkMeanMs: 40_000 },
    watch: ({ world }) => {
      if (broken.length === 0) broken.push(...brokenWorldLaws(world));
    },
  });
  day.run(T0 + HOUR_MS / 6);
  expect(broken).toEqual([]);
  expect(day.tally('autumn').connected).toBeGreaterThan(10);
});
