import { z } from 'zod';
import type { AgentConfig, Client, NumberConfig, Provider, QueueConfig } from '../../core/centre';
import type { Refusal } from '../shape-problem';
import { agentRules, choiceOf, stickiness } from './choice-value';
import { requirementOf } from './flow-node';
import type { Known } from './known';
import { numberText } from './number-text';
import { supervisesSchema, supervisionOf } from './party-entry';
import { phoneOf, phoneSchema, signInSchema } from './phone-entry';
import { recordingKeys, recordingOf } from './recording-entry';
import { relaxOf, relaxSchema } from './relax-entry';
import { agentSkills, skillsOf } from './skill-entry';
import {
  duration,
  expression,
  idRefusal,
  nameText,
  queueLevels,
  reference,
  skillLevels,
  truth,
  wholeNumber,
} from './text-value';
import { urgencyPartOf, urgencySchema } from './urgency-entry';
import { waitingKeys, waitingPartOf } from './waiting-entry';
import { wrapUpKeys, wrapUpOf } from './wrap-up-entry';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

export const clientSchema = z.strictObject({
  name: nameText,
  callerIds: z.array(z.string().regex(/^\+?[\d\s()/-]{3,32}$/, 'a telephone number')).optional(),
});

export const clientOf = (
  clientId: string,
  { name, callerIds }: z.output<typeof clientSchema>,
): Client => ({
  clientId,
  name,
  ...(callerIds && { callerIds: [...new Set(callerIds.map(numberText))] }),
});

export const providerSchema = (known: Known) =>
  z.strictObject({ name: nameText, clients: z.array(reference(known, 'client')) });

export const providerOf = (
  providerId: string,
  written: z.output<ReturnType<typeof providerSchema>>,
): Provider => ({ providerId, name: written.name, clientIds: [...new Set(written.clients)] });

export const agentSchema = (known: Known) =>
  z.strictObject({
    name: nameText,
    provider: reference(known, 'provider'),
    phone: phoneSchema(known),
    signIn: signInSchema,
    skills: agentSkills(known).prefault({}),
    queues: queueLevels(known),
    supervises: supervisesSchema(known),
    mayBeRecorded: truth.optional(),
  });

export const agentOf = (
  agentId: string,
  written: z.output<ReturnType<typeof agentSchema>>,
): AgentConfig => ({
  agentId,
  name: written.name,
  providerId: written.provider,
  phone: phoneOf(written.phone),
  ...(written.signIn && {
    signIn: { number: written.signIn.number, pinHash: written.signIn.pin },
  }),
  ...skillsOf(written.skills),
  ...(written.queues && { queues: written.queues }),
  ...supervisionOf(written.supervises),
  ...(written.mayBeRecorded === false && { mayBeRecorded: false }),
});

export const queueSchema = (known: Known) =>
  z.strictObject({
    client: reference(known, 'client'),
    name: nameText,
    skills: skillLevels(known).prefault({}),
    requires: expression(known),
    providers: z.array(reference(known, 'provider')).min(1).optional(),
    relax: relaxSchema(known),
    music: z
      .string()
      .regex(/^[A-Za-z0-9][\w-]{0,39}$/, 'a class of music, like default')
      .prefault('default'),
    waitingMax: wholeNumber({ min: 1, max: 100_000 }).prefault('100'),
    waitMax: duration({ min: SECOND_MS, max: 24 * HOUR_MS }).prefault('10m'),
    ringTimeout: duration({ min: SECOND_MS, max: 300 * SECOND_MS }).prefault('20s'),
    wrapUp: duration({ min: 0, max: HOUR_MS }).prefault('15s'),
    serviceLevel: duration({ min: SECOND_MS, max: HOUR_MS }).prefault('20s'),
    parkMax: duration({ min: 10 * SECOND_MS, max: HOUR_MS }).optional(),
    expectedHandleTime: duration({ min: SECOND_MS, max: 24 * HOUR_MS }).optional(),
    urgency: urgencySchema,
    chooseAgent: agentRules,
    ...wrapUpKeys,
    ...recordingKeys(known),
    sticky: stickiness,
    ...waitingKeys(known),
    ringMax: wholeNumber({ min: 1, max: 50 }).optional(),
    reserve: wholeNumber({ min: 0, max: 1_000 }).optional(),
  });

export const queueOf = (
  queueId: string,
  written: z.output<ReturnType<typeof queueSchema>>,
): QueueConfig => ({
  queueId,
  clientId: written.client,
  name: written.name,
  requirement: requirementOf(written),
  ...(written.providers && { providerIds: [...new Set(written.providers)].sort() }),
  ...relaxOf(written.relax),
  music: written.music,
  waitingMax: written.waitingMax,
  waitMaxMs: written.waitMax,
  ringTimeoutMs: written.ringTimeout,
  wrapUpMs: written.wrapUp,
  serviceLevelMs: written.serviceLevel,
  ...(written.parkMax !== undefined && { parkMaxMs: written.parkMax }),
  ...(written.expectedHandleTime !== undefined && {
    expectedHandleTimeMs: written.expectedHandleTime,
  }),
  ...urgencyPartOf(written.urgency),
  ...wrapUpOf(written),
  ...recordingOf(written),
  ...choiceOf(written),
  ...waitingPartOf(written),
});

const DNIS = /^(\+?[0-9*#]{1,32}|[A-Za-z][A-Za-z0-9._]{0,63})$/;

/** Names of logs and calls that are of no client. */
const NO_CLIENTS: readonly string[] = ['operations', 'unassigned'];

export function clientIdRefusal(id: string): Refusal | null {
  if (!NO_CLIENTS.includes(id)) return idRefusal(id);
  const reason = `${id} stands for what is of no client`;
  return { code: 'ID_INVALID', reason, remedy: 'give the client another id' };
}

export const numberRefusal = (written: string): Refusal | null =>
  DNIS.test(numberText(written))
    ? null
    : {
        code: 'NUMBER_INVALID',
        reason: `${JSON.stringify(written.slice(0, 40))} is no number`,
        remedy: 'digits with or without +, as the trunk sends them, or a SIP user name',
      };

export const numberSchema = (known: Known) =>
  z.strictObject({
    client: reference(known, 'client'),
    flow: reference(known, 'flow'),
    language: z.enum(['de', 'en']),
  });

export const numberOf = (
  number: string,
  written: z.output<ReturnType<typeof numberSchema>>,
): NumberConfig => ({
  number: numberText(number),
  clientId: written.client,
  flowId: written.flow,
  language: written.language,
});
