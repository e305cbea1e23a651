import { SqlLeadStore } from '../src/store/lead-store';
import { measureImport } from './dialer/lead-file';
import { CAMPAIGN, fillLeads, NOW, ZONES } from './dialer/lead-filler';
import { type Bench, quantile, round } from './frame/bench';
import { SqlServer } from './frame/sql-server';

const LEADS = 10_000_000;
const QUICK_LEADS = 500_000;
const COUNT = 1_000;
const CLAIMS = 60;
const QUICK_CLAIMS = 30;
const ROWS = 1_000_000;
const QUICK_ROWS = 100_000;

/**
 * How long the hopper's next 1,000 leads take out of 10 million (`--quick`: 500,000): one claim
 * with everything that the gate asks about, committed to the disk. Two zones of six are closed.
 * And how many rows a second come into a campaign beside them from a CSV file, with a number, a key
 * and two fields each.
 */
export const run: Bench = async ({ quick, note }) => {
  const leads = quick ? QUICK_LEADS : LEADS;
  const server = await SqlServer.start();
  try {
    note(`filling in ${leads} leads`);
    await fillLeads(server.owner, leads);
    // A database at work, and not one that still writes ten million rows to the disk.
    await server.settle();
    const times = await claimTimes(new SqlLeadStore(server.daemon), quick ? QUICK_CLAIMS : CLAIMS);
    return {
      leads,
      nextThousandMs: round(quantile(times, 0.5), 1),
      nextThousandP95Ms: round(quantile(times, 0.95), 1),
      ...(await measureImport(server.daemon, quick ? QUICK_ROWS : ROWS)),
    };
  } finally {
    await server.stop();
  }
};

/** ms each, without the first few: a daemon that has just started is no daemon at work. */
async function claimTimes(store: SqlLeadStore, claims: number): Promise<Float64Array> {
  const zones = ZONES.slice(0, 4);
  const times: number[] = [];
  for (let claim = 0; claim < claims; claim += 1) {
    const from = process.hrtime.bigint();
    const { leads } = await store.claim({ ...CAMPAIGN, count: COUNT, at: NOW, zones });
    if (leads.length !== COUNT) throw new Error(`${leads.length} leads instead of ${COUNT}`);
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
  }
  return new Float64Array(times.slice(5));
}
