import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input } from '../../src/core/input';
import { FORMAT, headerFrame, segmentName } from '../../src/engine/segment';
import { MemoryJournal } from './memory-journal';

/** Puts inputs on the disk as a segment that an engine would have left. */
export function writeJournal(directory: string, inputs: readonly Input[]): void {
  const firstSeq = inputs[0]?.seq ?? 1;
  const header = { format: FORMAT, engineId: 'test', firstSeq, build: 'memory', createdAt: 0 };
  const journal = new MemoryJournal('test', headerFrame(header));
  const entries = inputs.map((input) => ({
    seq: input.seq,
    at: input.at,
    quarantine: input.body.type === 'input.quarantined',
    payload: JSON.stringify(input),
  }));
  journal.append(entries, () => undefined);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, segmentName(firstSeq)), journal.bytes());
}
