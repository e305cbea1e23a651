import { renderBoard } from '../../src/cli/board';
import type { ListedCampaign } from '../../src/cli/campaign-client';
import { cellWidth } from '../../src/cli/cell-text';
import { paintFor } from '../../src/cli/paint';
import type { CampaignView } from '../../src/engine/facade/campaign-view';
import { campaignSample, previewSample, readySample } from '../api/campaign-sample';
import { floorSample, forecastSample } from '../api/forecast-sample';
import { FakeDaemon } from './fake-daemon';
import { liveView, NOW } from './live-sample';
import { type RunOptions, run } from './run';

let daemon: FakeDaemon;

beforeEach(async () => {
  daemon = await FakeDaemon.start();
});
afterEach(() => daemon.close());

const ask = (words: string[], options?: RunOptions) =>
  run([...words, '--url', daemon.url, '--token', 'lst_test'], options);

const listed = (over: Partial<CampaignView> = {}): ListedCampaign => {
  const { changes, previews: _, ready: __, ...campaign } = campaignSample(NOW, over);
  const lastChange = changes.at(-1);
  return { ...campaign, ...(lastChange && { lastChange }) };
};

const widest = (text: string): number => Math.max(...text.split('\n').map(cellWidth));

describe('campaigns', () => {
  test('are listed with who talks, what is in flight, and the limit used most', async () => {
    daemon.on('GET /v1/campaigns', { body: { campaigns: [listed()] } });
    const { code, out, err } = await ask(['campaign', 'list'], { columns: 120 });
    expect(code).toBe(0);
    expect(out).toMatch(/^spring +nordlicht +running +predictive +7\/10 +90% +19 +38\/min +32% /m);
    expect(out).toMatch(/ 2\.14% of 2\.5% +in 6h00m$/m);
    expect(err).toContain('answer-rate');
  });

  test.each([60, 80, 100])('fit %d columns', async (columns) => {
    const name = { campaignId: 'a-campaign-with-a-long-name-2026' };
    daemon.on('GET /v1/campaigns', { body: { campaigns: [listed(), listed(name)] } });
    const { out } = await ask(['campaign', 'list'], { columns });
    expect(widest(out)).toBeLessThanOrEqual(columns);
    expect(out).toMatch(/2\.14% of 2\.5%/);
  });

  test('say so where there is none', async () => {
    daemon.on('GET /v1/campaigns', { body: { campaigns: [] } });
    const { out, err } = await ask(['campaign', 'list']);
    expect(out).toBe('');
    expect(err).toContain('the centre file has none');
  });

  test('show every figure with what it was made of', async () => {
    daemon.on('GET /v1/campaigns/spring', { body: listed() });
    const { out } = await ask(['campaign', 'show', 'spring'], { columns: 100 });
    expect(out).toMatch(/^state +running for 1h35m, since 2026-03-02 08:25:00 CET$/m);
    expect(out).toMatch(
      /^agents +12 logged in, 7 talking, 2 wrap-up, 1 idle, 1 on break, 1 no line$/m,
    );
    expect(out).toMatch(/^occupancy +90% \(9 of 10, now\)$/m);
    expect(out).toMatch(/^answered +32% \(121 of 373, 15m\)$/m);
    expect(out).toMatch(/^decided +2 more lines: one more could be dropped too likely$/m);
    expect(out).toMatch(/^expects +32% of .* person; 3\.1 answers, 2\.4 agents .* in 20s$/m);
    expect(out).toMatch(/^so far +2412 launched, 804 answered, 640 connected, 14 dropped/m);
    expect(out).toMatch(/^changed +lines per agent 1\.8 → 2\.2: agents wait too long$/m);
    expect(out).toMatch(/^campaign +us +14 of 654 +2\.14% +2\.5% +24h +2 +█{10}░░ 86%$/m);
    expect(out).toMatch(/^code of CCV and DDV, 3\.2 +attempts +14 of 2412 +0\.58% +3% +30d +58 /m);
    expect(widest(out)).toBeLessThanOrEqual(100);
  });

  test('show what may be seen of one that others work for, too', async () => {
    const { dialing: _, ...shared } = listed();
    daemon.on('GET /v1/campaigns/spring', { body: shared });
    const { code, out, err } = await ask(['campaign', 'show', 'spring']);
    expect(code).toBe(0);
    expect(out).not.toContain('LIMIT');
    expect(err).toContain('other companies');
  });

  test.each(['start', 'pause', 'drain', 'stop'])(
    '%s wants a reason, and sends it',
    async (verb) => {
      const without = await ask(['campaign', verb, 'spring']);
      expect(without.code).toBe(2);
      expect(without.err).toContain('--reason');
      expect(daemon.requests).toEqual([]);
      daemon.on(`POST /v1/campaigns/spring/${verb}`, { body: listed({ state: 'stopped' }) });
      const { code, out } = await ask(['campaign', verb, 'spring', '--reason', 'monday']);
      expect(code).toBe(0);
      expect(daemon.requests.map(({ body }) => JSON.parse(body))).toEqual([{ reason: 'monday' }]);
      expect(out).toBe('spring is stopped; 9 lines still ring\n');
    },
  );

  test('a refusal is told with what to do', async () => {
    const body = { code: 'CAMPAIGN_OVER', detail: 'its end has passed', remedy: 'a later end' };
    daemon.on('POST /v1/campaigns/spring/start', { status: 409, body });
    const { code, err } = await ask(['campaign', 'start', 'spring', '--reason', 'monday']);
    expect(code).toBe(1);
    expect(err).toBe('CAMPAIGN_OVER: its end has passed\n-> a later end\n');
  });
});

describe('pacing', () => {
  const { pacing, bounds, lastChange } = listed();
  const view = { campaignId: 'spring', pacing, bounds, lastChange };

  test('is shown beside what was agreed', async () => {
    daemon.on('GET /v1/campaigns/spring/pacing', { body: view });
    const { out } = await ask(['pacing', 'show', 'spring']);
    expect(out).toMatch(/^lines per agent +2\.2 +1 to 3$/m);
    expect(out).toMatch(/^own bound on drops +2\.5% +0% to 3%$/m);
    expect(out).toMatch(/^ +4m00s ago by token:supervisor, 2026-03-02 09:56:00 CET$/m);
  });

  test('is changed by what is named alone', async () => {
    daemon.on('PATCH /v1/campaigns/spring/pacing', { body: view });
    const words = 'pacing set spring --lines-per-agent 2.2 --abandon-max 2.5% --reason'.split(' ');
    const { code, out, err } = await ask([...words, 'agents wait']);
    expect(code).toBe(0);
    expect(JSON.parse(daemon.requests[0]?.body ?? '')).toEqual({
      change: { linesPerAgentMax: 2.2, abandonMaxPct: 2.5 },
      reason: 'agents wait',
    });
    expect(out).toBe('spring: lines per agent 1.8 → 2.2\n');
    expect(err).toContain('leitstand pacing undo spring');
  });

  test.each([
    ['nothing', [], 'nothing is to be changed'],
    ['words', ['--ratio', 'much'], 'Write a number'],
    ['a negative share', ['--abandon-max', '-1'], 'Write a percentage'],
  ])('is not changed by %s', async (_, words, told) => {
    const { code, err } = await ask(['pacing', 'set', 'spring', ...words, '--reason', 'x']);
    expect(code).toBe(2);
    expect(err).toContain(told);
    expect(daemon.requests).toEqual([]);
  });

  test('is taken back with a reason', async () => {
    daemon.on('POST /v1/campaigns/spring/pacing/undo', { body: view });
    const { code } = await ask(['pacing', 'undo', 'spring', '--reason', 'drops']);
    expect(code).toBe(0);
    expect(JSON.parse(daemon.requests[0]?.body ?? '')).toEqual({ reason: 'drops' });
  });

  test('has a history with who and why', async () => {
    const [first, second] = campaignSample(NOW).changes;
    const undone = { ...second, isUndo: true };
    const actor = 'token:a14c646d-c7ad-462f-9f4d-a4a12f3d33d9';
    const body = { campaignId: 'spring', changes: [undone, { ...first, actor }] };
    daemon.on('GET /v1/campaigns/spring/pacing/history', { body });
    const { out } = await ask(['pacing', 'history', 'spring'], { columns: 120 });
    const [, newest, oldest] = out.split('\n');
    expect(newest).toMatch(
      /token:supervisor +↶ lines per agent 1\.8 → 2\.2 +agents wait too long$/,
    );
    expect(oldest).toMatch(
      /token:a14c646d… +mode progressive → predictive +answer rate rose after lunch$/,
    );
  });
});

describe('the live picture', () => {
  const drawn = (campaigns: ListedCampaign[], width: number, rows?: number) =>
    renderBoard(liveView({ campaigns }), {
      width,
      paint: paintFor(false),
      zone: 'UTC',
      ...(rows !== undefined && { rows }),
    });

  test('draws agents by state and limits as bars', () => {
    const text = drawn([listed()], 120).join('\n');
    expect(text).toMatch(
      /^spring {2}running 1h35m {2}predictive, 2\.2 lines per agent {2}ends in 6h00m$/m,
    );
    expect(text).toMatch(/^ {2}agents +█{7}▓▓○·× {2}█ 7 talking {2}▓ 2 wrap-up {2}○ 1 idle/m);
    expect(text).toMatch(
      /^ {2}pace +▁▂▄▅▆▅▆▆▅▆▇▇███ {2}38\/min {2}answered 32% {2}busy 90% {2}held by risk/m,
    );
    expect(text).toMatch(
      /^ {2}drops +█{21}░░░ {2}2\.14% of 2\.5% +2 left {2}us 14\/654 in 24h {2}campaign$/m,
    );
  });

  test('says when a limit is broken, and when pacing is bound', () => {
    const { dialing } = campaignSample(NOW);
    const decision = dialing?.decision && { ...dialing.decision, reservedOnly: true };
    const broken = { ...dialing, decision, breached: true } as NonNullable<typeof dialing>;
    const text = drawn([listed({ dialing: broken })], 120).join('\n');
    expect(text).toContain('spring  running 1h35m  OVER A LIMIT  BOUND  predictive');
  });

  test('is never wider than the terminal, and many campaigns take a line each', () => {
    const many = Array.from({ length: 9 }, (_, n) => listed({ campaignId: `campaign-${n}` }));
    const crowd = { ...campaignSample(NOW).agents, talking: 400, loggedIn: 460, idle: 56 };
    for (const width of [60, 80, 100, 140]) {
      const few = drawn([listed({ agents: crowd }), listed({ campaignId: 'other' })], width);
      expect(Math.max(...few.map(cellWidth))).toBeLessThanOrEqual(width);
    }
    const rows = drawn(many, 100, 30);
    expect(rows.filter((line) => /^campaign-\d +running/.test(line))).not.toHaveLength(0);
    expect(rows.length).toBeLessThanOrEqual(30);
  });

  test('of a centre without campaigns is as it was', () => {
    expect(drawn([], 100)).toEqual(
      renderBoard(liveView(), { width: 100, paint: paintFor(false), zone: 'UTC' }),
    );
  });
});

describe('leads that an agent decides about', () => {
  test('are shown with their numbers, fields, and what was tried', async () => {
    const preview = previewSample(NOW, 'anna');
    daemon.on('GET /v1/agents/anna/leads', { body: { preview, ready: [] } });
    const { out } = await ask(['agent', 'preview', 'show', 'anna']);
    expect(out).toMatch(/^decide +within 2m40s, else you go on break$/m);
    expect(out).toMatch(/^numbers +\+49301000007 home, called next\n +\+491701000007 mobile$/m);
    expect(out).toMatch(/^name +Erika Beispiel$/m);
    expect(out).toMatch(/^tried +2023-11-14 23:13:20 CET \+49301000007: busy$/m);
  });

  test('are listed to pick from', async () => {
    const ready = readySample.map((one) => ({ campaignId: 'spring', ...one }));
    daemon.on('GET /v1/agents/anna/leads', { body: { ready } });
    const { out, err } = await ask(['agent', 'preview', 'show', 'anna'], { columns: 80 });
    expect(out).toMatch(/^spring +lead-7 +\+49301000007/m);
    expect(widest(out)).toBeLessThanOrEqual(80);
    expect(err).toContain('leitstand agent dial anna');
  });

  test.each([
    [['preview', 'accept', 'anna'], 'preview/accept', {}],
    [['preview', 'accept', 'anna', '--number', '+49301'], 'preview/accept', { number: '+49301' }],
    [['preview', 'skip', 'anna', '--reason', 'by mail'], 'preview/skip', { reason: 'by mail' }],
    [
      ['dial', 'anna', '--campaign', 'spring', '--lead', 'l-7'],
      'dial',
      { campaign: 'spring', lead: 'l-7' },
    ],
  ])('%j is asked of the daemon', async (words, path, body) => {
    daemon.on(`POST /v1/agents/anna/${path}`, { status: 202, body: { seq: 7, at: NOW } });
    const { code, out } = await ask(['agent', ...words]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^anna: the /) });
    expect(JSON.parse(daemon.requests[0]?.body ?? '')).toEqual(body);
  });
});

describe('pacing simulate', () => {
  const path = '/v1/campaigns/spring/pacing';
  const change = { linesPerAgentMax: 2.2, mode: 'predictive' as const };
  const words = 'pacing simulate spring --set linesPerAgentMax=2.2 --set mode=predictive'.split(
    ' ',
  );
  const forecast = forecastSample({ now: floorSample(NOW), change });

  test('shows both with intervals and the advice, and changes nothing', async () => {
    daemon.on(`POST ${path}/simulate`, { body: forecast });
    const { code, out, err } = await ask(words, { columns: 100 });
    expect(code).toBe(0);
    expect(out).toMatch(/^spring: lines per agent 1\.8 → 2\.2$/m);
    expect(out).toMatch(/^occupancy +81\.2% \(77\.4% to 85\.0%\) +87\.9% \(84\.6% to 91\.2%\)$/m);
    expect(out).toMatch(/^dropped.* 0\.62% \(0\.1% to 1\.5%\) +2\.31% /m);
    expect(out).toContain('bound of 2.5%');
    expect(err).toContain('nothing was changed');
    expect(widest(out)).toBeLessThanOrEqual(100);
    expect(daemon.requests.map(({ method }) => method)).toEqual(['POST']);
  });

  test('applies it after that, with a reason', async () => {
    daemon.on(`POST ${path}/simulate`, { body: forecast });
    daemon.on(`PATCH ${path}`, { body: { campaignId: 'spring' } });
    const without = await ask([...words, '--apply']);
    expect(without.code).not.toBe(0);
    expect(without.err).toContain('needs a reason');
    const { out } = await ask([...words, '--apply', '--reason', 'agents wait']);
    expect(out).toMatch(/^spring: changed$/m);
    expect({
      ...daemon.requests.at(-1),
      body: JSON.parse(daemon.requests.at(-1)?.body ?? ''),
    }).toMatchObject({
      method: 'PATCH',
      body: { change, reason: 'agents wait', simulate: true },
    });
  });

  test('history sets what came of a change beside what was foretold', async () => {
    const { occupancyPct, abandonPct, settings } = forecast.changed;
    const made = { at: NOW, actor: 'token:boss', reason: 'they wait', from: forecast.now.settings };
    const sums = { forMs: 3_600_000, busyMs: 880, thereMs: 1_000, people: 200, drops: 4 };
    const expected = { horizonMs: 3_600_000, occupancyPct, abandonPct };
    const changes = [
      { ...made, to: settings, expected, realised: sums },
      { ...made, to: settings },
    ];
    daemon.on(`GET ${path}/history`, { body: { changes } });
    const { out, err } = await ask(['pacing', 'history', 'spring'], { columns: 200 });
    expect(out).toMatch(/they wait +88% \(85% to 91%\) +2% \(1\.2% to 3\.8%\)$/m);
    expect(out).toMatch(/they wait +- \(not foretold\) +- \(not foretold\)$/m);
    expect(err).toContain('in brackets what was foretold');
  });

  test.each(['speed=2', 'ratio=fast', 'ratio'])('refuses --set %s', async (text) => {
    const { code } = await ask(['pacing', 'simulate', 'spring', '--set', text]);
    expect(code).not.toBe(0);
    expect(daemon.requests).toEqual([]);
  });
});
