import type { AgentView, CallView, QueueView } from '../engine/facade';
import { agentStateText, paintAgentState } from './agent-text';
import { shortCallId } from './call-name';
import type { ListedCampaign } from './campaign-client';
import { campaignColumns } from './campaign-columns';
import { campaignPanel } from './campaign-panel';
import { cellWidth, cutTo, safeText } from './cell-text';
import { type Column, renderColumns } from './columns';
import { formatDuration, formatWait } from './duration';
import type { LiveView } from './live-view';
import { formatClock, zoneName } from './local-time';
import type { Paint } from './paint';
import { paintPhase, partiesText } from './party-text';

import { meanWait, serviceLevel } from './service-level';
import { estimateNow } from './wait-estimate';

export interface BoardFrame {
  /** Cells and lines; without `rows` every row of every table is shown. */
  readonly width: number;
  readonly rows?: number;
  readonly paint: Paint;
  readonly zone?: string;
  /** Last lines, `q quits`. */
  readonly footer?: readonly string[];
}

/** The live picture: queues, calls, agents. Pure: the same view gives the same lines. */
export function renderBoard(view: LiveView, frame: BoardFrame): string[] {
  const head = [...headLines(view, frame), ''];
  const footer = frame.footer?.map((line) => frame.paint.faint(cutTo(line, frame.width)));
  const tail = footer === undefined ? [] : ['', ...footer];
  const { campaigns = [] } = view;
  const tables = [
    ...(campaigns.length > 0 ? [campaignLines(campaigns, view.at, frame)] : []),
    tableOf(queueColumns(frame), view.queues, frame, 'QUEUES: none; apply a centre file'),
    tableOf(callColumns(view, frame), byAge(view.calls), frame, 'CALLS: none now'),
    tableOf(agentColumns(view, frame), byState(view.agents), frame, 'AGENTS: none'),
  ];
  if (frame.rows === undefined) return [...head, ...joined(tables), ...tail];
  const room = frame.rows - head.length - tail.length - (tables.length - 1);
  const shares = shareRows(
    tables.map((lines) => lines.length),
    room,
  );
  const fitted = tables.map((lines, i) => clip(lines, shares[i] ?? 0, frame.paint));
  return [...head, ...joined(fitted), ...tail].slice(0, frame.rows);
}

function headLines(view: LiveView, frame: BoardFrame): string[] {
  const { paint, width, zone } = frame;
  const clock = `${formatClock(view.at, zone)} ${zoneName(view.at, zone)}`;
  const up = view.startedAt === undefined ? '' : `  up ${formatDuration(view.at - view.startedAt)}`;
  const title = cutTo(`Leitstand  ${view.url}${up}`, width - cellWidth(clock) - 1);
  const gap = ' '.repeat(Math.max(1, width - cellWidth(title) - cellWidth(clock)));
  const switches = view.switches.map((s) =>
    s.up ? paint.good(`${s.switchId} up`) : paint.bad(`${s.switchId} DOWN`),
  );
  const talking = view.calls.filter((c) => c.phase === 'talking').length;
  const waiting = view.queues.reduce((sum, q) => sum + q.waiting, 0);
  const counts = `${view.calls.length} calls, ${talking} talking, ${waiting} waiting`;
  return [
    `${paint.strong(title)}${gap}${paint.faint(clock)}`,
    [counts, ...switches].join(paint.faint('  |  ')),
    ...view.alarms.map((alarm) => paint.bad(cutTo(`! ${safeText(alarm)}`, width))),
  ];
}

const tableOf = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  frame: BoardFrame,
  emptyText: string,
): string[] =>
  rows.length === 0
    ? [frame.paint.faint(emptyText)]
    : renderColumns(columns, rows, frame.width, frame.paint);

const joined = (tables: readonly (readonly string[])[]): string[] =>
  tables.flatMap((lines, i) => (i === 0 ? [...lines] : ['', ...lines]));

const PANELS_MAX = 3;

/** A panel for each of a few campaigns; of many a line each, as the running ones come first. */
function campaignLines(
  campaigns: readonly ListedCampaign[],
  at: number,
  { width, paint, rows }: BoardFrame,
): string[] {
  const asPanels = () => campaigns.flatMap((one) => campaignPanel(one, { width, paint, at }));
  const panels = campaigns.length <= PANELS_MAX ? asPanels() : undefined;
  if (panels && (rows === undefined || panels.length <= rows / 2)) return panels;
  const sorted = [...campaigns].sort((a, b) => +(b.state === 'running') - +(a.state === 'running'));
  return renderColumns(campaignColumns(paint, at), sorted, width, paint);
}

/** Cuts a table to `rows` lines and says how much is not shown. */
function clip(lines: readonly string[], rows: number, paint: Paint): string[] {
  if (lines.length <= rows) return [...lines];
  const kept = Math.max(1, rows - 1);
  return [...lines.slice(0, kept), paint.faint(`… ${lines.length - kept} more`)];
}

/**
 * Shares `room` lines among tables that want `wanted` lines each: nobody gets more than wanted,
 * and what one leaves goes to the others.
 */
export function shareRows(wanted: readonly number[], room: number): number[] {
  const given = wanted.map(() => 0);
  let left = Math.max(room, wanted.length * 2);
  for (;;) {
    const hungry = wanted.flatMap((want, i) => (want > (given[i] ?? 0) ? [i] : []));
    if (hungry.length === 0 || left <= 0) return given;
    for (const i of hungry) {
      if (left <= 0) break;
      given[i] = (given[i] ?? 0) + 1;
      left -= 1;
    }
  }
}

function queueColumns(frame: BoardFrame): Column<QueueView>[] {
  const { paint } = frame;
  const count = (title: string, value: (q: QueueView) => number): Column<QueueView> => ({
    title,
    align: 'right',
    value: (q) => String(value(q)),
  });
  return [
    { title: 'QUEUE', value: (q) => q.queueId, widthMin: 8, paint: (t) => paint.strong(t) },
    {
      ...count('WAITING', (q) => q.waiting),
      paint: (t, q) => (q.waiting > 0 ? paint.warn(t) : t),
    },
    {
      title: 'LONGEST',
      align: 'right',
      value: (q) => (q.waiting === 0 ? '-' : formatWait(q.longestWaitMs)),
      paint: (t, q) => (q.longestWaitMs > q.serviceLevelMs ? paint.bad(t) : t),
    },
    { title: 'ESTIMATE', align: 'right', value: estimateNow, dropOrder: 6 },
    {
      ...count('IDLE', (q) => q.agents.idle),
      paint: (t, q) => (q.agents.idle > 0 ? paint.good(t) : t),
    },
    count('BUSY', (q) => q.agents.busy),
    { ...count('BREAK', (q) => q.agents.onBreak), dropOrder: 2 },
    { ...count('OFFERED', (q) => q.today.offered), dropOrder: 3 },
    { ...count('ANSWERED', (q) => q.today.answered), dropOrder: 4 },
    { ...count('ABANDONED', (q) => q.today.abandoned), dropOrder: 5 },
    { title: 'SL', align: 'right', value: serviceLevel },
    { title: 'MEAN', align: 'right', value: meanWait, dropOrder: 1 },
  ];
}

function callColumns(view: LiveView, frame: BoardFrame): Column<CallView>[] {
  const { paint } = frame;
  return [
    {
      title: 'CALL',
      value: (c) => shortCallId(c.callId),
      dropOrder: 2,
      paint: (t) => paint.faint(t),
    },
    { title: 'FROM', value: (c) => c.ani, widthMin: 6 },
    { title: 'TO', value: (c) => c.dnis, widthMin: 4, dropOrder: 1 },
    { title: 'PHASE', value: (c) => c.phase, paint: (t, c) => paintPhase(paint, t, c.phase) },
    { title: 'FOR', align: 'right', value: (c) => formatWait(view.at - c.since) },
    { title: 'QUEUE', value: (c) => c.queueId ?? '-', widthMin: 5 },
    { title: 'AGENT', value: partiesText, widthMin: 5 },
    { title: 'IN ALL', align: 'right', value: (c) => formatWait(view.at - c.offeredAt) },
  ];
}

function agentColumns(view: LiveView, frame: BoardFrame): Column<AgentView>[] {
  const { paint } = frame;
  return [
    { title: 'AGENT', value: (a) => a.agentId, widthMin: 8, paint: (t) => paint.strong(t) },
    { title: 'NAME', value: (a) => a.name, widthMin: 6 },
    { title: 'PROVIDER', value: (a) => a.providerId, widthMin: 6, dropOrder: 1 },
    {
      title: 'DOES',
      value: agentStateText,
      widthMin: 8,
      paint: (t, a) => paintAgentState(paint, t, a),
    },
    { title: 'FOR', align: 'right', value: (a) => formatWait(view.at - a.since) },
    {
      title: 'CALL',
      value: (a) => (a.callId === undefined ? '-' : shortCallId(a.callId)),
      dropOrder: 2,
      paint: (t) => paint.faint(t),
    },
    {
      title: 'PHONE',
      value: (a) => (a.reachable ? a.phone.device : `${a.phone.device} unreachable`),
      widthMin: 6,
      paint: (t, a) => (a.reachable ? t : paint.bad(t)),
    },
  ];
}

const byAge = (calls: readonly CallView[]): CallView[] =>
  [...calls].sort((a, b) => a.offeredAt - b.offeredAt || (a.callId < b.callId ? -1 : 1));

const STATE_ORDER = [
  'talking',
  'consulting',
  'holding',
  'supervising',
  'offered',
  'previewing',
  'wrap-up',
  'idle',
];
const STATUS_ORDER = ['available', 'on-break', 'logged-out'];

/** Those who do something first, those who are away last. */
const byState = (agents: readonly AgentView[]): AgentView[] =>
  [...agents].sort(
    (a, b) =>
      STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
      STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
      (a.agentId < b.agentId ? -1 : 1),
  );
