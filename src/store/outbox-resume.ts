import { headAfter, type SealedEntry } from '../ledger/entry';
import type { OutboxEntry } from '../port/stores';
import { type Heads, withHead } from './ledger/sealer';
import { decodeLine, type HeadTold, linesOf, type OutboxLine } from './outbox-line';

/** What the newest segment tells of the life before. */
export interface Resumed {
  /** Behind its last line that is whole. */
  readonly end: number;
  readonly begunAt: number;
  /** Every fact up to here is in it or before it; a damaged line ends that. */
  readonly takenSeq: number;
  /** Which source went on here; absent: an earlier release, or its header is damaged. */
  readonly mark?: string;
  readonly heads: Heads;
  /** Names of the entries beyond `takenSeq` that are in it all the same. */
  readonly known: ReadonlySet<string>;
  readonly isDamaged: boolean;
  /** The segment before has entries beyond this one's first seq, too. */
  readonly isOverlapping: boolean;
}

export const NOTHING_RESUMED: Resumed = {
  ...{ end: 0, begunAt: 0, takenSeq: 0, isDamaged: false, isOverlapping: false },
  ...{ heads: new Map(), known: new Set() },
};

/** By which an entry is known again; one fact may have an entry in the log of each client. */
export const nameOf = ({ epoch, seq, factIndex, clientId = '' }: OutboxEntry): string =>
  `${epoch}/${seq}/${factIndex}/${clientId}`;

export function resumedFrom(buffer: Buffer): Resumed {
  const lines: OutboxLine[] = [];
  let header: OutboxLine | undefined;
  let [end, takenSeq, isDamaged] = [0, 0, false];
  for (const { bytes, end: lineEnd } of linesOf(buffer)) {
    const line = decodeLine(bytes);
    isDamaged ||= line === null;
    if (!line) continue;
    end = lineEnd;
    if (line.begunAt) header = line;
    if (!isDamaged) takenSeq = Math.max(takenSeq, line.seq ?? 0);
    lines.push(line);
  }
  const known = namesBeyond(lines, takenSeq);
  const heads = headsIn(lines, headsFrom(header?.heads ?? []));
  const { begunAt = 0, mark, isOverlapping = false } = header ?? {};
  const told = mark === undefined ? {} : { mark };
  return { end, begunAt, takenSeq, ...told, heads, known, isDamaged, isOverlapping };
}

/** Names of entries in a segment whose input is newer than `seq`. */
export const knownIn = (buffer: Buffer, seq: number): Set<string> =>
  namesBeyond(
    [...linesOf(buffer)].map(({ bytes }) => decodeLine(bytes)),
    seq,
  );

function namesBeyond(lines: readonly (OutboxLine | null)[], seq: number): Set<string> {
  const entries = lines.flatMap((line) => line?.entries ?? []);
  return new Set(entries.filter((entry) => entry.seq > seq).map(nameOf));
}

/** Only the newest entry of each source in each log is hashed. */
function headsIn(lines: readonly OutboxLine[], before: Heads): Heads {
  const newest = new Map<string, SealedEntry>();
  for (const { sealed } of lines.flatMap(({ entries }) => entries)) {
    if (sealed) newest.set(JSON.stringify([sealed.log, sealed.source.id]), sealed);
  }
  let heads = before;
  for (const sealed of newest.values()) {
    heads = withHead(heads, sealed.log, sealed.source.id, headAfter(sealed));
  }
  return heads;
}

const headsFrom = (told: readonly HeadTold[]): Heads =>
  told.reduce<Heads>(
    (heads, [log, source, n, leaf]) => withHead(heads, log, source, { n, leaf }),
    new Map(),
  );

/** As a segment's header tells them. */
export const headsTold = (heads: Heads): HeadTold[] =>
  [...heads].flatMap(([log, sources]) =>
    [...sources].map(([source, { n, leaf }]): HeadTold => [log, source, n, leaf]),
  );
