import type { Clock } from '../../port/clock';
import type { SwitchCommand } from '../../port/switch-command';
import type { FaultRates } from './faults';
import type { Prng } from './prng';
import type { SimulatedSwitch } from './simulated-switch';

/** A mishap with its time; times are ms since the epoch, durations ms. */
export type PlannedFault = { readonly at: number } & (
  | { readonly kind: 'link-drop'; readonly forMs: number; readonly noticedAfterMs: number }
  | { readonly kind: 'switch-restart'; readonly forMs: number }
  | { readonly kind: 'bad-wire'; readonly forMs: number; readonly rates: Partial<FaultRates> }
  | { readonly kind: 'fail-next'; readonly command: SwitchCommand['type'] }
  | { readonly kind: 'lose-next'; readonly command: SwitchCommand['type'] }
);

const COMMANDS = ['answer', 'originate', 'play', 'collect-digits', 'join', 'hangup'] as const;

/** Spreads `count` faults of all kinds over [from, until), the same for the same seed. */
export function planFaults(
  prng: Prng,
  day: { readonly from: number; readonly until: number; readonly count: number },
): readonly PlannedFault[] {
  const faults = Array.from({ length: day.count }, () =>
    drawFault(prng, prng.between(day.from, day.until - 1)),
  );
  return faults.sort((a, b) => a.at - b.at);
}

function drawFault(prng: Prng, at: number): PlannedFault {
  const kind = prng.weighted({
    'link-drop': 5,
    'switch-restart': 1,
    'bad-wire': 4,
    'fail-next': 5,
    'lose-next': 3,
  });
  switch (kind) {
    case 'link-drop':
      return {
        kind,
        at,
        forMs: prng.between(200, 60_000),
        noticedAfterMs: prng.chance(0.3) ? prng.between(100, 15_000) : 0,
      };
    case 'switch-restart':
      return { kind, at, forMs: prng.between(2000, 30_000) };
    case 'bad-wire':
      return { kind, at, forMs: prng.between(5000, 120_000), rates: drawRates(prng) };
    default:
      return { kind, at, command: prng.pick(COMMANDS) };
  }
}

/** Events come late, twice and in another order; a TCP link never loses one without a break. */
const drawRates = (prng: Prng): Partial<FaultRates> => ({
  eventDoubled: prng.next() * 0.3,
  eventDelayed: prng.next() * 0.5,
  eventDelayMostMs: prng.between(1, 400),
  commandRefused: prng.next() * 0.05,
  commandDelayed: prng.next() * 0.3,
  commandDelayMostMs: prng.between(1, 800),
});

/** Puts the planned faults on the clock; the returned function takes back those yet to come. */
export function scheduleFaults(
  faults: readonly PlannedFault[],
  target: SimulatedSwitch,
  clock: Clock,
): () => void {
  const stops = faults.map((fault) =>
    clock.schedule(fault.at, () => applyFault(fault, target, clock)),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

export function applyFault(fault: PlannedFault, target: SimulatedSwitch, clock: Clock): void {
  switch (fault.kind) {
    case 'link-drop':
      target.dropLink(fault.forMs, fault.noticedAfterMs);
      break;
    case 'switch-restart':
      target.restart(fault.forMs);
      break;
    case 'bad-wire':
      target.faults.setRates(fault.rates);
      clock.schedule(clock.now() + fault.forMs, () => target.faults.setRates({}));
      break;
    case 'fail-next':
      target.faults.failNext(fault.command, 'REFUSED');
      break;
    case 'lose-next':
      target.faults.loseNextCommand(fault.command);
      break;
    default: {
      const never: never = fault;
      throw new Error(`unknown fault ${JSON.stringify(never)}`);
    }
  }
}
