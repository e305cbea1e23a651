import type { Clock } from '../../port/clock';
import { type PhoneMix, USUAL_PHONES } from './persona';
import { Phone } from './phone';
import type { Prng } from './prng';
import type { SimulatedSwitch } from './simulated-switch';

export interface SimulatedAgent {
  readonly agentId: string;
  readonly switchId: string;
  readonly device: string;
}

/** What an agent does at the desk; the engine takes it as its own input, not as a switch event. */
export interface AgentAction {
  readonly agentId: string;
  readonly status: 'available' | 'on-break' | 'logged-out';
  readonly reason?: string;
}

export interface AgentShiftOptions {
  readonly clock: Clock;
  readonly prng: Prng;
  readonly switches: readonly SimulatedSwitch[];
  readonly agents: readonly SimulatedAgent[];
  readonly phones?: PhoneMix;
  /** Breaks of one agent in an hour; 0: none. */
  readonly breaksPerHour: number;
  readonly breakMeanMs: number;
  /** Within how long after the start all have logged in. */
  readonly loginWithinMs: number;
  /** After so long an agent logs out; default: never. */
  readonly shiftMs?: number;
  readonly onAction: (action: AgentAction) => void;
}

const BREAK_REASONS = ['lunch', 'coffee', 'training'] as const;
const HOUR_MS = 3_600_000;

/**
 * The agents of a centre: their phones on the switches, and how they log in, go on break and go
 * home. An agent whom a policy put on break looks at the screen after a while and comes back,
 * when the caller says so by `comeBack`.
 */
export class AgentShift {
  private readonly stops = new Map<string, () => void>();
  private readonly home = new Set<string>();

  constructor(private readonly options: AgentShiftOptions) {}

  /** Connects the phones and lets everybody log in. */
  start(): void {
    const { agents, prng, loginWithinMs, shiftMs, clock } = this.options;
    for (const agent of agents) {
      this.connectPhone(agent);
      this.later(agent.agentId, prng.between(0, loginWithinMs), () => this.work(agent.agentId));
      if (shiftMs === undefined) continue;
      const homeAt = clock.now() + shiftMs + prng.between(0, loginWithinMs);
      clock.schedule(homeAt, () => this.goHome(agent.agentId));
    }
  }

  /** The agent notices that it is on break without having wanted it, and becomes available. */
  comeBack(agentId: string): void {
    const delayMs = Math.round(this.options.prng.exponential(20_000)) + 1000;
    if (!this.home.has(agentId)) this.later(agentId, delayMs, () => this.work(agentId));
  }

  private connectPhone(agent: SimulatedAgent): void {
    const { switches, prng, clock, phones } = this.options;
    const place = switches.find(({ switchId }) => switchId === agent.switchId);
    if (!place) return;
    const phone = new Phone({
      mix: phones ?? USUAL_PHONES,
      prng: prng.fork(`phone ${agent.device}`),
      onReachable: (reachable) => place.setReachable('device', agent.device, reachable),
      later: (delayMs, act) => {
        clock.schedule(clock.now() + delayMs, act);
      },
    });
    place.addEndpoint(agent.device, phone);
  }

  private work(agentId: string): void {
    const { prng, breaksPerHour, onAction } = this.options;
    onAction({ agentId, status: 'available' });
    if (breaksPerHour <= 0) return;
    const workMs = Math.round(prng.exponential(HOUR_MS / breaksPerHour));
    this.later(agentId, workMs, () => this.rest(agentId));
  }

  private rest(agentId: string): void {
    const { prng, breakMeanMs, onAction } = this.options;
    onAction({ agentId, status: 'on-break', reason: prng.pick(BREAK_REASONS) });
    const restMs = Math.round(prng.exponential(breakMeanMs));
    this.later(agentId, restMs, () => this.work(agentId));
  }

  private goHome(agentId: string): void {
    this.home.add(agentId);
    this.stops.get(agentId)?.();
    this.options.onAction({ agentId, status: 'logged-out' });
  }

  /** An agent has one thing in mind at a time. */
  private later(agentId: string, delayMs: number, act: () => void): void {
    const { clock } = this.options;
    this.stops.get(agentId)?.();
    this.stops.set(agentId, clock.schedule(clock.now() + delayMs, act));
  }
}
