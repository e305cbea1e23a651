import { type Command, InvalidArgumentError, Option } from 'commander';
import { CALL_RESULTS, type CallRecord, type CallResult } from '../../port/call-record';
import { CodedError } from '../../port/coded-error';
import { isShort, onlyCall, shortCallId } from '../call-name';
import type { Column } from '../columns';
import type { Session } from '../context';
import type { CdrQuery } from '../daemon-client';
import { formatDuration } from '../duration';
import { formatTime, parseInstant } from '../local-time';
import { printJson, printJsonLine, printLine, printNote, printPairs, printTable } from '../print';
import { example, type Register } from '../registration';
import { supplementText } from '../supplement-text';
import { timeline } from '../timeline';

interface ListOptions {
  readonly from?: string;
  readonly to?: string;
  readonly client?: string;
  readonly provider?: string;
  readonly queue?: string;
  readonly campaign?: string;
  readonly agent?: string;
  readonly result?: CallResult;
  readonly limit: number;
  readonly all?: boolean;
}

const PAGE_ROWS = 500;

export const registerCdr: Register = (program: Command, run) => {
  const cdr = program.command('cdr').description('look at call detail records (CDRs)');
  example(
    cdr,
    'leitstand cdr list --from today --queue sales',
    'leitstand cdr show 2e16ea62…00004b',
  );
  const list = cdr
    .command('list')
    .description('ended calls, the newest first')
    .option('--from <time>', 'offered at or after: 2026-03-01, 2026-03-01T14:00, today, 2h')
    .option('--to <time>', 'offered before')
    .option('--client <clientId>', 'only calls of this client')
    .option('--provider <providerId>', 'only calls that talked last with its agents')
    .option('--queue <queueId>', 'only calls that waited last in this queue')
    .option('--campaign <campaignId>', 'only calls for this campaign')
    .option('--agent <agentId>', 'only calls that talked last with this agent')
    .addOption(new Option('--result <result>', 'how they came out').choices(CALL_RESULTS))
    .option('--limit <rows>', 'how many at most, 1 to 1000', rowCount, 50)
    .option('--all', 'every one of them; with --json one line each (NDJSON)');
  example(list, 'leitstand cdr list --from today --result abandoned', 'leitstand cdr list --json');
  list.action(run(listRecords));
  const show = cdr
    .command('show')
    .description('one call: its times, its segments, who rang, what was learnt later')
    .argument('<callId>', 'whole, or short as in the list');
  example(show, 'leitstand cdr show 2e16ea62…00004b');
  show.action(run(showRecord));
};

function rowCount(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1 && rows <= 1000) return rows;
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
}

async function listRecords(session: Session, options: ListOptions): Promise<void> {
  const query = queryOf(session, options);
  if (options.all === true) return listAll(session, query);
  const page = await session.daemon().cdrs({ ...query, limit: options.limit });
  if (session.json) {
    printJson(session, page);
    return;
  }
  printTable(session, recordColumns(session), page.records, 'No call matches.');
  if (page.next !== undefined) printNote(session, 'There are more: --all, or a narrower filter.');
}

async function listAll(session: Session, query: CdrQuery): Promise<void> {
  const kept: CallRecord[] = [];
  let cursor: string | undefined;
  do {
    const asked = { ...query, limit: PAGE_ROWS };
    const page = await session.daemon().cdrs(cursor === undefined ? asked : { ...asked, cursor });
    if (session.json) for (const record of page.records) printJsonLine(session, record);
    else kept.push(...page.records);
    cursor = page.next;
  } while (cursor !== undefined);
  if (!session.json) printTable(session, recordColumns(session), kept, 'No call matches.');
}

function queryOf(session: Session, options: ListOptions): CdrQuery {
  const from = instant(session, '--from', options.from);
  const to = instant(session, '--to', options.to);
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(options.client === undefined ? {} : { client: options.client }),
    ...(options.provider === undefined ? {} : { provider: options.provider }),
    ...(options.queue === undefined ? {} : { queue: options.queue }),
    ...(options.campaign === undefined ? {} : { campaign: options.campaign }),
    ...(options.agent === undefined ? {} : { agent: options.agent }),
    ...(options.result === undefined ? {} : { result: options.result }),
  };
}

function instant(session: Session, flag: string, text?: string): number | undefined {
  if (text === undefined) return undefined;
  const at = parseInstant(text, session.context.clock.now(), session.zone);
  if (at !== null) return at;
  throw new CodedError(
    'USAGE',
    `${flag} "${text}" is no time`,
    'write 2026-03-01, 2026-03-01T14:00, today, yesterday, or how far back: 90s, 2h, 7d',
  );
}

function recordColumns(session: Session): Column<CallRecord>[] {
  const { paint, zone } = session;
  return [
    { title: 'OFFERED', value: (r) => formatTime(r.offeredAt, zone) },
    { title: 'CALL', value: (r) => shortCallId(r.callId), paint: (t) => paint.strong(t) },
    { title: 'FROM', value: (r) => r.ani, widthMin: 6 },
    { title: 'TO', value: (r) => r.dnis, widthMin: 4 },
    { title: 'QUEUE', value: (r) => r.queueId ?? '-', widthMin: 5 },
    { title: 'AGENT', value: (r) => r.agentId ?? '-', widthMin: 5 },
    { title: 'WAIT', align: 'right', value: (r) => waitText(r) },
    {
      title: 'TALK',
      align: 'right',
      value: (r) => (r.talkMs === 0 ? '-' : formatDuration(r.talkMs)),
    },
    {
      title: 'RESULT',
      value: (r) => r.result,
      paint: (text, r) => paintResult(paint, text, r.result),
    },
  ];
}

const waitText = (record: CallRecord): string =>
  record.queuedAt === undefined ? '-' : formatDuration(record.queueMs);

function paintResult(paint: Session['paint'], text: string, result: CallResult): string {
  if (result === 'connected') return paint.good(text);
  if (result === 'self-served' || result === 'left-in-ivr') return text;
  return result === 'abandoned' || result === 'unserved' ? paint.warn(text) : paint.bad(text);
}

async function showRecord(session: Session, callId: string): Promise<void> {
  const found = await session.daemon().cdr(await fullCallId(session, callId));
  if (session.json) {
    printJson(session, found);
    return;
  }
  const { record, supplements } = found;
  printPairs(session, recordPairs(record, session.zone));
  printLine(session);
  for (const line of timeline(record, session.paint, session.zone)) printLine(session, line);
  if (supplements.length > 0) printLine(session);
  for (const supplement of supplements) printLine(session, `  ${supplementText(supplement)}`);
}

/** The short id of a table is looked up among the newest records. */
async function fullCallId(session: Session, given: string): Promise<string> {
  if (!isShort(given)) return given;
  const { records } = await session.daemon().cdrs({ limit: 1000 });
  return onlyCall(
    given,
    records.map(({ callId }) => callId),
  );
}

function recordPairs(record: CallRecord, zone?: string): [string, string | undefined][] {
  const variables = Object.entries(record.variables).map(([k, v]) => `${k}=${v}`);
  return [
    ['call', record.callId],
    ['client', record.clientId],
    ['from', record.ani],
    ['to', `${record.dnis} on ${record.switchId}`],
    ['offered', formatTime(record.offeredAt, zone)],
    ['ended', `${formatTime(record.endedAt, zone)} by ${record.endedBy} (${causeText(record)})`],
    ['result', record.result],
    ['queue', record.queueId],
    ['campaign', record.attempt && `${record.attempt.campaignId}, lead ${record.attempt.leadId}`],
    ['agent', agentText(record)],
    ['wait', waitText(record)],
    ['talk', formatDuration(record.talkMs)],
    ['hold', record.holdMs === 0 ? undefined : formatDuration(record.holdMs)],
    ['variables', variables.join(' ')],
  ];
}

const agentText = (record: CallRecord): string | undefined =>
  record.agentId === undefined
    ? undefined
    : `${record.agentId} of ${record.providerId ?? 'unknown'}`;

function causeText(record: CallRecord): string {
  const raw = [
    record.raw?.q850 === undefined ? '' : `Q.850 ${record.raw.q850}`,
    record.raw?.sip === undefined ? '' : `SIP ${record.raw.sip}`,
  ].filter((part) => part !== '');
  return [record.cause, ...raw].join(', ');
}
