import type { Cause } from '../core/input';
import { AgentShift } from '../driver/simulated/agent-shift';
import {
  type CallerMix,
  type PhoneMix,
  USUAL_CALLERS,
  USUAL_PHONES,
} from '../driver/simulated/persona';
import { Phone } from '../driver/simulated/phone';
import { Prng } from '../driver/simulated/prng';
import type { SimulatedSwitch } from '../driver/simulated/simulated-switch';
import { CallTraffic } from '../driver/simulated/traffic';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';
import { promptKeys } from './prompt-keys';

export interface SimulatedWorldOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly seed: number;
  readonly switches: readonly SimulatedSwitch[];
  /** 0: nobody calls. */
  readonly callsPerHour: number;
  readonly callers?: CallerMix;
  readonly phones?: PhoneMix;
}

/** The people around simulated switches: agents' phones, and callers for every number. */
export class SimulatedWorld {
  private readonly prng: Prng;
  private readonly connected = new Set<string>();
  private traffic: CallTraffic | undefined;
  private endFacts: () => void = () => undefined;

  constructor(private readonly options: SimulatedWorldOptions) {
    this.prng = new Prng(options.seed).fork('world');
  }

  /** Follows the centre: what is applied later gets its phones and callers, too. */
  start(): void {
    this.follow();
    this.endFacts = this.options.engine.onFacts((facts) => {
      if (facts.some((fact) => fact.body.type === 'centre.applied')) this.follow();
    });
  }

  /** So many call at once, beside those who come by themselves. */
  rush(callers: number): void {
    for (let i = 0; i < callers; i++) this.traffic?.placeCall();
  }

  /** Nobody calls any more; those who are there stay. */
  stop(): void {
    this.endFacts();
    this.traffic?.stop();
  }

  /** Agents who log in, take breaks and come back, as a shift of people does. */
  staff(breaksPerHour: number, breakMeanMs: number): void {
    const { engine, clock, switches, phones } = this.options;
    const agents = engine.agents().map(({ agentId, phone }) => ({ agentId, ...phone }));
    for (const { device } of agents) this.connected.add(device);
    const shift = new AgentShift({
      clock,
      prng: this.prng.fork('shift'),
      switches,
      agents,
      phones: phones ?? USUAL_PHONES,
      breaksPerHour,
      breakMeanMs,
      loginWithinMs: 1500,
      onAction: ({ agentId, status, reason }) => {
        const body = { type: 'agent.status-requested', agentId, status } as const;
        // An engine that stops refuses; there is nobody left to tell.
        engine
          .submit(reason === undefined ? body : { ...body, reason }, AGENT)
          .catch(() => undefined);
      },
    });
    shift.start();
    engine.onFacts((facts) => {
      for (const { body, cause } of facts) {
        const pausedByEngine = body.type === 'agent.changed' && cause.actor !== AGENT.actor;
        if (pausedByEngine && body.status === 'on-break') shift.comeBack(body.agentId);
      }
    });
  }

  private follow(): void {
    const { engine, switches, clock, phones } = this.options;
    for (const { phone } of engine.agents()) {
      const place = switches.find(({ switchId }) => switchId === phone.switchId);
      if (place === undefined || this.connected.has(phone.device)) continue;
      this.connected.add(phone.device);
      place.addEndpoint(
        phone.device,
        new Phone({
          mix: phones ?? USUAL_PHONES,
          prng: this.prng.fork(`phone ${phone.device}`),
          onReachable: (reachable) => place.setReachable('device', phone.device, reachable),
          later: (delayMs, act) => {
            clock.schedule(clock.now() + delayMs, act);
          },
        }),
      );
    }
    this.renewTraffic();
  }

  private renewTraffic(): void {
    const { engine, clock, switches, callsPerHour, callers } = this.options;
    const { numbers, ...centre } = engine.centre();
    this.traffic?.stop();
    if (callsPerHour === 0 || numbers.length === 0) return;
    this.traffic = new CallTraffic({
      clock,
      prng: this.prng.fork('traffic'),
      switches,
      numbers: Object.fromEntries(numbers.map(({ number }) => [number, 1])),
      callsPerHour,
      callers: callers ?? USUAL_CALLERS,
      keys: promptKeys({ numbers, ...centre }),
    });
    this.traffic.start();
  }
}

const AGENT: Cause = { actor: 'simulation', reason: 'an agent at the desk' };
