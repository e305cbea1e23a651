import type { Knex } from 'knex';
import { CodedError } from '../../port/coded-error';
import type { SumQuery, SumRow } from '../../report/call-sums';
import { intervalBounds } from '../../report/interval';
import { REPORT_KINDS } from '../../report/kind';
import { ownAndOthers } from '../../report/others';
import { makeReport, type Report, type ReportOrder } from '../../report/report';
import { enterScope } from '../ledger/log-head';
import { orStoreDown } from '../store-error';
import { callSums } from './call-sums';

/** Which report, of whose log, and for whose eyes. */
export interface ReportRequest extends ReportOrder {
  readonly clientId: string;
  /** Of the checkpoint; absent: the newest one. */
  readonly size?: number;
}

/** A report that takes longer would keep records from the database. */
const STATEMENT_MAX_S = 25;

/** Computes reports from what was sealed in a client's log up to a checkpoint. */
export class SqlReportStore {
  constructor(private readonly db: Knex) {}

  /**
   * Asked again for the same checkpoint, it is the same report. Rejects with STORE_DOWN,
   * REPORT_NO_CHECKPOINT, or as intervalBounds throws.
   */
  async make(request: ReportRequest): Promise<Report> {
    const bounds = intervalBounds(request);
    return orStoreDown(
      this.db.transaction(
        async (transaction) => {
          await transaction.raw(`set local statement_timeout = '${STATEMENT_MAX_S}s'`);
          await enterScope(transaction, request.clientId);
          const basis = await checkpointOf(transaction, request);
          const rows = await rowsOf(transaction, { ...request, size: basis.size, bounds });
          return makeReport(request, basis, bounds, rows);
        },
        { isolationLevel: 'repeatable read', readOnly: true },
      ),
    );
  }
}

/** A provider's view of providers is made of everybody's sums, and every other one of its own. */
async function rowsOf(
  db: Knex,
  request: ReportRequest & Pick<SumQuery, 'size' | 'bounds'>,
): Promise<readonly SumRow[]> {
  const { clientId, size, bounds, thresholdMs, view, kind } = request;
  const { group } = REPORT_KINDS[kind];
  const query = { clientId, size, bounds, thresholdMs, group };
  if (view === 'all') return callSums(db, query);
  if ('agent' in view) return callSums(db, { ...query, agentId: view.agent });
  if (group === 'provider') return ownAndOthers(await callSums(db, query), view.provider);
  return callSums(db, { ...query, providerId: view.provider });
}

async function checkpointOf(db: Knex, { clientId, size }: ReportRequest) {
  const query = db('ledger_checkpoints').where({ log: clientId }).orderBy('size', 'desc').limit(1);
  if (size !== undefined) query.andWhere({ size });
  const [found] = await query.select<{ size: number; root: Buffer }[]>('size', 'root');
  if (found) {
    return { log: clientId, size: Number(found.size), root: found.root.toString('base64') };
  }
  throw new CodedError(
    'REPORT_NO_CHECKPOINT',
    size === undefined
      ? `The log "${clientId}" has no checkpoint yet.`
      : `The log "${clientId}" has no checkpoint of ${size} leaves.`,
    'See the checkpoints of the log; the first is made a minute after its first entry.',
  );
}
