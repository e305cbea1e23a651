import type { AgentStanding, CensusGroup } from '../core/queue/census';
import type { WhatIf, WhyMoment, WhyReport } from '../engine/facade/why-view';
import { shortCallId } from './call-name';
import { cellWidth, cutTo, padTo, safeText } from './cell-text';
import { formatDuration } from './duration';
import { formatClock } from './local-time';
import type { Paint } from './paint';
import { figureText } from './rule-text';

interface Page {
  readonly paint: Paint;
  /** Cells of a line. */
  readonly width: number;
  readonly zone: string | undefined;
}

/** `10:00:24` and the wait before it, then what happened. */
const INDENT = 18;
const CLAUSE_CELLS = 20;

/**
 * One line a moment, and below it how the agents stood, where that changed. What an API held back
 * from this reader (the name of an agent, another one's call) is told without it.
 */
export function whyLines(moments: readonly WhyMoment[], page: Page): string[] {
  let told = '';
  return moments.flatMap((moment) => {
    const lines = [momentLine(moment, page), ...leftLines(moment, page)];
    const stand = standOf(moment.groups);
    if (moment.groups.length === 0 || stand === told) return lines;
    told = stand;
    return [...lines, ...moment.groups.map((group) => groupLine(group, page))];
  });
}

function momentLine(moment: WhyMoment, { width, zone, paint }: Page): string {
  const clock = formatClock(moment.at, zone);
  const wait = formatDuration(moment.waitedMs).padStart(8);
  const text = cutTo(safeText(sentence(moment)), width - INDENT);
  return `${clock}${wait}  ${isGood(moment) ? paint.good(text) : paint.strong(text)}`;
}

const isGood = ({ kind }: WhyMoment): boolean => kind === 'offer-made' || kind === 'connected';

/** `left to anna, its last agent, until 10:00:44` */
function leftLines({ preferredAgent }: WhyMoment, { width, zone }: Page): string[] {
  if (!preferredAgent) return [];
  const { agentId = 'an agent', why, heldUntil } = preferredAgent;
  const until = heldUntil === undefined ? '' : `, until ${formatClock(heldUntil, zone)}`;
  const text = `${until === '' ? 'rather' : 'left'} to ${agentId}, its ${why} agent${until}`;
  return [' '.repeat(INDENT) + cutTo(safeText(text), width - INDENT)];
}

function sentence(moment: WhyMoment): string {
  const { kind, queueId, priority, agentId, reason } = moment;
  const agent = agentId ?? 'an agent';
  switch (kind) {
    case 'queued':
      return `joined queue ${queueId}, priority ${priority}, asks ${askedText(moment)}`;
    case 'relaxed':
      return `step ${moment.step} of ${moment.steps}: asks ${askedText(moment)}`;
    case 'requeued':
      return `back in queue ${queueId}: its agent was lost`;
    case 'agent-free':
      return `${agent} is free${freeText(moment)}`;
    case 'outvoted':
      return `${agent} goes to another:${orderText(moment)}`;
    case 'offer-made':
      return `offered to ${agent}${choiceText(moment)}`;
    case 'offer-failed':
      return `the offer to ${agent} failed${reason === undefined ? '' : `: ${reason}`}`;
    case 'switch-up':
      return `switch ${reason} is up`;
    case 'switch-down':
      return `switch ${reason} is down`;
    case 'centre-applied':
      return `a new centre was applied, ${reason}`;
    case 'connected':
      return `connected with ${agent}`;
    case 'left':
      return `left queue ${queueId}: ${reason}`;
  }
}

/** `german >= 3, of rheinruf`: the skills, and whose agents where not everybody's. */
function askedText({ requirement, providerIds }: WhyMoment): string {
  const skills = requirement || 'for anybody';
  return providerIds ? `${skills}, of ${providerIds.join(' or ')}` : skills;
}

function freeText(moment: WhyMoment): string {
  const { verdict, preferred } = moment;
  if (preferred) return `, but goes first to${orderText(moment)}`;
  if (!verdict?.clause) return ' and eligible';
  const { clause, detail } = verdict;
  return `, but ${clause}${detail === undefined ? '' : `: ${detail}`}`;
}

/** The rule that decided, with what it saw; those before it found both alike. */
function choiceText({ chosen }: WhyMoment): string {
  if (!chosen) return '';
  const { eligible, idleMs, strategy, scores } = chosen;
  const idle = `idle for ${formatDuration(idleMs)}`;
  if (eligible === 1) return `: ${idle}, the only one eligible`;
  if (scores[0]?.rule === 'longest-idle') return `: ${idle}, the longest of ${eligible} eligible`;
  const score = scores.find(({ rule }) => rule === strategy);
  if (!score) {
    const by = strategy === 'agent-id' ? strategy : `${strategy} ${formatDuration(idleMs)}`;
    return `: first of ${eligible} by ${by}, else alike`;
  }
  const { rule, figure, next } = score;
  const other = next === undefined ? '' : `, next ${figureText(rule, next)}`;
  return `: first of ${eligible} by ${rule} ${figureText(rule, figure)}${other}`;
}

/** Which contact came first, and by what. */
function orderText({ preferred, priority, queuedAt, at }: WhyMoment): string {
  if (!preferred) return '';
  const { rule, scoreMs, ownScoreMs } = preferred;
  const name = preferred.callId === undefined ? 'another call' : shortCallId(preferred.callId);
  const waits = [preferred.queuedAt, queuedAt].map((since) => formatDuration(at - since));
  switch (rule) {
    case 'priority':
      return ` ${name}: priority ${preferred.priority} before ${priority}`;
    case 'id':
      return ` ${name}: as long a wait, an earlier id`;
    case 'turn':
      return ` ${name}: its turn, though it comes later in line`;
    case 'urgency':
      return ` ${name}: ${waits[0]} of waiting count as ${formatDuration(scoreMs)}, this one's ${
        waits[1]
      } as ${formatDuration(ownScoreMs)}`;
    case 'longer-wait':
      return ` ${name}: waits ${waits[0]}, this one ${waits[1]}`;
  }
}

/** What makes two censuses the same for a reader: not how long each has been idle. */
const standOf = (groups: readonly CensusGroup[]): string =>
  JSON.stringify(groups.map(({ clause, count, agents }) => [clause, count, agents.map(agentKey)]));

const agentKey = ({ agentId, detail }: AgentStanding): string => `${agentId} ${detail ?? ''}`;

function groupLine(group: CensusGroup, { width, zone, paint }: Page): string {
  const { clause, count, fitting, agents } = group;
  const head = padTo(clause ?? 'eligible', CLAUSE_CELLS) + String(count).padStart(6);
  const fit = clause !== null && fitting > 0 ? ` (${fitting} fit)` : '';
  const names = agents.map((agent) => agentText(agent, zone));
  const room = width - INDENT - cellWidth(head + fit) - 2;
  const list = listed(names, count, room);
  const line = `${' '.repeat(INDENT)}${head}${fit}  ${list}`.trimEnd();
  return clause === null ? paint.good(line) : paint.faint(line);
}

function agentText(standing: AgentStanding, zone?: string): string {
  const { agentId, detail, expiresAt, idleMs, scores = [] } = standing;
  const until = expiresAt === undefined ? '' : ` until ${formatClock(expiresAt, zone)}`;
  const idle = idleMs === undefined ? '' : ` idle ${formatDuration(idleMs)}`;
  const by = scores
    .filter(({ rule }) => rule !== 'longest-idle')
    .map(({ rule, figure }) => ` ${rule} ${figureText(rule, figure)}`);
  return safeText(
    `${agentId}${by.join(',')}${idle}${detail === undefined ? '' : ` ${detail}`}${until}`,
  );
}

/** As many names as there is room for, and how many more there are. */
function listed(names: readonly string[], count: number, room: number): string {
  for (let shown = names.length; shown > 0; shown -= 1) {
    const rest = count - shown;
    const text = names.slice(0, shown).join('; ') + (rest > 0 ? `; ${rest} more` : '');
    if (cellWidth(text) <= room || shown === 1) return cutTo(text, room);
  }
  return '';
}

/** What one more agent would have changed first, in at most three lines. */
export function whatIfLines(report: WhyReport, supposed: WhatIf, zone?: string): string[] {
  const { agentId, providerId, skills, availableFrom, change } = supposed;
  const had = Object.entries(skills).map(([skill, level]) => `${skill} ${level}`);
  const head =
    `with ${agentId} of ${providerId} (${had.join(', ')}) ` +
    `available from ${formatClock(availableFrom, zone)}:`;
  if (!change) return [safeText(head), '  nothing changes: no call is offered to this agent'];
  const { callId, waitedMs, insteadOf } = change;
  const isThis = callId === report.callId;
  const who = isThis ? 'this call' : `call ${shortCallId(callId)}, which comes first,`;
  const was = insteadOf
    ? `instead of to ${insteadOf.agentId} after ${formatDuration(insteadOf.waitedMs)}`
    : 'which nobody was offered before this call ended';
  return [
    safeText(head),
    `  ${formatClock(change.at, zone)}  ${who} is offered to ${agentId} after ` +
      formatDuration(waitedMs),
    safeText(`            ${was}`),
  ];
}
