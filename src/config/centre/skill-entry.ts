import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Centre } from '../../core/centre';
import { problemAt, type Refusal, refine } from '../shape-problem';
import { zone } from './calendar-entry';
import type { Known } from './known';
import type { Reading } from './section';
import { level0To10, skillName } from './text-value';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** With a time there is an offset as well: whose noon it is must not be guessed. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

const until = z.string().superRefine(refine(untilRefusal)).optional();

function untilRefusal(text: string): Refusal | null {
  const isWritten = DAY.test(text) || INSTANT.test(text);
  if (isWritten && DateTime.fromISO(text).isValid) return null;
  return {
    code: 'DATE_INVALID',
    reason: `${JSON.stringify(text.slice(0, 40))} is no day and no instant`,
    remedy: 'the last day, like 2027-03-01, or an instant, like 2027-03-01T12:00+01:00',
  };
}

/** `german: 7`, or `german: { level: 7, until: 2027-03-01, zone: Europe/Berlin }`. */
const had = z.preprocess(
  (written) => (typeof written === 'string' ? { level: written } : written),
  z.strictObject({ level: level0To10, until, zone: zone.prefault('UTC') }),
);

export const agentSkills = (known: Known) => z.record(skillName(known), had);

type WrittenSkills = z.output<ReturnType<typeof agentSkills>>;

/** Levels, and until when (ms, UTC): a skill of level 0 is not had, and left out. */
export function skillsOf(written: WrittenSkills): {
  readonly skills: Readonly<Record<string, number>>;
  readonly skillsUntil?: Readonly<Record<string, number>>;
} {
  const owned = Object.entries(written).filter(([, skill]) => skill.level > 0);
  const expiring = owned.flatMap(([name, skill]) =>
    skill.until === undefined ? [] : [[name, instantOf(skill.until, skill.zone)] as const],
  );
  return {
    skills: Object.fromEntries(owned.map(([name, { level }]) => [name, level])),
    ...(expiring.length > 0 && { skillsUntil: Object.fromEntries(expiring) }),
  };
}

/** A day is meant whole: the skill is had until it is over where the zone says. */
function instantOf(text: string, zoneName: string): number {
  const at = DateTime.fromISO(text, { zone: zoneName });
  return (DAY.test(text) ? at.plus({ days: 1 }) : at).toMillis();
}

/** Warns of skills that are past already: a typing error, or an entry to be cleared away. */
export function checkExpiries(reading: Reading, { agents }: Centre, now: number): void {
  for (const { agentId, skillsUntil = {} } of agents) {
    for (const [skill, at] of Object.entries(skillsUntil)) {
      if (at > now) continue;
      const spot = reading.spot('agents', agentId, 'skills', skill);
      const reason = `"${agentId}" does not have "${skill}" any more`;
      const fault = { code: 'SKILL_EXPIRED', severity: 'warning', reason } as const;
      reading.take(problemAt(spot, ['until'], fault));
    }
  }
}
