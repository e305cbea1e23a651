import type { LegWitness } from '../../port/switch-event';
import { readTail } from '../link/file-tail';
import { causeOf, rawCauseOf } from './causes';
import { isHelperChannel, legIdOf } from './channel-id';

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
  const from = since - LONGEST_CALL_MS;
  const rows = await readTail<Row>(file, rowOf, ({ at }) => at < from);
  return witnessesOf(rows, switchId, since);
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
