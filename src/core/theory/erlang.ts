/**
 * Queues of callers who wait for ever. Load is in Erlang: calls that come in the mean time that
 * one of them takes. A. K. Erlang, "Solution of some problems in the theory of probabilities",
 * 1917; the recursion is stable for any number of servers.
 */

/** Erlang B: the share of calls that find all servers busy where nobody may wait. */
export function erlangB(servers: number, load: number): number {
  if (load <= 0) return servers > 0 ? 0 : 1;
  let blocked = 1;
  for (let k = 1; k <= servers; k += 1) blocked = (load * blocked) / (k + load * blocked);
  return blocked;
}

/** Erlang C: the share of callers who have to wait; 1 where the load outgrows the servers. */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1;
  const blocked = erlangB(servers, load);
  return (servers * blocked) / (servers - load * (1 - blocked));
}

/** Mean wait of all callers of M/M/n, in units of the mean handle time; infinite in overload. */
export function erlangWait(servers: number, load: number): number {
  return load < servers ? erlangC(servers, load) / (servers - load) : Number.POSITIVE_INFINITY;
}

/** The share of callers of M/M/n served within so many mean handle times, first come first. */
export function erlangServiceLevel(servers: number, load: number, within: number): number {
  if (load >= servers) return 0;
  return 1 - erlangC(servers, load) * Math.exp(-(servers - load) * within);
}
