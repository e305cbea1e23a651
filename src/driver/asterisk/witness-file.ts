import { type FileHandle, open } from 'node:fs/promises';
import type { LegWitness } from '../../port/switch-event';
import { causeOf, rawCauseOf } from './causes';
import { isHelperChannel, legIdOf } from './channel-id';

const BLOCK_BYTES = 1024 * 1024;
/** No call is as long as this: nobody who ended after `since` began before. */
const LONGEST_CALL_MS = 12 * 3600 * 1000;
const ROW_FIELDS_MIN = 5;

interface Row {
  readonly event: string;
  readonly at: number;
  readonly channelId: string;
  readonly name: string;
  readonly extra: string;
}

/**
 * Legs that ended since then, from the file that Asterisk's CEL keeps (dialplan/cel_custom.conf):
 * event, seconds.microseconds UTC, channel id, linked id, channel name, JSON. It is read from its
 * end, and only as far back as needed. A line that is torn or strange is skipped. Rejects when
 * there is no such file.
 */
export async function readWitnesses(
  file: string,
  switchId: string,
  since: number,
): Promise<readonly LegWitness[]> {
  const handle = await open(file, 'r');
  try {
    return witnessesOf(await rowsSince(handle, since - LONGEST_CALL_MS), switchId, since);
  } finally {
    await handle.close();
  }
}

/** Rows in the file's order, from the first one that may matter. */
async function rowsSince(handle: FileHandle, from: number): Promise<readonly Row[]> {
  let position = (await handle.stat()).size;
  let rows: Row[] = [];
  let head = Buffer.alloc(0);
  while (position > 0) {
    const length = Math.min(BLOCK_BYTES, position);
    position -= length;
    const block = Buffer.alloc(length);
    await handle.read(block, 0, length, position);
    const text = Buffer.concat([block, head]);
    const cut = position === 0 ? 0 : text.indexOf('\n') + 1;
    head = text.subarray(0, cut);
    const lines = text.toString('utf8', cut).split('\n');
    rows = [...lines.flatMap((line) => rowOf(line) ?? []), ...rows];
    if (rows[0] !== undefined && rows[0].at < from) break;
  }
  return rows;
}

function rowOf(line: string): Row | null {
  const fields = line.match(/"(?:[^"]|"")*"/g)?.map((one) => one.slice(1, -1).replace(/""/g, '"'));
  if (!fields || fields.length < ROW_FIELDS_MIN) return null;
  const [event = '', seconds = '', channelId = '', , name = '', extra = ''] = fields;
  const at = Math.round(Number(seconds) * 1000);
  return at > 0 && channelId !== '' ? { event, at, channelId, name, extra } : null;
}

function witnessesOf(rows: readonly Row[], switchId: string, since: number): LegWitness[] {
  const started = new Map<string, number>();
  const answered = new Map<string, number>();
  const witnesses: LegWitness[] = [];
  for (const { event, at, channelId, name, extra } of rows) {
    if (isHelperChannel(name)) continue;
    if (event === 'CHAN_START') started.set(channelId, at);
    if (event === 'ANSWER') answered.set(channelId, at);
    const startedAt = started.get(channelId);
    if (event !== 'HANGUP' || at < since || startedAt === undefined) continue;
    const answeredAt = answered.get(channelId);
    const q850 = q850Of(extra);
    const raw = rawCauseOf(q850);
    witnesses.push({
      legId: legIdOf(switchId, channelId),
      startedAt,
      ...(answeredAt === undefined ? {} : { answeredAt }),
      endedAt: at,
      cause: causeOf(q850, undefined, answeredAt !== undefined),
      ...(raw === undefined ? {} : { raw }),
      source: 'cdr-file',
    });
  }
  return witnesses;
}

function q850Of(extra: string): number | undefined {
  try {
    const cause = (JSON.parse(extra) as { hangupcause?: unknown } | null)?.hangupcause;
    return typeof cause === 'number' ? cause : undefined;
  } catch {
    return undefined;
  }
}
