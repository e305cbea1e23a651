import { callsToPlace, type PacingLimits, type PacingMemory } from '../../core/dialer/pacing';
import type { FloorNow } from '../facade/pacing-forecast-view';
import type { LearntPeople } from './learnt-people';

/** What came of one run. */
export interface RunTally {
  launched: number;
  answers: number;
  connects: number;
  drops: number;
  /** Sums over agents. */
  busyMs: number;
  idleMs: number;
}

interface Busy {
  readonly phase: 'talk' | 'wrap-up';
  readonly since: number;
  readonly endsAt: number;
}

interface Line {
  readonly since: number;
  readonly endsAt: number;
  readonly isAnswer: boolean;
}

export interface Run {
  readonly now: FloorNow;
  readonly limits: PacingLimits;
  readonly memory: PacingMemory;
  readonly people: LearntPeople;
  readonly horizonMs: number;
}

/** Without an event the policy looks again after so long: it hardly changes its mind before. */
const LOOK_MS = 2_000;

/**
 * The campaign from now on with the policy itself, and people of whom only what was learnt is
 * known. Time 0 is now. The head count stays. Few things are due at a time, so they are searched.
 */
export class ForecastFloor {
  readonly tally: RunTally = {
    ...{ launched: 0, answers: 0, connects: 0, drops: 0, busyMs: 0, idleMs: 0 },
  };
  private at = 0;
  private idle: number;
  private lookAt = 0;
  private busy: Busy[];
  private ringing: Line[];
  private waiting: number[] = [];
  private readonly memory: PacingMemory;

  constructor(private readonly run: Run) {
    const { now, memory, people } = run;
    this.idle = now.idle;
    this.busy = now.busy.map(({ phase, elapsedMs = 0 }) => this.busyFor(phase, elapsedMs));
    this.ringing = now.ringing.map(({ ageMs = 0 }) => {
      const { isAnswer, afterMs } = people.lineEnd(ageMs);
      return { since: -ageMs, endsAt: afterMs - ageMs, isAnswer };
    });
    this.memory = { ...memory, shape: people.shape };
  }

  /** To the horizon. */
  live(): RunTally {
    const { horizonMs } = this.run;
    this.look();
    for (;;) {
      const next = Math.min(this.nextAt(), horizonMs);
      this.passTime(next);
      if (next >= horizonMs) return this.tally;
      if (this.happen() || this.at >= this.lookAt) this.look();
    }
  }

  private nextAt(): number {
    let at = this.lookAt;
    for (const { endsAt } of this.busy) if (endsAt < at) at = endsAt;
    for (const { endsAt } of this.ringing) if (endsAt < at) at = endsAt;
    const first = this.waiting[0];
    return first === undefined ? at : Math.min(at, first + this.run.limits.connectLimitMs);
  }

  private passTime(to: number): void {
    this.tally.busyMs += this.busy.length * (to - this.at);
    this.tally.idleMs += this.idle * (to - this.at);
    this.at = to;
  }

  /** What is due; false where it changes nothing that the policy would act on. */
  private happen(): boolean {
    const over = this.busy.find(({ endsAt }) => endsAt <= this.at);
    if (over) return this.endPhase(over);
    const line = this.ringing.find(({ endsAt }) => endsAt <= this.at);
    if (line) return this.endLine(line);
    const first = this.waiting[0];
    if (first === undefined || first + this.run.limits.connectLimitMs > this.at) return false;
    this.waiting.shift();
    this.tally.drops += 1;
    this.memory.drops += 1;
    this.memory.settled += 1;
    return true;
  }

  private endPhase(over: Busy): boolean {
    this.busy = this.busy.filter((one) => one !== over);
    if (over.phase === 'talk') {
      this.busy.push(this.busyFor('wrap-up', 0));
      return false;
    }
    this.idle += 1;
    this.match();
    return true;
  }

  private endLine(line: Line): boolean {
    this.ringing = this.ringing.filter((one) => one !== line);
    this.memory.outcomes += 1;
    if (!line.isAnswer) return true;
    this.tally.answers += 1;
    this.waiting.push(this.at);
    this.match();
    return true;
  }

  private match(): void {
    while (this.idle > 0 && this.waiting.length > 0) {
      this.waiting.shift();
      this.idle -= 1;
      this.busy.push(this.busyFor('talk', 0));
      this.tally.connects += 1;
      this.memory.settled += 1;
    }
  }

  private busyFor(phase: Busy['phase'], elapsedMs: number): Busy {
    const endsAt = this.at + this.run.people.leftMs(phase, elapsedMs);
    return { phase, since: this.at - elapsedMs, endsAt };
  }

  private look(): void {
    this.lookAt = this.at + LOOK_MS;
    const lines = this.lines();
    for (let launched = 0; launched < lines; launched += 1) {
      const { isAnswer, afterMs } = this.run.people.lineEnd(0);
      this.ringing.push({ since: this.at, endsAt: this.at + afterMs, isAnswer });
    }
    this.tally.launched += lines;
  }

  /** As the policy says; it takes most of the time, so it is not asked where that is plain. */
  private lines(): number {
    const { now, limits } = this.run;
    const agents = this.idle + this.busy.length;
    const inFlight = this.ringing.length;
    const linesMax = (limits.linesMax ?? Number.POSITIVE_INFINITY) - inFlight - this.waiting.length;
    const cap = Math.min(Math.floor(agents * limits.linesPerAgentMax) - inFlight, linesMax);
    if (cap <= 0) return 0;
    const reserved = this.idle - this.waiting.length - inFlight;
    if (limits.mode === 'progressive') return Math.max(0, Math.min(cap, reserved));
    const snapshot = {
      at: this.at,
      agents,
      idle: this.idle,
      waiting: this.waiting.map((since) => this.at - since),
      busy: this.busy.map(({ phase, since }) => ({ phase, elapsedMs: this.at - since })),
      ringing: this.ringing.map(({ since }) => ({
        ageMs: this.at - since,
        listId: now.listId,
      })),
      nextListId: now.listId,
    };
    const budgets = limits.budgets.map((window) => this.withRun(window));
    return callsToPlace(snapshot, this.memory, { ...limits, linesMax, budgets }).lines;
  }

  private withRun(window: PacingLimits['budgets'][number]): PacingLimits['budgets'][number] {
    const { launched, connects, drops } = this.tally;
    const more = window.counts === 'attempts' ? launched : connects + drops;
    return { ...window, drops: window.drops + drops, denominator: window.denominator + more };
  }
}
