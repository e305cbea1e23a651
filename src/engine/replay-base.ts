import { CodedError } from '../port/coded-error';
import type { Core, WorldState } from './core';
import type { SegmentFile } from './segment';
import { type LoadedSnapshot, listSnapshots, loadSnapshot, WORLD_SCHEMA } from './snapshot-file';

/** A world to replay onto, and the seq of the last input that is in it. */
export interface ReplayBase<W> {
  readonly world: W;
  readonly seq: number;
}

export interface BaseQuery {
  readonly directory: string;
  readonly segments: readonly SegmentFile[];
  readonly engineId: string;
  readonly build: string;
  /** No snapshot newer than this: its facts might be lost. */
  readonly seqMax: number;
}

/**
 * The newest sound snapshot of this build, else the beginning. Only where the beginning is gone
 * (retention) does the snapshot of another build serve. Throws SNAPSHOT_MISSING.
 */
export function replayBase<W extends WorldState>(core: Core<W>, query: BaseQuery): ReplayBase<W> {
  const firstSeq = query.segments[0]?.firstSeq ?? 1;
  const usable = soundSnapshots(query).filter(({ seq }) => seq >= firstSeq - 1);
  const own = usable.find(({ head }) => head.build === query.build);
  if (own) return { world: core.thawWorld(own.frozen), seq: own.seq };
  if (firstSeq === 1) return { world: core.newWorld(query.engineId), seq: 0 };
  const other = usable[0];
  if (other) return { world: core.thawWorld(other.frozen), seq: other.seq };
  throw new CodedError(
    'SNAPSHOT_MISSING',
    `the journal in ${query.directory} begins at seq ${firstSeq} and no sound snapshot leads there`,
    'restore a snapshot or the older segments from a copy',
  );
}

/** Newest first; at most the first few are read, since the newest is nearly always sound. */
function soundSnapshots(query: BaseQuery): LoadedSnapshot[] {
  const sound: LoadedSnapshot[] = [];
  for (const name of listSnapshots(query.directory)) {
    if (name.seq > query.seqMax) continue;
    const loaded = loadSnapshot(name);
    if (loaded === null || loaded.head.engineId !== query.engineId) continue;
    if (loaded.head.worldSchema === WORLD_SCHEMA) sound.push(loaded);
    if (loaded.head.build === query.build) break;
  }
  return sound;
}
