import type { Clock } from '../port/clock';
import type { HealthProbe, ProbeResult } from './parts';
import type { Desk } from './route';

const PROBE_TIMEOUT_MS = 2000;

/** Records that wait longer than this for SQL are worth a word. */
const BACKLOG_OLD_MS = 60_000;

export interface Readiness {
  /** Whether calls can be taken: the journal writes, and at least one switch is up. */
  readonly ready: boolean;
  /** `degraded`: calls are taken, but something is not well. */
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly reasons: readonly { readonly part: string; readonly detail: string }[];
}

/**
 * Without SQL the engine goes on taking calls and keeps their records on disk, so that makes it
 * degraded, never unready: a supervisor of processes must not end a daemon for it.
 */
export async function readiness(desk: Desk): Promise<Readiness> {
  const { engine } = desk;
  const { journal } = engine.health();
  const switches = engine.switches();
  const down = switches.filter((entry) => !entry.up);
  const probed = await probe(desk);
  const reasons = [
    ...(journal.ok ? [] : [{ part: 'journal', detail: journal.detail ?? 'it does not write' }]),
    ...down.map(({ switchId, reason }) => ({
      part: `switch:${switchId}`,
      detail: reason ?? 'it is down',
    })),
    ...probed
      .filter((result) => !result.ok)
      .map(({ part, detail }) => ({ part, detail: detail ?? 'it is not well' })),
    ...backlogReasons(desk),
  ];
  const ready = journal.ok && (switches.length === 0 || down.length < switches.length);
  return {
    ready,
    status: !ready ? 'unready' : reasons.length > 0 ? 'degraded' : 'ready',
    reasons,
  };
}

function backlogReasons({ backlog, clock }: Desk): Readiness['reasons'] {
  const { entries = 0, oldestAt } = backlog?.() ?? {};
  if (oldestAt === undefined || clock.now() - oldestAt < BACKLOG_OLD_MS) return [];
  return [{ part: 'records', detail: `${entries} wait on disk for SQL` }];
}

type Probed = ProbeResult & { readonly part: string };

/** Anyone may ask; what is behind the probes is asked once a second at most. */
const PROBED_FOR_MS = 1000;
const lately = new WeakMap<Desk, { readonly at: number; readonly results: Promise<Probed[]> }>();

function probe(desk: Desk): Promise<Probed[]> {
  const { probes, clock } = desk;
  const last = lately.get(desk);
  if (last && clock.now() - last.at < PROBED_FOR_MS) return last.results;
  const results = Promise.all(
    probes.map(async (one) => ({ part: one.name, ...(await ask(one, clock)) })),
  );
  lately.set(desk, { at: clock.now(), results });
  return results;
}

/** A probe that hangs is as bad as one that fails. */
function ask(probe: HealthProbe, clock: Clock): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(clock.now() + PROBE_TIMEOUT_MS, () =>
      resolve({ ok: false, detail: `no answer within ${PROBE_TIMEOUT_MS} ms` }),
    );
    const settle = (result: ProbeResult): void => {
      cancel();
      resolve(result);
    };
    Promise.resolve()
      .then(() => probe.check())
      .then(settle, () => settle({ ok: false, detail: 'it failed' }));
  });
}
