import type { Command } from 'commander';
import type { CampaignAction } from '../../core/dialer/dialer-input';
import {
  changeCampaign,
  getCampaign,
  type ListedCampaign,
  listCampaigns,
} from '../campaign-client';
import { campaignColumns } from '../campaign-columns';
import { paintCampaignState } from '../campaign-text';
import type { Session } from '../context';
import { printJson, printLine, printNote, printTable } from '../print';
import { example, type Register, type Run } from '../registration';
import { registerImport } from './campaign-import';
import { showCampaign } from './campaign-show';

export const registerCampaign: Register = (program: Command, run) => {
  const campaign = program
    .command('campaign')
    .description('look at campaigns, start and stop them');
  example(
    campaign,
    'leitstand campaign list',
    'leitstand campaign start spring --reason "lists are checked"',
  );
  const list = campaign.command('list').description('state, agents, lines, pace and drops of each');
  example(list, 'leitstand campaign list', 'leitstand campaign list --json');
  list.action(run(showList));
  const show = campaign
    .command('show')
    .description('one campaign: who is there, what is dialed, how far each limit is used, and why')
    .argument('<campaignId>', 'as in the centre file');
  example(show, 'leitstand campaign show spring');
  show.action(
    run(async (session, id: string) =>
      showCampaign(session, await getCampaign(session.daemon(), id)),
    ),
  );
  registerActions(campaign, run);
  registerImport(campaign, run);
};

const ACTIONS: readonly (readonly [CampaignAction, string])[] = [
  ['start', 'dial: leads are fetched and called'],
  ['pause', 'dial nothing new; leads that are ready stay, lines that ring go on'],
  ['drain', 'dial the leads that are ready, fetch no more, then stop'],
  ['stop', 'dial nothing new, and give the leads that are ready back'],
];

function registerActions(campaign: Command, run: Run): void {
  for (const [action, description] of ACTIONS) {
    const command = campaign
      .command(action)
      .description(description)
      .argument('<campaignId>', 'as in the centre file')
      .requiredOption('--reason <text>', 'why; kept with the change');
    example(command, `leitstand campaign ${action} spring --reason "${REASONS[action]}"`);
    command.action(
      run((session, id: string, { reason }: { reason: string }) =>
        act(session, id, action, reason),
      ),
    );
  }
}

const REASONS: Readonly<Record<CampaignAction, string>> = {
  start: 'lists are checked',
  pause: 'team meeting',
  drain: 'shift ends at six',
  stop: 'wrong list',
};

/** What the figures are, by the ids of docs/GLOSSARY.md. */
const FORMULAS =
  'PACE: last minute; ANSWER answer-rate, 15m; BUSY occupancy-now; DROPS: of the limit used most';

async function showList(session: Session): Promise<void> {
  const campaigns = await listCampaigns(session.daemon());
  if (session.json) return printJson(session, { campaigns });
  const columns = campaignColumns(session.paint, session.context.clock.now());
  printTable(session, columns, campaigns, 'No campaign yet: the centre file has none.');
  if (campaigns.length > 0) printNote(session, FORMULAS);
}

async function act(
  session: Session,
  id: string,
  action: CampaignAction,
  reason: string,
): Promise<void> {
  const campaign = await changeCampaign(session.daemon(), id, { action, reason });
  if (session.json) return printJson(session, campaign);
  printLine(session, stateLine(session, campaign));
}

function stateLine({ paint }: Session, { campaignId, state, dialing }: ListedCampaign): string {
  const shown = paintCampaignState(paint, state, state);
  const ringing = dialing?.lines.dialing ?? 0;
  const rest = state === 'running' || ringing === 0 ? '' : `; ${ringing} lines still ring`;
  return `${campaignId} is ${shown}${rest}`;
}
