import type { EslEvent } from './esl-frame';

/** FreeSWITCH's times are microseconds since the epoch, as text; 0 or nothing: not yet. */
export function timeOf(microseconds: string | undefined): number | undefined {
  const value = Number(microseconds);
  return value > 0 ? Math.round(value / 1000) : undefined;
}

/** When FreeSWITCH made the event, by its own clock. */
export function switchAtOf(event: EslEvent): { switchAt?: number } {
  const at = timeOf(event['Event-Date-Timestamp']);
  return at === undefined ? {} : { switchAt: at };
}
