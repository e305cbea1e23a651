import { init } from 'echarts';
import { accuracy, knownWaits } from '../estimate/accuracy';
import type { Told } from '../estimate/other-estimates';
import type { SeenWait } from '../estimate/waits-seen';
import { HOURS, type OfficeDay, OPENS_AT_MS } from './office-day';
import { caption, FAINT, FONT, INK, titleOf, valueAxis } from './panel';

const WIDTH = 1200;
const HEIGHT = 930;
const MINUTE_MS = 60_000;
/** The band is drawn as the mean of what was told in so long. */
const BIN_MS = 5 * MINUTE_MS;
/** Okabe and Ito: told apart with every kind of colour blindness. */
const COLOUR = {
  waiting: '#0072B2',
  agents: '#555555',
  level: '#009E73',
  band: '#E69F00',
  median: '#B85C00',
  wait: '#0072B2',
  left: '#B0307A',
};

/** The panels from the top down, in pixels. */
const PANELS = [
  { top: 158, height: 140 },
  { top: 382, height: 110 },
  { top: 604, height: 270 },
] as const;

/** The day as an SVG. */
export function drawDay(day: OfficeDay): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    useUTC: true,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT, color: INK, fontSize: 14 },
    title: [
      headline(day),
      ...PANELS.map(({ top }, index) =>
        caption(top - (index === 2 ? 74 : 46), TITLES[index] ?? ''),
      ),
    ],
    grid: PANELS.map(({ top, height }) => ({ left: 72, right: 64, top, height })),
    xAxis: PANELS.map((_, index) => timeAxis(index)),
    yAxis: [
      valueAxis(0, 'people'),
      { ...valueAxis(1, '%'), max: 100, interval: 20 },
      { ...valueAxis(2, 'minutes'), minInterval: 1 },
    ],
    legend: [
      legend(PANELS[0].top - 44, [
        { name: 'callers waiting', icon: 'roundRect' },
        { name: 'agents on duty' },
      ]),
      legend(PANELS[2].top - 40, [
        { name: 'told: 80 % interval', icon: 'roundRect' },
        { name: 'told: median' },
        { name: 'came: connected', icon: 'circle' },
        { name: 'came: would have waited, but left', icon: 'diamond' },
      ]),
    ],
    series: [...peopleSeries(day), levelSeries(day), ...waitSeries(day.waits)],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const TITLES = [
  'Callers who wait (the most in each minute) and agents on duty',
  'Service level: answered within 20 s of all offered, each 15 minutes',
  'Wait of those who found no agent free: told at joining (means of 5 minutes), and what came',
];

function headline(day: OfficeDay) {
  const { coveragePct, maeS, checked } = accuracy(knownWaits(day.waits), 'leitstand');
  const level = Math.round((100 * day.inTime) / day.offered);
  const figures =
    `${day.offered.toLocaleString('en')} callers, ${level} % answered within 20 s; ` +
    `after 45 s of waiting beginners may answer as well.\n` +
    `Of ${checked.toLocaleString('en')} waits that were predicted, ` +
    `${Math.round(coveragePct)} % lay in the interval that was told; the median was off by ` +
    `${Math.round(maeS)} s on average.`;
  return titleOf('A simulated day of one queue, routed by Leitstand', figures);
}

const legend = (top: number, data: readonly { name: string; icon?: string }[]) => ({
  data: [...data],
  right: 64,
  top,
  itemGap: 34,
  itemWidth: 20,
  itemHeight: 10,
  textStyle: { fontSize: 14, color: INK, fontFamily: FONT },
});

const timeAxis = (gridIndex: number) => ({
  type: 'time' as const,
  gridIndex,
  min: OPENS_AT_MS,
  max: OPENS_AT_MS + HOURS * 60 * MINUTE_MS,
  minInterval: 60 * MINUTE_MS,
  maxInterval: 60 * MINUTE_MS,
  axisLabel: { formatter: '{HH}:{mm}', fontSize: 13, color: FAINT, hideOverlap: true },
  axisLine: { lineStyle: { color: FAINT } },
  splitLine: { show: true, lineStyle: { color: '#f0f0f0' } },
});

function peopleSeries({ minutes }: OfficeDay) {
  const at = (index: number): number => OPENS_AT_MS + index * MINUTE_MS;
  const line = { type: 'line' as const, xAxisIndex: 0, yAxisIndex: 0, symbol: 'none' };
  return [
    {
      ...line,
      name: 'callers waiting',
      step: 'end' as const,
      data: minutes.map(({ waiting }, index) => [at(index), waiting]),
      lineStyle: { width: 1.2, color: COLOUR.waiting },
      itemStyle: { color: COLOUR.waiting },
      areaStyle: { color: COLOUR.waiting, opacity: 0.35 },
    },
    {
      ...line,
      name: 'agents on duty',
      step: 'end' as const,
      data: minutes.flatMap(({ agents }, index) => (agents === 0 ? [] : [[at(index), agents]])),
      lineStyle: { width: 2, color: COLOUR.agents, type: 'dashed' as const },
      itemStyle: { color: COLOUR.agents },
    },
  ];
}

const QUARTER_MS = 15 * MINUTE_MS;

function levelSeries({ quarters }: OfficeDay) {
  const levels = quarters.map(({ offered, inTime }, index) => [
    OPENS_AT_MS + index * QUARTER_MS,
    offered === 0 ? null : Math.round((1000 * inTime) / offered) / 10,
  ]);
  const last = [OPENS_AT_MS + quarters.length * QUARTER_MS, levels.at(-1)?.[1] ?? null];
  return {
    type: 'line' as const,
    xAxisIndex: 1,
    yAxisIndex: 1,
    symbol: 'none',
    step: 'end' as const,
    data: [...levels, last],
    lineStyle: { width: 1.5, color: COLOUR.level },
    areaStyle: { color: COLOUR.level, opacity: 0.45 },
    markLine: {
      symbol: 'none',
      silent: true,
      data: [{ yAxis: 80 }],
      lineStyle: { color: INK, type: 'dashed' as const, width: 1.5 },
      label: { formatter: 'goal', position: 'end' as const, fontSize: 14, color: INK },
    },
  };
}

const minutesOf = (ms: number): number => Math.round(ms / 600) / 100;

/** What was told in each few minutes, on average; null where nobody had to wait. */
function binsOf(waits: readonly SeenWait[]): { from: number; bin: Told | null }[] {
  return Array.from({ length: (HOURS * 60 * MINUTE_MS) / BIN_MS }, (_, index) => {
    const from = index * BIN_MS;
    const told = waits
      .filter(({ joinedAt }) => joinedAt >= from && joinedAt < from + BIN_MS)
      .map((one) => one.told.leitstand);
    if (told.length === 0) return { from, bin: null };
    const mean = (key: keyof Told): number =>
      told.reduce((sum, one) => sum + one[key], 0) / told.length;
    const bin = { lowMs: mean('lowMs'), pointMs: mean('pointMs'), highMs: mean('highMs') };
    return { from, bin };
  });
}

/** What was told, averaged over each few minutes; the dots are callers, one each. */
function waitSeries(waits: readonly SeenWait[]) {
  const bins = binsOf(waits);
  /** Twice each: from its beginning to its end. */
  const told = (value: (bin: Told) => number) =>
    bins.flatMap(({ from, bin }) => {
      const minutes = bin && minutesOf(value(bin));
      return [from, from + BIN_MS].map((at) => [OPENS_AT_MS + at, minutes]);
    });
  const line = { type: 'line' as const, xAxisIndex: 2, yAxisIndex: 2, symbol: 'none' };
  const unseen = { lineStyle: { opacity: 0 }, itemStyle: { color: COLOUR.band }, symbol: 'none' };
  return [
    { ...line, ...unseen, name: 'low', stack: 'band', data: told(({ lowMs }) => lowMs) },
    {
      ...line,
      ...unseen,
      name: 'told: 80 % interval',
      stack: 'band',
      areaStyle: { color: COLOUR.band, opacity: 0.4 },
      data: told(({ lowMs, highMs }) => highMs - lowMs),
    },
    {
      ...line,
      name: 'told: median',
      data: told(({ pointMs }) => pointMs),
      lineStyle: { width: 2.2, color: COLOUR.median },
      itemStyle: { color: COLOUR.median },
    },
    dots('came: connected', waits, ({ waitMs }) => waitMs),
    dots('came: would have waited, but left', waits, ({ wouldHaveMs }) => wouldHaveMs),
  ];
}

function dots(
  name: string,
  waits: readonly SeenWait[],
  value: (one: SeenWait) => number | undefined,
) {
  const isLeft = name.includes('left');
  return {
    type: 'scatter' as const,
    name,
    z: 4,
    xAxisIndex: 2,
    yAxisIndex: 2,
    symbol: isLeft ? 'diamond' : 'circle',
    symbolSize: isLeft ? 9 : 4.5,
    itemStyle: { color: isLeft ? COLOUR.left : COLOUR.wait, opacity: isLeft ? 1 : 0.75 },
    data: waits.flatMap((one) => {
      const ms = value(one);
      return ms === undefined ? [] : [[OPENS_AT_MS + one.joinedAt, minutesOf(ms)]];
    }),
  };
}
