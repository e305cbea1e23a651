import { createReadStream, type ReadStream, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fact } from '../core/fact';
import type { Input } from '../core/input';
import { CodedError } from '../port/coded-error';
import type { Core, Stepped, WorldState } from './core';
import { type Difference, firstDifference } from './difference';
import { type CheckedJournal, checkJournal, journalInputs } from './journal-reader';
import { stepCrashed } from './loop';
import { listSnapshots, loadSnapshot, WORLD_SCHEMA } from './snapshot-file';
import { StepCrash, stepAll } from './stepping';

export interface ReplayOptions {
  /** Facts to compare with: NDJSON, as an earlier replay or a listener wrote them. */
  readonly factsFile?: string;
  /** Replays onto two worlds and compares them after each input, and as a whole at the end. */
  readonly twice?: boolean;
  readonly onFact?: (fact: Fact) => void;
}

export interface ReplayOutcome {
  readonly inputs: number;
  readonly facts: number;
  readonly firstSeq?: number;
  readonly lastSeq?: number;
  /** Calls that were offered. */
  readonly calls: number;
  readonly difference?: Difference & { readonly seq: number };
}

/**
 * Steps a journal again, from its directory or one segment file, and tells its facts. Takes no
 * lock: the daemon may be running. Rejects with JOURNAL_CORRUPT, JOURNAL_MISSING,
 * SNAPSHOT_MISSING, STEP_CRASHED.
 */
export async function replayJournal<W extends WorldState>(
  core: Core<W>,
  path: string,
  options: ReplayOptions = {},
): Promise<ReplayOutcome> {
  const range = openRange(path);
  const one = replayFrom(core, range);
  const twin = options.twice === true ? replayFrom(core, range) : undefined;
  const comparison = new FactComparison(options.factsFile);
  const count = { inputs: 0, facts: 0, calls: 0 };
  let difference: ReplayOutcome['difference'];
  for (const { input, stepped } of one.steps) {
    const again: ReplayedStep | undefined = twin?.steps.next().value ?? undefined;
    if (again) difference ??= differenceAt(input.seq, plain(stepped), plain(again.stepped));
    if (input.seq < range.firstSeq) continue;
    count.inputs += 1;
    for (const fact of stepped.facts) {
      count.facts += 1;
      if (fact.body.type === 'call.offered') count.calls += 1;
      options.onFact?.(fact);
      difference ??= await comparison.next(fact);
    }
  }
  difference ??= await comparison.end(range.lastSeq);
  if (twin) difference ??= worldDifference(core, range.lastSeq, one.world, twin.world);
  comparison.close();
  const seqs = count.inputs === 0 ? {} : { firstSeq: range.firstSeq, lastSeq: range.lastSeq };
  return { ...count, ...seqs, ...(difference ? { difference } : {}) };
}

function worldDifference<W extends WorldState>(core: Core<W>, seq: number, one: W, twin: W) {
  return differenceAt(seq, plain(core.freezeWorld(one)), plain(core.freezeWorld(twin)));
}

/** What of a journal is replayed. */
interface Range {
  readonly directory: string;
  readonly journal: CheckedJournal;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

function openRange(path: string): Range {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw missing(path);
  if (stat.isDirectory()) {
    const journal = checkJournal(path);
    const firstSeq = journal.segments[0]?.firstSeq ?? 1;
    return { directory: path, journal, firstSeq, lastSeq: journal.lastSeq };
  }
  const directory = dirname(path);
  const journal = checkJournal(directory);
  const segment = journal.segments.find(({ name }) => name === basename(path));
  if (segment === undefined) throw missing(path);
  return { directory, journal, firstSeq: segment.firstSeq, lastSeq: segment.lastSeq };
}

interface ReplayedStep {
  readonly input: Input;
  readonly stepped: Stepped;
}

/** From the beginning where it is still there, else from the oldest snapshot that leads on. */
function replayFrom<W extends WorldState>(core: Core<W>, range: Range) {
  const { journal, directory, lastSeq } = range;
  const journalSeq = journal.segments[0]?.firstSeq ?? 1;
  const base = journalSeq === 1 ? undefined : oldestSnapshot(directory, journalSeq - 1);
  if (journalSeq > 1 && (base === undefined || base.seq >= range.firstSeq))
    throw new CodedError(
      'SNAPSHOT_MISSING',
      `the journal begins at seq ${journalSeq} and no snapshot leads to seq ${range.firstSeq}`,
      'replay a later segment, or restore the older ones from a copy',
    );
  const fromSeq = (base?.seq ?? 0) + 1;
  const [first] = journalInputs(journal.segments, fromSeq, fromSeq);
  const world = base ? core.thawWorld(base.frozen) : core.newWorld(first?.engineId ?? '');
  const inputs = journalInputs(journal.segments, fromSeq, lastSeq);
  const steps = coded<ReplayedStep>(stepAll(core, world, inputs, journal.quarantined));
  return { world, steps };
}

function oldestSnapshot(directory: string, seqMin: number) {
  for (const name of listSnapshots(directory).reverse()) {
    const loaded = name.seq >= seqMin ? loadSnapshot(name) : null;
    if (loaded?.head.worldSchema === WORLD_SCHEMA) return loaded;
  }
  return undefined;
}

function* coded<T>(stepping: Iterable<T>): Generator<T> {
  try {
    yield* stepping;
  } catch (error) {
    throw error instanceof StepCrash ? stepCrashed(error.seq, error.cause) : error;
  }
}

/** Goes through the file of expected facts beside the replay. */
class FactComparison {
  private readonly lines: AsyncIterator<string> | undefined;
  private readonly stream: ReadStream | undefined;
  private firstSeq: number | undefined;

  constructor(file: string | undefined) {
    if (file === undefined) return;
    if (statSync(file, { throwIfNoEntry: false }) === undefined) throw missing(file);
    this.stream = createReadStream(file);
    const lines = createInterface({ input: this.stream, crlfDelay: Number.POSITIVE_INFINITY });
    this.lines = lines[Symbol.asyncIterator]();
  }

  close(): void {
    this.stream?.destroy();
  }

  async next(actual: Fact): Promise<ReplayOutcome['difference']> {
    if (this.lines === undefined) return undefined;
    this.firstSeq ??= actual.seq;
    const expected = await this.read();
    const seq = Math.min(expected?.seq ?? actual.seq, actual.seq);
    return differenceAt(seq, expected, plain(actual));
  }

  /** After the last replayed fact nothing more may be expected. */
  async end(lastSeq: number): Promise<ReplayOutcome['difference']> {
    const expected = this.lines === undefined ? undefined : await this.read();
    if (expected === undefined || expected.seq > lastSeq) return undefined;
    return { seq: expected.seq, path: '', expected, actual: undefined };
  }

  /** Facts of before the replay's first one are passed over: retention removed their inputs. */
  private async read(): Promise<Fact | undefined> {
    for (;;) {
      const line = await this.lines?.next();
      if (line === undefined || line.done) return undefined;
      if (line.value.trim() === '') continue;
      const fact = JSON.parse(line.value) as Fact;
      if (fact.seq >= (this.firstSeq ?? 0)) return fact;
    }
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function differenceAt(
  seq: number,
  expected: unknown,
  actual: unknown,
): ReplayOutcome['difference'] {
  const found = firstDifference(expected, actual);
  return found && { seq, ...found };
}

const missing = (path: string): CodedError =>
  new CodedError('JOURNAL_MISSING', `there is nothing at ${path}`, 'name <dataDir>/journal');
