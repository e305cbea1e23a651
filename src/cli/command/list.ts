import { type Command, InvalidArgumentError } from 'commander';
import { CodedError } from '../../port/coded-error';
import type { DialList } from '../../store/list-store';
import type { Column } from '../columns';
import type { Session } from '../context';
import { changeList, getLists, keepLists } from '../list-client';
import { printJson, printTable } from '../print';
import { example, type Register } from '../registration';

export const registerList: Register = (program: Command, run) => {
  const list = program.command('list').description('lists of leads, and which come first');
  example(list, 'leitstand list show spring', 'leitstand list set spring march --weight 3 …');
  const show = list
    .command('show')
    .description('lists of a campaign as they are served, the first ones first')
    .argument('<campaignId>', 'as in the centre file');
  example(show, 'leitstand list show spring');
  show.action(run(showLists));
  const set = list
    .command('set')
    .description('change the part that a list has; the campaign goes on')
    .argument('<campaignId>', 'as in the centre file')
    .argument('<listId>')
    .option('--weight <number>', 'part among lists of the same priority, 1 to 1000', whole)
    .option('--priority <number>', '-100 to 100: lists above it are emptied first', whole)
    .option('--on', 'take leads from it')
    .option('--off', 'take no lead from it')
    .option('--order <name>', 'retries-first or new-first')
    .requiredOption('--reason <text>', 'why; kept with the change');
  example(set, 'leitstand list set spring march --weight 3 --reason "fresh leads"');
  set.action(run(setList));
  const upkeep = list
    .command('upkeep')
    .description('the daily upkeep of all lists, now: erase, close and give back what has to be');
  example(upkeep, 'leitstand list upkeep');
  upkeep.action(run(keepAll));
};

function whole(text: string): number {
  if (/^[+-]?\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a whole number.');
}

async function keepAll(session: Session): Promise<void> {
  const report = await keepLists(session.daemon());
  if (session.json) return printJson(session, report);
  printTable(
    session,
    [
      { title: 'CAMPAIGN', value: (one) => one.campaignId, widthMin: 10 },
      { title: 'CLIENT', value: (one) => one.clientId, dropOrder: 1 },
      { title: 'CONSENTS ERASED', align: 'right', value: (one) => String(one.consentsErased) },
      { title: 'CLOSED', align: 'right', value: (one) => String(one.leadsClosed) },
      { title: 'CLAIMS BACK', align: 'right', value: (one) => String(one.claimsReleased) },
    ],
    report.campaigns,
    'There was nothing to do.',
  );
}

async function showLists(session: Session, campaignId: string): Promise<void> {
  const lists = await getLists(session.daemon(), campaignId);
  if (session.json) return printJson(session, { lists });
  printTable(session, columns(session), lists, 'No list yet: leitstand campaign import.');
}

function columns({ paint }: Session): Column<DialList>[] {
  return [
    { title: 'LIST', value: (l) => l.listId, widthMin: 10, paint: (t) => paint.strong(t) },
    {
      title: 'SERVED',
      value: (l) => (l.active ? 'yes' : 'no'),
      paint: (text, l) => (l.active ? paint.good(text) : paint.warn(text)),
    },
    { title: 'PRIORITY', align: 'right', value: (l) => String(l.priority) },
    { title: 'WEIGHT', align: 'right', value: (l) => String(l.weight) },
    { title: 'ORDER', value: (l) => l.leadOrder },
    { title: 'IMPORTED', align: 'right', value: (l) => String(l.leads) },
    { title: 'REMAINING', align: 'right', value: (l) => countOf(l.leadsNow?.remaining) },
    { title: 'HOPPER', align: 'right', value: (l) => countOf(l.leadsNow?.inHopper) },
    { title: 'DONE', align: 'right', value: (l) => countOf(l.leadsNow?.done) },
    { title: 'COUNTRY', value: (l) => l.country ?? '-', dropOrder: 2 },
    { title: 'ZONE', value: (l) => l.zone ?? '-', dropOrder: 1 },
  ];
}

/** A change does not count them. */
const countOf = (leads: number | undefined): string => (leads === undefined ? '-' : String(leads));

interface SetOptions {
  readonly weight?: number;
  readonly priority?: number;
  readonly on?: boolean;
  readonly off?: boolean;
  readonly order?: string;
  readonly reason: string;
}

async function setList(
  session: Session,
  campaignId: string,
  listId: string,
  { weight, priority, on, off, order, reason }: SetOptions,
): Promise<void> {
  if (on && off) throw new CodedError('USAGE', '--on and --off exclude each other', 'say one');
  const active = on === true ? true : off === true ? false : undefined;
  const change = { weight, priority, active, leadOrder: order };
  if (Object.values(change).every((value) => value === undefined)) {
    throw new CodedError('USAGE', 'nothing is to change', 'say --weight, --priority, --on, --off');
  }
  const list = await changeList(session.daemon(), { campaignId, listId }, { ...change, reason });
  if (session.json) return printJson(session, list);
  printTable(session, columns(session), [list], '');
}
