import {
  abandonment,
  answeredWaitMs,
  meanWaitMs,
  serviceLevel,
  waitProbability,
} from '../../bench/day/tally';
import { erlangB, erlangC, erlangServiceLevel, erlangWait } from '../../src/core/theory/erlang';
import { erlangA } from '../../src/core/theory/erlang-a';
import type { Comparison } from './confidence';
import { daysOf, type Effort, HANDLE_MS, type OneQueue, oneQueue, over } from './theory-day';

const WITHIN = 20_000 / HANDLE_MS;

/** M/M/n: who waits, how long, and the service level, against Erlang C. */
export function againstErlangC(servers: number, load: number, effort: Effort): Comparison[] {
  const days = daysOf(oneQueue({ servers, load }, effort), effort);
  const name = `M/M/${servers}, ${load} Erlang`;
  return [
    {
      what: `${name}, P(W>0)`,
      theory: erlangC(servers, load),
      seen: over(days, waitProbability),
    },
    {
      what: `${name}, E[W] ms`,
      theory: erlangWait(servers, load) * HANDLE_MS,
      seen: over(days, meanWaitMs),
    },
    {
      what: `${name}, service level`,
      theory: erlangServiceLevel(servers, load, WITHIN),
      seen: over(days, serviceLevel),
    },
  ];
}

const PATIENCE_MS = 120_000;

/** M/M/n+M: the same, and who gives up, against Erlang A. */
export function againstErlangA(servers: number, load: number, effort: Effort): Comparison[] {
  const patience = { kind: 'exponential', meanMs: PATIENCE_MS } as const;
  const days = daysOf(oneQueue({ servers, load, patience }, effort), effort);
  const figures = erlangA({ servers, load, patience: PATIENCE_MS / HANDLE_MS }, WITHIN);
  const name = `M/M/${servers}+M, ${load} Erlang`;
  return [
    {
      what: `${name}, P(W>0)`,
      theory: figures.waitProbability,
      seen: over(days, waitProbability),
    },
    { what: `${name}, P(Ab)`, theory: figures.abandonment, seen: over(days, abandonment) },
    {
      what: `${name}, E[W] ms`,
      theory: figures.meanWait * HANDLE_MS,
      seen: over(days, meanWaitMs),
    },
    {
      what: `${name}, ASA ms`,
      theory: figures.servedWait * HANDLE_MS,
      seen: over(days, answeredWaitMs),
    },
    {
      what: `${name}, service level`,
      theory: figures.serviceLevel,
      seen: over(days, serviceLevel),
    },
  ];
}

/** Nobody waits longer than a blink: loss as in Erlang B, whatever the times are like. */
export function againstErlangB(
  { servers, load, talk }: OneQueue & { readonly talk: NonNullable<OneQueue['talk']> },
  effort: Effort,
): Comparison {
  const patience = { kind: 'constant', meanMs: 1 } as const;
  const days = daysOf(oneQueue({ servers, load, talk, patience }, effort), effort);
  const what = `${servers} servers, ${load} Erlang, ${talk.kind} times, lost`;
  return { what, theory: erlangB(servers, load), seen: over(days, abandonment) };
}
