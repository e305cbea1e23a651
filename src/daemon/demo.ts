import type { CliContext } from '../cli/context';
import { EXIT, type ExitCode } from '../cli/exit-code';
import { showLive } from '../cli/live-screen';
import type { LiveView } from '../cli/live-view';
import type { DemoOptions } from '../cli/parts';
import { openSession } from '../cli/session';
import { writeConnection } from '../cli/stored-connection';
import { providePart } from '../driver/asterisk/embedded/part';
import type { Clock } from '../port/clock';
import { isCodedError } from '../port/coded-error';
import type { Daemon } from './daemon';
import { type DemoStage, setStage } from './demo-stage';
import { type DemoOutcome, DemoTally } from './demo-tally';

/** How long those who are on the line may go on talking after the end. */
const GRACE_MS = 2000;
const END_MAX_MS = 30_000;
const LOOK_MS = 100;
const PROGRESS_MS = 5000;

/** Runs the demo: sets the stage, shows it, ends every call, and holds the figures together. */
export async function demo(context: CliContext, options: DemoOptions): Promise<ExitCode> {
  const say = (line: string): void => context.err.write(`${line}\n`);
  const { clock } = context;
  const interrupted = context.interrupted();
  const prefix = await asteriskPrefix(options, say);
  say(`demo on ${prefix === undefined ? 'the simulated switch' : 'a real Asterisk'}, starting…`);
  const stage = await setStage({
    clock,
    seed: clock.now() % 1_000_000,
    say,
    ...(prefix === undefined ? {} : { asterisk: prefix }),
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
  });
  try {
    const startedAt = clock.now();
    const tally = new DemoTally(stage.daemon.engine, startedAt);
    const guide = await guideTo(stage, clock);
    for (const line of guide) say(line);
    stage.open();
    const end = endOf(context, options, stage, interrupted);
    await show({ context, options, stage, tally, guide, end });
    await endCalls(stage, tally, clock);
    const { isGood: ledgerVerified, entries: ledgerEntries } = await stage.daemon.checkLogs();
    const outcome = await tally.outcome(stage.daemon.cdrs, {
      ...{ ledgerVerified, ledgerEntries },
      switch: prefix === undefined ? 'simulated' : 'asterisk',
      seconds: Math.round((clock.now() - startedAt) / 1000),
      urls: urlsOf(stage.daemon),
    });
    return report(context, options, outcome, tally.contradictions(outcome));
  } finally {
    await stage.close();
  }
}

/** A wish for Asterisk is an order; without a wish it is taken where it can be had. */
async function asteriskPrefix(
  options: DemoOptions,
  say: (line: string) => void,
): Promise<string | undefined> {
  if (options.switch === 'simulated') return undefined;
  try {
    return await providePart('asterisk');
  } catch (error) {
    if (options.switch === 'asterisk' || !isCodedError(error)) throw error;
    say(`no Asterisk can be had here (${error.message}); the simulated switch takes its place`);
    return undefined;
  }
}

const urlsOf = ({ url }: Daemon): DemoOutcome['urls'] => ({
  api: url,
  openapi: `${url}/openapi.json`,
  metrics: `${url}/metrics`,
});

/** URLs, a token, and three commands to try; the command line finds the token by itself. */
async function guideTo({ daemon, dataDir }: DemoStage, clock: Clock): Promise<string[]> {
  await until(clock, () => isReady(daemon));
  const { secret } = await daemon.tokens.create({ name: 'demo', role: 'operator' });
  writeConnection(dataDir, { url: daemon.url, token: secret });
  const leitstand = `bin/leitstand --data-dir ${dataDir}`;
  const { openapi, metrics } = urlsOf(daemon);
  return [
    `API ${daemon.url}   ${openapi}   ${metrics}`,
    `token ${secret}`,
    'try in another terminal:',
    `  ${leitstand} top`,
    `  ${leitstand} cdr list --from today`,
    `  ${leitstand} agent break a101 lunch`,
  ];
}

/** Resolves when the time is over, a signal came, or the engine stopped. */
function endOf(
  { clock }: CliContext,
  { seconds }: DemoOptions,
  { daemon }: DemoStage,
  interrupted: Promise<void>,
): Promise<void> {
  const elapsed = new Promise<void>((resolve) => {
    if (seconds !== undefined) clock.schedule(clock.now() + seconds * 1000, resolve);
  });
  return Promise.race([elapsed, interrupted, daemon.failed.then(() => undefined)]);
}

interface Show {
  readonly context: CliContext;
  readonly options: DemoOptions;
  readonly stage: DemoStage;
  readonly tally: DemoTally;
  readonly guide: readonly string[];
  readonly end: Promise<void>;
}

/** The live picture of `top` in a terminal; elsewhere a line from time to time, on stderr. */
async function show({ context, options, stage, tally, guide, end }: Show): Promise<void> {
  const { engine, url } = stage.daemon;
  const { clock } = context;
  if (context.out.isTTY && !options.json && !options.quiet) {
    const session = openSession(context, {});
    const read = async (): Promise<LiveView> => ({
      url,
      at: clock.now(),
      startedAt: engine.health().startedAt,
      queues: engine.queues(),
      agents: engine.agents(),
      calls: engine.calls(),
      switches: engine.switches(),
      alarms: [],
    });
    const footer = [...guide, 'q ends the demo'];
    const onChange = (listener: () => void) => engine.onFacts(listener);
    return showLive(session, { read, intervalMs: 1000, footer, onChange, until: end });
  }
  let cancel = (): void => undefined;
  const progress = (): void => {
    const waiting = engine.queues().reduce((sum, queue) => sum + queue.waiting, 0);
    const talking = engine.agents().filter(({ state }) => state === 'talking').length;
    const line = `${tally.begun} calls so far, ${tally.answered} answered; ${waiting} wait now`;
    context.err.write(`${line}, ${talking} talk\n`);
    cancel = clock.schedule(clock.now() + PROGRESS_MS, progress);
  };
  cancel = clock.schedule(clock.now() + PROGRESS_MS, progress);
  await end;
  cancel();
}

/** Lets talks go on for a moment, then ends every call, and waits until each record is in SQL. */
async function endCalls(stage: DemoStage, tally: DemoTally, clock: Clock): Promise<void> {
  const { engine, outbox } = stage.daemon;
  stage.quieten();
  const startedAt = clock.now();
  const cause = { actor: 'demo', reason: 'the demo ends' };
  await until(clock, () => {
    if (clock.now() - startedAt > GRACE_MS) {
      for (const { callId } of engine.calls()) {
        engine.submit({ type: 'call.hangup-requested', callId }, cause).catch(() => undefined);
      }
    }
    return tally.open === 0 && engine.calls().length === 0 && outbox.backlog().entries === 0;
  });
}

const isReady = async (daemon: Daemon): Promise<boolean> =>
  (await daemon.database.probe.check()).ok && daemon.engine.switches().every(({ up }) => up);

/** Looks again and again; gives up silently after a while, and the figures tell what is missing. */
async function until(clock: Clock, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = clock.now() + END_MAX_MS;
  while (!(await isSo()) && clock.now() < giveUpAt) {
    await new Promise<void>((resolve) => {
      clock.schedule(clock.now() + LOOK_MS, resolve);
    });
  }
}

function report(
  { out, err }: CliContext,
  { json }: DemoOptions,
  outcome: DemoOutcome,
  contradictions: readonly string[],
): ExitCode {
  for (const line of contradictions) err.write(`the figures contradict each other: ${line}\n`);
  if (json) out.write(`${JSON.stringify(outcome)}\n`);
  else {
    const { callsOffered, callsAnswered, callsAbandoned, records, ledgerEntries } = outcome;
    out.write(
      `${callsOffered} calls, ${callsAnswered} answered, ${callsAbandoned} abandoned; ` +
        `${records} records in SQL, ${ledgerEntries} entries in the ledger verified\n`,
    );
  }
  return contradictions.length === 0 ? EXIT.ok : EXIT.failed;
}
