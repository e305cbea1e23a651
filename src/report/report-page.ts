import type { SumName } from './call-sums';
import { type Figure, FORMULAS, type FormulaId } from './formula';
import { OTHERS } from './others';
import type { Report, ReportRow } from './report';

/** The one style of the page; its hash stands in the page's content security policy. */
export const PAGE_STYLE = `
body { font: 14px/1.45 system-ui, sans-serif; color: #1d2733; margin: 2.5rem auto;
  max-width: 72rem; padding: 0 1.5rem }
h1 { font-size: 1.5rem; margin: 0 0 .25rem }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
p.basis { color: #4a5866; margin: .15rem 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; margin-top: .5rem }
th { text-align: left; font-weight: 600; border-bottom: 2px solid #8794a1;
  padding: .35rem .6rem; vertical-align: bottom }
td { border-bottom: 1px solid #d9dfe5; padding: .35rem .6rem; vertical-align: top }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums }
td.n, td.at { white-space: nowrap }
small { color: #5c6b7a; display: block }
svg { display: block }
td svg { margin-left: auto }
.chart text { font-size: 11px; fill: #4a5866 }
dt { font-weight: 600; margin-top: .5rem }
dd { margin: 0; color: #4a5866 }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 11px }
  thead { display: table-header-group }
  tr, .chart, dt, dd { break-inside: avoid }
  h2 { break-after: avoid }
  @page { size: A4 landscape; margin: 14mm }
}
`;

const TITLES: Readonly<Record<Report['kind'], string>> = {
  queues: 'Queues',
  providers: 'Providers',
  agents: 'Agents',
  campaigns: 'Campaigns',
  lists: 'Lists of leads',
  abandon: 'Dropped people, by the formula of each law',
  'connect-time': 'Connect time of people who answered',
};

/** What a row of the chart is as tall as; the first that the report has. */
const HEIGHTS: readonly (readonly [SumName, string])[] = [
  ['offered', 'Calls offered'],
  ['attempts', 'Attempts'],
  ['handled', 'Calls handled'],
  ['liveInTime', 'People connected in time'],
];

/** A page for people, which prints; the same bytes for the same report. */
export function reportPage(report: Report): string {
  const { basis, from, to, zone, kind } = report;
  const title = `${TITLES[kind]}: ${basis.log}`;
  const span = `${readable(from)} to ${readable(to)}, ${zone}, by ${report.groupedBy}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>${PAGE_STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<p class="basis">${escaped(span)}</p>
${viewText(report)}<p class="basis">
Computed from the log <b>${escaped(basis.log)}</b> at its checkpoint of
<b>${basis.size}</b> leaves, root ${escaped(basis.root)}</p>
${chartOf(report)}
<h2>Figures</h2>
${tableOf(report)}
<h2>Formulas</h2>
<dl>${Object.keys(report.formulas)
    .map((id) => formulaText(id as FormulaId))
    .join('\n')}</dl>
</body></html>
`;
}

/** A part of the log's calls must not pass for the whole. */
function viewText({ view }: Report): string {
  if (view === 'all') return '';
  const [[what, id] = []] = Object.entries(view);
  return `<p class="basis"><b>Only what the ${what} ${escaped(String(id))} sees.</b></p>\n`;
}

const MARKUP: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => MARKUP[sign] ?? '');

const readable = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

function tableOf({ rows, groupedBy }: Report): string {
  const [first] = rows;
  if (!first) return '<p>No call of the log matches.</p>';
  const heads = first.figures.map(({ formula }) => `<th class="n">${nameOf(formula)}</th>`);
  const lines = rows.map((row) => {
    const cells = row.figures.map((figure) => `<td class="n">${figureCell(figure)}</td>`);
    const group = escaped(row.group ?? 'none');
    return `<tr><td class="at">${readable(row.from)}</td><td>${group}</td>${cells.join('')}</tr>`;
  });
  return `<table>
<thead><tr><th>From</th><th>${capital(groupedBy)}</th>${heads.join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody></table>`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const ABBREVIATION = /\b(asa|aht|copc|us|uk|amd)\b/gi;

const nameOf = (formula: FormulaId): string =>
  escaped(
    capital(formula.replace(/\.v\d+$/, '').replace(/[.-]/g, ' ')).replace(ABBREVIATION, (word) =>
      word.toUpperCase(),
    ),
  );

const BAR_WIDTH = 90;

/** The value, a bar where it is a share, and the fraction that it was made of. */
function figureCell({ formula, value, numerator, denominator }: Figure): string {
  if (value === null) return '–';
  const fraction = `<small>${numerator} / ${denominator}</small>`;
  switch (FORMULAS[formula].unit) {
    case 'percent': {
      const width = Math.round((Math.min(100, Math.max(0, value)) * BAR_WIDTH) / 100);
      const bars = rect({ width: BAR_WIDTH, height: 5 }, '#e3e8ed') + rect({ width, height: 5 });
      const bar = `<svg width="${BAR_WIDTH}" height="5" role="presentation">${bars}</svg>`;
      return `${value.toFixed(2)} %${bar}${fraction}`;
    }
    case 'ms':
      return `${(value / 1000).toFixed(1)} s<small>${numerator} ms / ${denominator}</small>`;
    case 'count':
      return String(value);
  }
}

function formulaText(id: FormulaId): string {
  const { numerator, denominator, source } = FORMULAS[id];
  const fraction = denominator === '1' ? numerator : `${numerator}, of: ${denominator}`;
  return `<dt>${escaped(id)}</dt><dd>${escaped(`${fraction} (${source})`)}</dd>`;
}

interface Box {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

const rect = ({ x = 0, y = 0, width, height }: Box, fill = '#2f6f9f'): string =>
  `<rect x="${fixed(x)}" y="${fixed(y)}" ` +
  `width="${fixed(width)}" height="${fixed(height)}" fill="${fill}"/>`;

const CHART = { width: 960, height: 180, left: 48, bottom: 22, top: 10 } as const;
/** More columns than this are no chart any more. */
const COLUMNS_MAX = 200;

/** One column for each interval: how much there was of it, over all groups. */
function chartOf({ rows }: Report): string {
  const [first] = rows;
  const height = HEIGHTS.find(([name]) => first?.sums[name] !== undefined);
  const totals = height ? totalsOf(rows, height[0]) : [];
  if (!height || totals.length < 2 || totals.length > COLUMNS_MAX) return '';
  const { width, left } = CHART;
  const max = Math.max(1, ...totals.map(({ total }) => total));
  const right = `x="${left - 6}" text-anchor="end"`;
  return `<h2>${height[1]}</h2>
<svg class="chart" viewBox="0 0 ${width} ${CHART.height}" role="img" aria-label="${height[1]}">
<line x1="${left}" y1="${FLOOR}" x2="${width}" y2="${FLOOR}" stroke="#8794a1"/>
<text ${right} y="${CHART.top + 8}">${max}</text>
<text ${right} y="${FLOOR}">0</text>
${columnsOf(totals, max).join('\n')}
</svg>`;
}

const FLOOR = CHART.height - CHART.bottom;
const LABELS_MAX = 10;

function columnsOf(totals: readonly Total[], max: number): string[] {
  const step = (CHART.width - CHART.left) / totals.length;
  const labelEach = Math.ceil(totals.length / LABELS_MAX);
  return totals.map(({ from, total }, index) => {
    const x = CHART.left + index * step;
    const height = (total * (FLOOR - CHART.top)) / max;
    const column = rect({ x: x + step * 0.12, y: FLOOR - height, width: step * 0.76, height });
    if (index % labelEach !== 0) return column;
    return `${column}<text x="${fixed(x + step * 0.12)}" y="${CHART.height - 6}">${from}</text>`;
  });
}

const fixed = (value: number): string => value.toFixed(1);

interface Total {
  /** As its label: with the time where intervals are shorter than a day. */
  readonly from: string;
  readonly total: number;
}

function totalsOf(rows: readonly ReportRow[], name: SumName): readonly Total[] {
  const totals = new Map<string, number>();
  for (const { from, group, sums } of rows) {
    if (group === OTHERS) continue;
    totals.set(from, (totals.get(from) ?? 0) + (sums[name] ?? 0));
  }
  const days = new Set([...totals.keys()].map((from) => from.slice(0, 10)));
  const isDaily = days.size === totals.size;
  return [...totals].map(([from, total]) => ({
    from: isDaily ? from.slice(5, 10) : readable(from).slice(5),
    total,
  }));
}
