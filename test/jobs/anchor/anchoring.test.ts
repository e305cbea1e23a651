import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';
import type { Anchor } from '../../../src/jobs/anchor/anchor';
import { Anchoring } from '../../../src/jobs/anchoring';
import { CodedError } from '../../../src/port/coded-error';
import type { AnchoredNote } from '../../../src/store/ledger/anchor-store';
import type { StoreNotice } from '../../../src/store/notice';

const HOUR_MS = 3_600_000;
const note = (log: string, size: number): AnchoredNote => ({ log, size, note: `${log} ${size}` });

/** Anchors in memory, of which some fail, and what was noted of them. */
function setUp(fail: (log: string) => Error | undefined = () => undefined) {
  const clock = new SimulatedClock(0);
  const notices: StoreNotice[] = [];
  const kept: string[] = [];
  const waiting = new Map([
    ['mount', [note('acme', 3), note('other', 5)]],
    ['authority', [note('acme', 3)]],
  ]);
  const anchors = [...waiting.keys()].map(
    (anchorId): Anchor => ({
      anchorId,
      put: async ({ log }) => {
        const error = anchorId === 'mount' ? fail(log) : undefined;
        if (error) throw error;
        return null;
      },
    }),
  );
  const store = {
    pending: async (anchorId: string) => waiting.get(anchorId) ?? [],
    keep: async ({ log, size }: AnchoredNote, { anchorId }: { anchorId: string }) => {
      kept.push(`${anchorId} ${log} ${size}`);
    },
  };
  const notify = (notice: StoreNotice) => notices.push(notice);
  return { clock, notices, kept, anchoring: new Anchoring({ clock, notify, anchors, store }) };
}

describe('anchoring', () => {
  it('brings each log that has grown to each anchor, and notes the receipt', async () => {
    const { anchoring, kept, notices } = setUp();
    await anchoring.run();
    expect(kept.sort()).toEqual(['authority acme 3', 'mount acme 3', 'mount other 5']);
    expect(notices).toEqual([]);
  });

  it('goes on with other logs and other anchors where one fails, and gives one alarm', async () => {
    const away = new Error('no room');
    const { anchoring, kept, notices, clock } = setUp((log) => (log === 'acme' ? away : undefined));
    await anchoring.run();
    expect(kept.sort()).toEqual(['authority acme 3', 'mount other 5']);
    expect(notices).toMatchObject([{ code: 'ANCHOR_FAILED', severity: 'alarm' }]);
    await anchoring.run();
    expect(notices).toHaveLength(1);
    clock.advanceTo(HOUR_MS + 1);
    await anchoring.run();
    expect(notices).toHaveLength(2);
  });

  it('does not ask an anchor that is away once for each log', async () => {
    const asked: string[] = [];
    const { anchoring } = setUp((log) => {
      asked.push(log);
      return new CodedError('ANCHOR_AWAY', 'it does not answer', 'look');
    });
    await anchoring.run();
    expect(asked).toEqual(['acme']);
  });

  it('says at once, for each log, that an anchor keeps another checkpoint', async () => {
    const differs = new CodedError('ANCHOR_DIFFERS', 'another one', 'compare');
    const { anchoring, notices } = setUp(() => differs);
    await anchoring.run();
    await anchoring.run();
    expect(notices.map(({ code, detail }) => [code, detail?.['log']])).toEqual([
      ['ANCHOR_DIFFERS', 'acme'],
      ['ANCHOR_DIFFERS', 'other'],
    ]);
  });
});
