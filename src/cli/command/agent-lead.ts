import type { Command } from 'commander';
import type { LeadView } from '../../engine/facade/campaign-view';
import { type AgentLeads, agentLeads, workLead } from '../campaign-client';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatDuration, formatWait } from '../duration';
import { formatTime } from '../local-time';
import { printJson, printLine, printNote, printPairs, printTable } from '../print';
import { example, type Register, type Run } from '../registration';

/** What agents do about leads that they see before they are called. */
export const registerAgentLead: Register = (agent: Command, run) => {
  const preview = agent
    .command('preview')
    .description('the lead that an agent is shown: look at it, accept or skip it');
  example(preview, 'leitstand agent preview show anna', 'leitstand agent preview accept anna');
  const show = preview
    .command('show')
    .description('the lead on the desk, or those to pick from in the mode manual')
    .argument('<agentId>');
  example(show, 'leitstand agent preview show anna');
  show.action(run(showLeads));
  const accept = preview
    .command('accept')
    .description('have it called now')
    .argument('<agentId>')
    .option('--number <number>', 'which one of the lead; default: its next one');
  example(accept, 'leitstand agent preview accept anna --number +4930123456');
  accept.action(
    run((session, id: string, options: { number?: string }) =>
      work(session, id, { what: 'preview/accept', body: options, done: 'the line is dialed' }),
    ),
  );
  const skip = preview
    .command('skip')
    .description('pass it on, as often in an hour as the campaign allows')
    .argument('<agentId>')
    .requiredOption('--reason <text>', 'why; kept with it');
  example(skip, 'leitstand agent preview skip anna --reason "answered by mail"');
  skip.action(
    run((session, id: string, { reason }: { reason: string }) =>
      work(session, id, { what: 'preview/skip', body: { reason }, done: 'the lead is set aside' }),
    ),
  );
  registerDial(agent, run);
};

function registerDial(agent: Command, run: Run): void {
  const dial = agent
    .command('dial')
    .description('have a lead called for the agent, in a campaign of the mode manual')
    .argument('<agentId>')
    .requiredOption('--campaign <campaignId>', 'whose lead')
    .option('--lead <leadId>', 'which one of those that are ready; default: the next one')
    .option('--number <number>', 'which one of the lead; default: its next one');
  example(dial, 'leitstand agent dial anna --campaign spring');
  dial.action(
    run((session, id: string, options: { campaign: string; lead?: string; number?: string }) =>
      work(session, id, { what: 'dial', body: options, done: 'the line is dialed' }),
    ),
  );
}

interface Work {
  readonly what: Parameters<typeof workLead>[2];
  /** The command's own options, some of which may be absent, and those of every command. */
  readonly body: Readonly<Record<string, string | undefined>>;
  readonly done: string;
}

const FIELDS = ['campaign', 'lead', 'number', 'reason'];

async function work(session: Session, agentId: string, { what, body, done }: Work): Promise<void> {
  const named = FIELDS.flatMap((field) => (body[field] ? [[field, body[field]] as const] : []));
  const taken = await workLead(session.daemon(), agentId, what, Object.fromEntries(named));
  if (session.json) return printJson(session, taken);
  printLine(session, `${session.paint.strong(agentId)}: ${done}`);
}

async function showLeads(session: Session, agentId: string): Promise<void> {
  const leads = await agentLeads(session.daemon(), agentId);
  if (session.json) return printJson(session, leads);
  const { preview, ready } = leads;
  if (preview) return showPreview(session, preview);
  printTable(session, readyColumns(session), ready, 'No lead is shown, and none is to be picked.');
  if (ready.length > 0)
    printNote(session, `call one: leitstand agent dial ${agentId} --campaign …`);
}

function showPreview(session: Session, preview: NonNullable<AgentLeads['preview']>): void {
  const { zone, context } = session;
  const left = formatWait(preview.expiresAt - context.clock.now());
  const { campaignId, leadId, listId, numbers, fields, attempts, callbackAt } = preview;
  printPairs(session, [
    ['lead', `${leadId} of list ${listId}, campaign ${campaignId}`],
    ['decide', `within ${left}, else you go on break`],
    ['promised', callbackAt === undefined ? undefined : formatTime(callbackAt, zone)],
    ...numbers.map(
      ({ number, role, isNext }, index) =>
        [
          index === 0 ? 'numbers' : '',
          `${number} ${role}${isNext ? ', called next' : ''}`,
        ] as const,
    ),
    ...Object.entries(fields),
    ...attempts.map(
      ({ at, number, result }, index) =>
        [index === 0 ? 'tried' : '', `${formatTime(at, zone)} ${number}: ${result}`] as const,
    ),
  ]);
}

function readyColumns({ context }: Session): Column<AgentLeads['ready'][number]>[] {
  const now = context.clock.now();
  const last = ({ attempts }: LeadView): string => {
    const newest = attempts.at(-1);
    return newest ? `${newest.result}, ${formatDuration(now - newest.at)} ago` : '-';
  };
  return [
    { title: 'CAMPAIGN', value: (one) => one.campaignId, widthMin: 8 },
    { title: 'LEAD', value: (one) => one.leadId },
    { title: 'NEXT', value: (one) => one.numbers.find((n) => n.isNext)?.number ?? '-' },
    { title: 'LAST', value: last, widthMin: 10, dropOrder: 2 },
    {
      title: 'FIELDS',
      value: ({ fields }) => Object.values(fields).join(' · '),
      widthMin: 10,
      dropOrder: 1,
    },
  ];
}
