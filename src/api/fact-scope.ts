import type { Fact, FactBody } from '../core/fact';
import { isInsider, recordFor, seesRecord, type Viewer } from './scope';

/** What a client sees of its own calls; the work of agents is the providers' business. */
const CLIENT_FACTS: ReadonlySet<FactBody['type']> = new Set([
  'call.offered',
  'call.refused',
  'call.answered',
  'call.connected',
  'call.held',
  'call.retrieved',
  'call.transferred',
  'call.taken-over',
  'call.parked',
  'call.park-expired',
  'party.invited',
  'party.joined',
  'party.failed',
  'party.left',
  'ivr.entered',
  'ivr.digits',
  'media.failed',
  'contact.queued',
  'contact.estimated',
  'contact.relaxed',
  'contact.overflowed',
  'contact.abandoned',
  'call.dialed',
  'callback.booked',
  'voicemail.left',
  'callback.refused',
  'callback.dialed',
  'callback.confirmed',
  'callback.failed',
  'callback.ended',
  'offer.made',
  'offer.failed',
  'campaign.changed',
  'pacing.changed',
  'pacing.bound',
  'budget.breached',
  'hopper.refilled',
  'suppression.added',
  'suppression.requested',
  'suppression.refused',
  'refusal.noted',
  'consent.changed',
  'preview.offered',
  'preview.ended',
  'attempt.launched',
  'attempt.ended',
  'lead.returned',
  'disposition.missing',
  'record.completed',
  'record.supplemented',
  'recording.consent',
  'recording.refused',
  'recording.started',
  'recording.paused',
  'recording.resumed',
  'recording.pause-failed',
  'recording.ended',
  'recording.sealed',
  'recording.missing',
  'recording.fetched',
  'survey.started',
  'survey.answered',
] satisfies FactBody['type'][]);

const AGENT_FACTS: ReadonlySet<FactBody['type']> = new Set([
  'offer.made',
  'offer.failed',
  'call.connected',
  'call.held',
  'call.retrieved',
  'call.taken-over',
  'call.parked',
  'party.invited',
  'party.joined',
  'party.failed',
  'party.left',
  'agent.changed',
  'agent.skills-expired',
  'agent.line',
  'agent.signed-in',
  'agent.log-out-forced',
  'wrap-up.extended',
  'disposition.missing',
  'recording.started',
  'preview.offered',
  'preview.ended',
] satisfies FactBody['type'][]);

/**
 * The fact as this viewer may see it, or null. Digits that a caller entered are shown to nobody
 * but as their number: among them are PINs and card numbers.
 */
export function factFor(viewer: Viewer, fact: Fact, agents: ReadonlySet<string>): Fact | null {
  const { body } = fact;
  if (isInsider(viewer)) return body.type === 'ivr.digits' ? withBody(fact, hidden(body)) : fact;
  if (viewer.role === 'client') {
    const isOwn = fact.clientId !== undefined && fact.clientId === viewer.clientId;
    if (!isOwn || !CLIENT_FACTS.has(body.type)) return null;
    return withoutActor(body.type === 'ivr.digits' ? withBody(fact, hidden(body)) : fact);
  }
  if (body.type === 'record.completed') {
    if (!seesRecord(viewer, body.record)) return null;
    const record = recordFor(viewer, body.record);
    return withoutActor(withBody(fact, { ...body, record }));
  }
  if (body.type === 'record.supplemented') {
    const { supplement } = body;
    const isOwn = 'agentId' in supplement && agents.has(supplement.agentId);
    return isOwn ? withoutActor(fact) : null;
  }
  const isOwn = 'agentId' in body && agents.has(body.agentId) && AGENT_FACTS.has(body.type);
  return isOwn ? withoutActor(fact) : null;
}

type Digits = Extract<FactBody, { type: 'ivr.digits' }>;

const hidden = (body: Digits): Digits => ({ ...body, digits: '*'.repeat(body.digits.length) });

const withBody = (fact: Fact, body: FactBody): Fact => ({ ...fact, body });

/** Which token of whose did it is not for those outside. */
const withoutActor = (fact: Fact): Fact =>
  fact.cause.actor.startsWith('token:')
    ? { ...fact, cause: { ...fact.cause, actor: 'token' } }
    : fact;
