import { CodedError } from '../port/coded-error';
import { type BundleParts, bundleFiles } from '../store/ledger/bundle-files';
import type { DaemonClient } from './daemon-client';
import { DaemonRefusal } from './http-call';

/** Which part of a log; times in ms since the epoch, absent where there is no bound. */
export interface Asked {
  readonly log: string;
  readonly from?: number;
  readonly to?: number;
  /** Sizes of checkpoints that the client kept. */
  readonly keptSizes: readonly number[];
}

interface ListedCheckpoint {
  readonly size: number;
  readonly at: number;
  readonly note: string;
}

/** Between two older checkpoints of a bundle lie at least so many entries. */
const SPACING_ENTRIES = 1_000;

/**
 * A bundle as the daemon gives it out: its small files, and its entries while they are read. The
 * range reaches from the last checkpoint before `from` to the first one at or after `to`, so that
 * no entry of that time can be left out of it unseen.
 */
export async function askBundle(daemon: DaemonClient, asked: Asked) {
  const path = `/v1/ledger/${encodeURIComponent(asked.log)}`;
  const origin = await originOf(daemon, asked.log);
  const note = await daemon.text(`${path}/checkpoint`);
  const size = sizeOfNote(note);
  const { from, to, older } = await rangeOf(daemon, `${path}/checkpoints`, asked, size);
  const keys = await daemon.text(`${path}/keys`);
  const range = await daemon.ask({
    method: 'GET',
    path: `${path}/range?from=${from}&to=${to}&size=${size}`,
  });
  const consistency = await proofsOf(daemon, path, {
    sizes: asked.keptSizes.filter((kept) => kept < size && (kept < from || kept > to)),
    size,
    older,
  });
  const parts = { log: asked.log, origin, from, to, size, note, older, keys, consistency };
  const files = bundleFiles({ ...parts, range: range as BundleParts['range'] });
  return { files, entries: daemon.bytes(`${path}/entries?from=${from}&to=${to}`), from, to, size };
}

async function originOf(daemon: DaemonClient, log: string): Promise<string> {
  const { logs } = (await daemon.ask({ method: 'GET', path: '/v1/ledger' })) as {
    logs: readonly { readonly log: string; readonly origin: string }[];
  };
  const found = logs.find((one) => one.log === log);
  if (found) return found.origin;
  const known = logs.map((one) => one.log).join(', ') || 'none';
  throw new CodedError('LOG_UNKNOWN', `there is no log of ${log}`, `you may see: ${known}`);
}

/** The second line of a checkpoint. */
export function sizeOfNote(note: string): number {
  const size = note.split('\n')[1] ?? '';
  if (/^(0|[1-9][0-9]{0,15})$/.test(size)) return Number(size);
  throw new CodedError('CHECKPOINT_MALFORMED', 'this is no checkpoint', 'name its file');
}

interface FoundRange {
  readonly from: number;
  readonly to: number;
  readonly older: Map<number, string>;
}

async function rangeOf(
  daemon: DaemonClient,
  path: string,
  { from: fromAt = 0, to: toAt }: Asked,
  size: number,
): Promise<FoundRange> {
  const older = new Map<number, string>();
  let from = 0;
  let last = 0;
  for await (const { size: at, at: madeAt, note } of checkpoints(daemon, path, size)) {
    if (madeAt < fromAt) {
      from = at;
      older.clear();
    } else if (toAt !== undefined && madeAt >= toAt) {
      if (at < size) older.set(at, note);
      return { from, to: at, older };
    }
    if (at < size && (at === from || at - last >= SPACING_ENTRIES)) {
      older.set(at, note);
      last = at;
    }
  }
  return { from, to: size, older };
}

async function* checkpoints(
  daemon: DaemonClient,
  path: string,
  size: number,
): AsyncGenerator<ListedCheckpoint> {
  for (let from = 0; from < size; ) {
    const answer = await daemon.ask({ method: 'GET', path: `${path}?from=${from}&to=${size}` });
    const page = (answer as { checkpoints: readonly ListedCheckpoint[] }).checkpoints;
    yield* page;
    const last = page.at(-1);
    if (last === undefined || last.size <= from) return;
    from = last.size;
  }
}

interface Proofs {
  readonly sizes: readonly number[];
  readonly size: number;
  readonly older: Map<number, string>;
}

/** Proofs for checkpoints beside the range; the daemon's own note of that size goes with each. */
async function proofsOf(daemon: DaemonClient, path: string, { sizes, size, older }: Proofs) {
  const proofs = new Map<number, readonly string[]>();
  for (const first of sizes) {
    const note = await noteIfThere(daemon, `${path}/checkpoint?size=${first}`);
    // A log that was written anew may not have it: then the verifier says that the proof lacks.
    if (note === undefined) continue;
    const query = `from=${first}&to=${size}`;
    const answer = await daemon.ask({ method: 'GET', path: `${path}/proof/consistency?${query}` });
    older.set(first, note);
    proofs.set(first, (answer as { proof: readonly string[] }).proof);
  }
  return proofs;
}

async function noteIfThere(daemon: DaemonClient, path: string): Promise<string | undefined> {
  try {
    return await daemon.text(path);
  } catch (error) {
    if (error instanceof DaemonRefusal && error.status === 404) return undefined;
    throw error;
  }
}
