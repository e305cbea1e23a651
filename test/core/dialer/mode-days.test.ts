import type { CampaignConfig, DialMode } from '../../../src/core/dialer/campaign-config';
import type { Fact } from '../../../src/core/fact';
import { brokenWorldLaws } from '../../law/world-laws';
import { T0 } from '../scenario';
import { CAMPAIGN, dialingCentre } from './dialer-floor';
import { diceOf, FloorDay } from './floor-day';

const MINUTE_MS = 60_000;
const MODES = ['manual', 'preview', 'progressive', 'ratio', 'predictive'] as const;
const AGENTS = ['anna', 'ben'];

const SETTINGS: Partial<CampaignConfig> = {
  machineDetection: true,
  hopperMax: 20,
  linesMax: 6,
  previewSkipsPerHourMax: 5,
  bounds: { ...CAMPAIGN.bounds, modes: MODES },
};

/** Agents who take, skip and pick leads, miss some, go on break, and come back. */
class Desk {
  readonly broken: string[] = [];
  /** By lead, what became of each attempt. */
  readonly attempts = new Map<string, string[]>();
  readonly launchedIn = new Map<DialMode, number>();
  readonly day: FloorDay;
  private readonly dice: () => number;

  constructor(seed: number) {
    this.dice = diceOf(seed + 1_000);
    this.day = new FloorDay(dialingCentre(SETTINGS), {
      seed,
      people: { answerChance: 0.5, machineChance: 0.15, talkMeanMs: 30_000 },
      watch: (day, facts) => this.see(day, facts),
    });
    this.day.later(1_000, () => this.pick());
  }

  private see(day: FloorDay, facts: readonly Fact[]): void {
    if (this.broken.length === 0) this.broken.push(...brokenWorldLaws(day.world));
    for (const { body } of facts) {
      if (body.type === 'attempt.launched') this.launched(day, body);
      if (body.type === 'attempt.ended') this.ended(body.attemptId, body.result);
      if (body.type === 'preview.offered') day.later(this.dice() * 20_000, () => this.decide(body));
    }
  }

  private launched(day: FloorDay, { attemptId, reservedAgentId }: Launched): void {
    if (this.attempts.has(attemptId)) this.broken.push(`${attemptId} was launched twice`);
    this.attempts.set(attemptId, []);
    const mode = day.world.campaigns.get('spring')?.pacing.mode ?? 'manual';
    this.launchedIn.set(mode, (this.launchedIn.get(mode) ?? 0) + 1);
    const isKept = mode === 'manual' || mode === 'preview' || mode === 'progressive';
    if (isKept && !reservedAgentId) this.broken.push(`${mode} launched for nobody`);
  }

  private ended(attemptId: string, result: string): void {
    this.attempts.get(attemptId)?.push(result);
  }

  private decide({ agentId }: { readonly agentId: string }): void {
    const drawn = this.dice();
    if (drawn < 0.7) this.day.give({ type: 'preview.accept-requested', agentId });
    else if (drawn < 0.9) {
      this.day.give({ type: 'preview.skip-requested', agentId, reason: 'knows them' });
    }
  }

  /** Each second somebody may pick a lead, go on break, or come back. */
  private pick(): void {
    const agentId = AGENTS[Math.floor(this.dice() * AGENTS.length)] ?? 'anna';
    const drawn = this.dice();
    const campaignId = 'spring';
    if (drawn < 0.3) this.day.give({ type: 'lead.dial-requested', campaignId, agentId });
    const away = { status: 'on-break', reason: 'coffee' } as const;
    const what = drawn < 0.97 ? ({ status: 'available' } as const) : away;
    if (drawn > 0.9) this.day.give({ type: 'agent.status-requested', agentId, ...what });
    this.day.later(1_000, () => this.pick());
  }

  change(mode: DialMode): void {
    const change = { mode, linesPerAgentMax: 2 };
    this.day.give({ type: 'pacing.change-requested', campaignId: 'spring', change });
  }
}

type Launched = Extract<Fact['body'], { type: 'attempt.launched' }>;

describe.each([1, 2, 3])('a day of changing modes, seed %i', (seed) => {
  const desk = new Desk(seed);
  const { day } = desk;
  for (let n = 0; n < 10; n += 1) {
    desk.change(MODES[(n + seed) % MODES.length] ?? 'manual');
    day.run(T0 + (n + 1) * 4 * MINUTE_MS);
  }
  day.give({ type: 'campaign.state-requested', campaignId: 'spring', action: 'stop' });
  day.run(T0 + 60 * MINUTE_MS);

  it('keeps every law of the world after each step', () => {
    expect(desk.broken).toEqual([]);
  });

  it('dials in each of them', () => {
    expect([...desk.launchedIn.keys()].sort()).toEqual([...MODES].sort());
  });

  it('tells of each attempt once how it came out', () => {
    const results = [...desk.attempts.values()];
    expect(results.filter((one) => one.length !== 1)).toEqual([]);
    expect(new Set(results.flat())).toContain('connected');
    expect(new Set(results.flat())).toContain('machine');
  });
});
