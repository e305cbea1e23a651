import type { Contact } from '../contact/contact';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import type { World } from '../world';
import { type Stage, stageAfter } from './relaxation';
import { requirementKey } from './requirement';

/** All stages of this contact's wait, by the centre that is applied now. */
export function stagesFor(world: World, contact: Contact): readonly Stage[] {
  const { queueId, asked, relax, attemptId } = contact;
  const stages = world.directory.stages(queueId, asked, relax);
  const providerIds = attemptId === undefined ? undefined : companiesFor(world, attemptId);
  return providerIds ? world.directory.restricted(stages, providerIds) : stages;
}

/** Nobody else's agents talk for a campaign, to whichever queue its call was sent on. */
const companiesFor = ({ attempts, directory }: World, attemptId: string) =>
  directory.campaigns.get(attempts.get(attemptId)?.campaignId ?? '')?.providerIds;

/** The contact begins to wait: it asks all that queue and flow ask. */
export function beginStages(world: World, contact: Contact): void {
  contact.step = 0;
  enterStage(contact, stagesFor(world, contact)[0]);
}

function enterStage(contact: Contact, stage: Stage | undefined): void {
  contact.requirement = stage?.requirement ?? [];
  if (stage?.providerIds) contact.providerIds = stage.providerIds;
  else contact.providerIds = undefined;
}

/**
 * Takes the steps that are due by the contact's place in the queue: by its timer, when it is back
 * after a lost agent, and when a new centre has other steps. Sets the timer of the next one. While
 * an agent rings the steps go on, for the case that the ringing is in vain.
 */
export function relax(turn: Turn, contact: Contact): void {
  const { world, at } = turn;
  const { contactId, callId, clientId, queueId, queuedAt, step: from = 0 } = contact;
  const stages = stagesFor(world, contact);
  const step = stageAfter(stages, at - queuedAt);
  contact.step = step;
  // A stage has one requirement object: another one is another stage, or the same one applied anew.
  const { requirement, providerIds } = stages[step] ?? {};
  if (requirement !== contact.requirement || providerIds !== contact.providerIds) {
    enterStage(contact, stages[step]);
    if (contact.phase === 'waiting') world.index.refreshContact(contact);
    turn.freshContacts.add(contact);
  }
  for (let taken = from + 1; taken <= step; taken += 1) {
    const { requirement, providerIds } = stages[taken] as Stage;
    const asks = { requirement: requirementKey(requirement), ...(providerIds && { providerIds }) };
    const steps = stages.length - 1;
    const body = { contactId, callId, queueId, step: taken, steps, ...asks } as const;
    emit(turn, { type: 'contact.relaxed', ...body }, clientId);
  }
  const next = stages[step + 1];
  const purpose = { kind: 'relax', contactId } as const;
  if (next) setTimer(turn, purpose, queuedAt + next.afterMs);
  else clearTimer(turn, purpose);
}

/** The timer of a contact's next step fired. */
export function relaxNext(turn: Turn, contactId: string): void {
  const contact = turn.world.contacts.get(contactId);
  if (contact?.phase === 'waiting' || contact?.phase === 'offered') relax(turn, contact);
}
