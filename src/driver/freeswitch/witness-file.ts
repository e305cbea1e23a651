import type { LegWitness } from '../../port/switch-event';
import { readTail } from '../link/file-tail';
import { causeOf, rawCauseOf, type WireEnd } from './causes';
import { inboundLegId } from './channel-id';
import { timeOf } from './switch-time';

interface Row {
  readonly uuid: string;
  readonly app: string;
  readonly direction: string;
  readonly startedAt: number;
  readonly answeredAt: number | undefined;
  readonly endedAt: number;
  readonly end: WireEnd;
}

/** Rows are written when a call is over and done with, which may be a moment after the next one. */
const DISORDER_MS = 60_000;

export interface WitnessFileOptions {
  readonly file: string;
  readonly switchId: string;
  /** Rows of another engine's legs are not ours. */
  readonly app: string;
}

/**
 * Legs that ended since then, from the file that mod_cdr_csv keeps with the template of
 * freeswitch-conf/autoload_configs/cdr_csv.conf.xml. Rejects when there is no such file.
 */
export async function readWitnesses(
  { file, switchId, app }: WitnessFileOptions,
  since: number,
): Promise<readonly LegWitness[]> {
  const isEnough = ({ endedAt }: Row): boolean => endedAt < since - DISORDER_MS;
  const rows = await readTail<Row>(file, rowOf, isEnough);
  return rows
    .filter((row) => row.app === app && row.endedAt >= since)
    .map((row) => witnessOf(row, switchId));
}

function rowOf(line: string): Row | null {
  const fields = line.match(/"[^"]*"/g)?.map((one) => one.slice(1, -1)) ?? [];
  const [uuid = '', app = '', direction = '', start, answer, ended, name, q850, sip, host] = fields;
  const startedAt = timeOf(start);
  const endedAt = timeOf(ended);
  if (uuid === '' || host === undefined || startedAt === undefined || endedAt === undefined) {
    return null;
  }
  const end: WireEnd = {
    name,
    ...(Number(q850) > 0 ? { q850: Number(q850) } : {}),
    ...(Number(sip) >= 300 ? { sip: Number(sip) } : {}),
    isHomemade: host === '',
  };
  return { uuid, app, direction, startedAt, answeredAt: timeOf(answer), endedAt, end };
}

function witnessOf(row: Row, switchId: string): LegWitness {
  const { uuid, direction, startedAt, answeredAt, endedAt, end } = row;
  const raw = rawCauseOf(end);
  return {
    legId: direction === 'inbound' ? inboundLegId(switchId, uuid) : uuid,
    startedAt,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    endedAt,
    cause: causeOf(end, answeredAt !== undefined),
    ...(raw === undefined ? {} : { raw }),
    source: 'cdr-file',
  };
}
