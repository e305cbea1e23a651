import type { ApiParts } from '../../src/api/parts';
import { consistencyProof, inclusionProof } from '../../src/ledger/merkle-proof';
import { rangeNodes } from '../../src/ledger/merkle-tree';
import { keptTree } from '../ledger/kept-tree';

/** Three logs of five leaves each, in memory; the note of a size is a text that names it. */
export class FakeLedger {
  readonly names = ['nordlicht', 'operations', 'stadtwerke'];
  readonly lines = ['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}', '{"n":5}'];
  rotations = 0;
  private readonly tree = keptTree(this.lines.map((line) => Buffer.from(line)));

  readonly parts: Pick<ApiParts, 'ledger' | 'anchors' | 'rotateLedgerKey'> = {
    anchors: {
      receipts: async () => [
        { size: 3, anchorId: 'clients-mount', at: 1, receipt: null },
        { size: 3, anchorId: 'authority', at: 2, receipt: Buffer.from('stamp') },
      ],
    },
    ledger: {
      logs: async (only) =>
        this.names
          .filter((log) => only === undefined || only === log)
          .map((log) => ({
            ...{ log, origin: `test/${log}`, size: 5, checkpoint: { size: 3, at: 1 } },
            keys: [
              { key: 'first', fromSize: 0 },
              { key: 'second', fromSize: 2, signature: 'vouched' },
            ],
          })),
      checkpoint: async (_log, size = 3) => (size === 3 ? note(size) : null),
      checkpoints: async (_log, { from, to }) => (from < 3 && to >= 3 ? [note(3)] : []),
      entries: (_log, { begin, end }) => pages(this.lines.slice(begin, end)),
      inclusion: async (_log, place) => inclusionProof(place, this.tree.readHash),
      consistency: async (_log, growth) => consistencyProof(growth, this.tree.readHash),
      range: async (_log, { from, to, size }) => ({
        left: this.hashes(0, from),
        right: this.hashes(to, size),
      }),
    },
    rotateLedgerKey: async () => {
      this.rotations += 1;
      return this.names;
    },
  };

  private hashes(begin: number, end: number): Buffer[] {
    return rangeNodes({ begin, end }).map((node) => Buffer.from(this.tree.readHash(node) ?? []));
  }
}

const note = (size: number) => ({ size, at: 1, root: Buffer.alloc(32), note: `note of ${size}\n` });

async function* pages(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  for (const line of lines) yield [line];
}
