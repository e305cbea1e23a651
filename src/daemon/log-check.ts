import { keysText } from '../ledger/log-key';
import { verifyBundle } from '../ledger/verification';
import { bundleFiles } from '../store/ledger/bundle-files';
import type { LedgerDesk } from '../store/ledger/ledger-desk';
import type { LogSummary, SqlLedgerStore } from '../store/ledger/ledger-store';

export interface LogCheck {
  /** Signed, and verified from the first leaf to the last, each of them. */
  readonly isGood: boolean;
  readonly logs: number;
  readonly entries: number;
}

type Reading = Pick<SqlLedgerStore, 'logs' | 'checkpoint' | 'entries'>;

/** Signs all logs as they are now, and verifies them as a client would. Rejects with STORE_DOWN. */
export async function checkLogs(
  desk: Pick<LedgerDesk, 'checkpoint'>,
  store: Reading,
): Promise<LogCheck> {
  await desk.checkpoint();
  const logs = await store.logs();
  const checks: LogCheck[] = [];
  for (const log of logs) checks.push(await checkLog(store, log));
  return {
    isGood: checks.length > 0 && checks.every(({ isGood }) => isGood),
    logs: logs.length,
    entries: checks.reduce((sum, check) => sum + check.entries, 0),
  };
}

async function checkLog(store: Reading, { log, origin, keys }: LogSummary): Promise<LogCheck> {
  const checkpoint = await store.checkpoint(log);
  if (!checkpoint) return { isGood: false, logs: 1, entries: 0 };
  const { size, note } = checkpoint;
  const files = bundleFiles({
    ...{ log, origin, from: 0, to: size, size, note, keys: keysText(keys) },
    ...{ range: { left: [], right: [] }, older: new Map(), consistency: new Map() },
  });
  const entries = linesOf(store.entries(log, { begin: 0, end: size }));
  const verdict = await verifyBundle({ files, entries }, { kept: [] });
  return { isGood: verdict.isGood, logs: 1, entries: verdict.entries };
}

async function* linesOf(pages: AsyncIterable<readonly string[]>): AsyncIterable<Uint8Array> {
  for await (const page of pages) yield Buffer.from(page.map((line) => `${line}\n`).join(''));
}
