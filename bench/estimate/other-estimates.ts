/**
 * What other systems tell a caller, from the same knowledge at the same moment. They publish a
 * point and no interval: the one beside it is what their own assumption implies.
 */
export interface Told {
  readonly pointMs: number;
  readonly lowMs: number;
  readonly highMs: number;
}

/** What is known of a queue when somebody joins it. */
export interface Standing {
  readonly ahead: number;
  /** Contacts in the queue, this one counted, those ringing an agent as well. */
  readonly inQueue: number;
  readonly agents: number;
}

export const OTHERS = ['app_queue', 'Engage EWT', 'queue length'] as const;
export type Other = (typeof OTHERS)[number];

/** Quantiles 0.1 and 0.9 of an exponential distribution with mean 1. */
const EXPONENTIAL = [-Math.log(0.9), -Math.log(0.1)] as const;

/** What each of them has learnt of one queue. */
export class OtherEstimates {
  private holdTimeMs = 0;
  private handleMs = 0;
  private handled = 0;

  /** A caller was answered. `app_queue.c`: the new hold time is a quarter of the new wait. */
  noteWait(waitMs: number): void {
    this.holdTimeMs = (3 * this.holdTimeMs + waitMs) / 4;
  }

  noteHandled(handleMs: number): void {
    this.handleMs += handleMs;
    this.handled += 1;
  }

  tell(standing: Standing): Readonly<Record<Other, Told>> {
    // Genesys Engage takes 90 s until it knows better; the plain count gets the true prior.
    const engageMs = this.handled === 0 ? 90_000 : this.handleMs / this.handled;
    const handleMs = (180_000 + this.handleMs) / (1 + this.handled);
    const { ahead, inQueue, agents } = standing;
    return {
      app_queue: spread(this.holdTimeMs, 1),
      'Engage EWT': spread((engageMs * inQueue) / agents, inQueue),
      'queue length': spread((handleMs * (ahead + 1)) / agents, ahead + 1),
    };
  }
}

/** An Erlang distribution of so many stages; Wilson and Hilferty where there are several. */
function spread(pointMs: number, stages: number): Told {
  if (stages === 1) {
    return { pointMs, lowMs: pointMs * EXPONENTIAL[0], highMs: pointMs * EXPONENTIAL[1] };
  }
  const at = (z: number): number =>
    pointMs * (1 - 1 / (9 * stages) + z / (3 * Math.sqrt(stages))) ** 3;
  return { pointMs, lowMs: at(-1.2816), highMs: at(1.2816) };
}
