import type { Caller } from './callers';
import type { Worker } from './scenario';

/** What a router tells the day. */
export interface DayDesk {
  /** Caller and agent are joined now. */
  served(caller: Caller, worker: Worker): void;
  /** The agent is done with talk and wrap-up. */
  freed(worker: Worker): void;
}

/**
 * Who decides whom a caller gets: the project's core, or a policy that stands for another system.
 * All get the same callers and agents, at the same times; they differ in nothing but decisions.
 * Phones ring for no time, so that no policy gains by what it does while they ring.
 */
export interface Router {
  begin(desk: DayDesk): void;
  logIn(worker: Worker, at: number): void;
  logOut(worker: Worker, at: number): void;
  arrive(caller: Caller, at: number): void;
  /** The caller, who waits, gives up. */
  abandon(caller: Caller, at: number): void;
  /** The conversation is over. */
  finish(caller: Caller, worker: Worker, at: number): void;
  /** When it wants to be woken; Infinity for never. */
  wakeAt(): number;
  wake(at: number): void;
  /** By its own books. */
  waiting(): number;
  /** Why an idle agent is kept from a caller whom that agent could serve; null: no reason. */
  whyNot(caller: Caller, worker: Worker): string | null;
}
