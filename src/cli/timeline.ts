import type { CallRecord, PartyInterval, Segment } from '../port/call-record';
import { cutTo, safeText } from './cell-text';
import { formatDuration } from './duration';
import { formatClock } from './local-time';
import type { Paint } from './paint';

const BAR_CELLS = 32;
const LABEL_CELLS = 34;

interface Stretch {
  readonly label: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * The call as lines, one a segment and one a party's interval, each with its place on a common bar:
 * what follows what, and how long, is seen at a glance.
 */
export function timeline(record: CallRecord, paint: Paint, zone?: string): string[] {
  const call = { from: record.offeredAt, to: Math.max(record.endedAt, record.offeredAt + 1) };
  const line = (stretch: Stretch, mark: string): string => {
    const clock = formatClock(stretch.startedAt, zone);
    const length = formatDuration(stretch.endedAt - stretch.startedAt).padStart(7);
    const drawn = bar(stretch, call, mark);
    const label = cutTo(safeText(stretch.label), LABEL_CELLS);
    return `  ${clock}  ${length}  ${paint.info(drawn)}  ${label}`;
  };
  const lines = record.segments.map((s) => line({ ...s, label: segmentLabel(s) }, '█'));
  if (record.parties.length === 0) return lines;
  return [
    ...lines,
    paint.faint('  parties'),
    ...record.parties.map((p) => line({ ...p, label: partyLabel(p) }, '▒')),
  ];
}

/** A stretch never vanishes: it takes one cell at least. */
function bar(stretch: Stretch, call: { from: number; to: number }, mark: string): string {
  const cell = (at: number): number =>
    Math.round(((at - call.from) / (call.to - call.from)) * BAR_CELLS);
  const first = Math.min(BAR_CELLS - 1, Math.max(0, cell(stretch.startedAt)));
  const last = Math.max(first + 1, Math.min(BAR_CELLS, cell(stretch.endedAt)));
  return '·'.repeat(first) + mark.repeat(last - first) + '·'.repeat(BAR_CELLS - last);
}

function segmentLabel(segment: Segment): string {
  const where =
    segment.kind === 'ivr'
      ? segment.flowId
      : segment.kind === 'queue'
        ? segment.queueId
        : (segment.agentId ?? segment.targetId);
  return where === undefined ? segment.kind : `${segment.kind} ${where}`;
}

/** Who serves needs no word for it. */
const ROLE_TEXT: Readonly<Record<PartyInterval['role'], string>> = {
  agent: '',
  consult: ' (consulted)',
  conference: ' (conference)',
  supervisor: ' (supervisor)',
  external: ' (outside)',
};

function partyLabel(party: PartyInterval): string {
  const name = party.agentId ?? party.targetId ?? '';
  const label = `${party.kind} ${name}${ROLE_TEXT[party.role]}`;
  return party.outcome === undefined ? label : `${label}: ${party.outcome}`;
}
