import { init } from 'echarts';
import { type CampaignCourse, type CampaignMoment, connectTimes, share } from './campaign-course';
import { caption, FAINT, FONT, INK, titleOf, valueAxis } from './panel';

const WIDTH = 1200;
const HEIGHT = 880;
/** Okabe and Ito: told apart with every kind of colour blindness. */
const COLOUR = {
  talking: '#0072B2',
  wrapUp: '#56B4E9',
  reserved: '#E69F00',
  ringing: '#009E73',
  used: '#D55E00',
  limit: '#222222',
};
/** Over which the occupancy is averaged. */
const MEAN_OF = 30;

const PANELS = [
  { top: 160, height: 160 },
  { top: 410, height: 160 },
  { top: 660, height: 150 },
] as const;
const TITLES = [
  'Lines: phones that ring, and people who talk with an agent',
  'Agents: talking, in wrap-up, kept for a line (means of 30 s)',
  'Drops of the last 24 hours against the limit, and the room that is left of it',
];

/** The course of a campaign as an SVG. */
export function drawCampaign(course: CampaignCourse): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const { moments } = course;
  const seconds = Math.ceil((moments.at(-1)?.atMs ?? 0) / 1000);
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT, color: INK, fontSize: 14 },
    title: [
      headline(course),
      ...PANELS.map(({ top }, index) => caption(top - 46, TITLES[index] ?? '')),
    ],
    grid: PANELS.map(({ top, height }) => ({ left: 72, right: 64, top, height })),
    xAxis: PANELS.map((_, gridIndex) => axis(gridIndex, seconds)),
    yAxis: ['lines', 'agents', 'drops'].map((name, index) => ({
      ...valueAxis(index, name),
      minInterval: 1,
    })),
    legend: [
      legend(PANELS[0].top - 44, ['ringing', 'talking']),
      legend(PANELS[1].top - 44, ['in talk', 'wrap-up', 'kept for a line']),
      legend(PANELS[2].top - 44, ['drops', 'allowed by now']),
    ],
    series: [...lineSeries(moments), ...agentSeries(moments), ...budgetSeries(moments)],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function headline(course: CampaignCourse) {
  const last = course.moments.at(-1)?.view;
  const { launched = 0, connected = 0, dropped = 0 } = last?.dialing.counts ?? {};
  const { fromAnswer, fromDecision } = connectTimes(course);
  const figures =
    `${launched.toLocaleString('en')} leads, ${last?.agents.loggedIn} agents on nailed-up lines, ` +
    `predictive: ${connected} people talked with an agent, ${dropped} were dropped.\n` +
    `With an agent ${Math.round(share(fromDecision, 0.99))} ms after it was known that a person ` +
    `is there (p99), ${Math.round(share(fromAnswer, 0.99))} ms after the answer.`;
  return titleOf('A campaign on a real Asterisk, its people played by sipp', figures);
}

const legend = (top: number, names: readonly string[]) => ({
  data: names.map((name) => ({ name, icon: 'roundRect' })),
  right: 64,
  top,
  itemGap: 28,
  itemWidth: 20,
  itemHeight: 10,
  textStyle: { fontSize: 14, color: INK, fontFamily: FONT },
});

const axis = (gridIndex: number, seconds: number) => ({
  type: 'value' as const,
  gridIndex,
  min: 0,
  max: Math.ceil(seconds / 60),
  interval: 1,
  axisLabel: { formatter: '{value} min', fontSize: 13, color: FAINT, hideOverlap: true },
  axisLine: { lineStyle: { color: FAINT } },
  splitLine: { show: true, lineStyle: { color: '#f0f0f0' } },
});

type Look = (moment: CampaignMoment['view']) => number;

const points = (moments: readonly CampaignMoment[], look: Look) =>
  moments.map(({ atMs, view }) => [atMs / 60_000, look(view)]);

/** Each value is the mean of those around it. */
function means(moments: readonly CampaignMoment[], look: Look) {
  return moments.map(({ atMs }, index) => {
    const from = Math.max(0, index - MEAN_OF / 2);
    const around = moments.slice(from, index + MEAN_OF / 2);
    const sum = around.reduce((total, one) => total + look(one.view), 0);
    return [atMs / 60_000, Math.round((100 * sum) / around.length) / 100];
  });
}

function lineSeries(moments: readonly CampaignMoment[]) {
  const own = { type: 'line' as const, xAxisIndex: 0, yAxisIndex: 0, symbol: 'none' };
  const changedAt = moments.find(({ view }) => view.lastChange !== undefined);
  const most = changedAt?.view.pacing.linesPerAgentMax;
  return [
    {
      ...own,
      name: 'ringing',
      data: points(moments, ({ dialing: { lines } }) => lines['dialing'] ?? 0),
      lineStyle: { width: 1.2, color: COLOUR.ringing },
      itemStyle: { color: COLOUR.ringing },
      areaStyle: { color: COLOUR.ringing, opacity: 0.35 },
      ...(changedAt && {
        markLine: {
          symbol: 'none',
          silent: true,
          data: [{ xAxis: changedAt.atMs / 60_000 }],
          lineStyle: { color: INK, type: 'dashed' as const, width: 1.5 },
          label: {
            formatter: `pacing set: ${most} lines for an agent`,
            position: 'end' as const,
            fontSize: 14,
            color: INK,
          },
        },
      }),
    },
    {
      ...own,
      name: 'talking',
      data: points(moments, ({ dialing: { lines } }) => lines['connected'] ?? 0),
      lineStyle: { width: 1.8, color: COLOUR.talking },
      itemStyle: { color: COLOUR.talking },
    },
  ];
}

function agentSeries(moments: readonly CampaignMoment[]) {
  const own = { type: 'line' as const, xAxisIndex: 1, yAxisIndex: 1, symbol: 'none' };
  const area = (name: string, colour: string, look: Look) => ({
    ...own,
    name,
    stack: 'agents',
    data: means(moments, look),
    lineStyle: { width: 0 },
    itemStyle: { color: colour },
    areaStyle: { color: colour, opacity: 0.75 },
  });
  return [
    area('in talk', COLOUR.talking, ({ agents }) => agents.talking),
    area('wrap-up', COLOUR.wrapUp, ({ agents }) => agents.wrapUp),
    area('kept for a line', COLOUR.reserved, ({ agents }) => agents.reserved),
    {
      ...own,
      name: 'there',
      data: points(moments, ({ agents }) => agents.loggedIn),
      lineStyle: { width: 1.5, color: FAINT, type: 'dashed' as const },
    },
  ];
}

function budgetSeries(moments: readonly CampaignMoment[]) {
  const own = {
    type: 'line' as const,
    xAxisIndex: 2,
    yAxisIndex: 2,
    symbol: 'none',
    step: 'end' as const,
  };
  return [
    {
      ...own,
      name: 'allowed by now',
      data: points(moments, ({ dialing: { budgets } }) => {
        const [first] = budgets;
        return first ? Math.round(first.denominator * first.limitPct) / 100 : 0;
      }),
      lineStyle: { width: 2, color: COLOUR.limit, type: 'dashed' as const },
      itemStyle: { color: COLOUR.limit },
    },
    {
      ...own,
      name: 'drops',
      data: points(moments, ({ dialing: { budgets } }) => budgets[0]?.numerator ?? 0),
      lineStyle: { width: 2, color: COLOUR.used },
      itemStyle: { color: COLOUR.used },
      areaStyle: { color: COLOUR.used, opacity: 0.3 },
    },
  ];
}
