import { z } from 'zod';
import type { Centre } from '../core/centre';
import { calendarOf, calendarSchema } from './centre/calendar-entry';
import { campaignOf, campaignSchema } from './centre/campaign-entry';
import { checkCentre } from './centre/centre-check';
import {
  agentOf,
  agentSchema,
  clientIdRefusal,
  clientOf,
  clientSchema,
  numberOf,
  numberRefusal,
  numberSchema,
  providerOf,
  providerSchema,
  queueOf,
  queueSchema,
} from './centre/entry';
import { readFlows } from './centre/flow-entry';
import { gatherKnown, type Known } from './centre/known';
import { numberText } from './centre/number-text';
import { transferTargetOf, transferTargetSchema } from './centre/party-entry';
import { Reading } from './centre/section';
import { checkExpiries } from './centre/skill-entry';
import { idText } from './centre/text-value';
import { tieLineOf, tieLineSchema } from './centre/tie-line-entry';
import { byPlace, type FileProblem, hasErrors } from './file-problem';
import { suggestion } from './nearest';
import { problemAt } from './shape-problem';
import { readYaml } from './yaml-source';

export interface CentreFileOptions {
  /** As it is shown in problems. */
  readonly file: string;
  /** The switches of the daemon; absent: phones are not checked against them. */
  readonly switchIds?: readonly string[];
  /** ms since the epoch (UTC); absent: nothing counts as past. */
  readonly now?: number;
}

export interface CentreReading {
  /** Absent when any problem is an error: a broken file is refused as a whole. */
  readonly centre?: Centre;
  /** Errors and warnings, in the order of the file. */
  readonly problems: readonly FileProblem[];
}

const SECTIONS = [
  'clients',
  'providers',
  'skills',
  'agents',
  'queues',
  'calendars',
  'flows',
  'numbers',
  'tieLines',
  'transferTargets',
  'campaigns',
] as const;

/** Whether somebody meant this text as a centre file, and not as the daemon's own settings. */
export function isCentreFile(text: string): boolean {
  const { value } = readYaml(text, { file: '', verbatim: true });
  return SECTIONS.some((section) => Object.hasOwn(Object(value), section));
}

/** A mistake repeated in a thousand lines is told a hundred times. */
const PROBLEMS_MAX = 100;

/** Reads a centre file (docs/centre-file.md) with all of its mistakes. Never throws. */
export function readCentre(text: string, options: CentreFileOptions): CentreReading {
  const source = readYaml(text, { file: options.file, verbatim: true });
  const reading = new Reading(source);
  reading.problems.push(...source.problems);
  const isMap = source.value !== null && typeof source.value === 'object';
  if (!isMap || Array.isArray(source.value)) {
    if (source.problems.length === 0) {
      const reason = 'there is no centre in it';
      const remedy = `it begins with sections: ${SECTIONS.join(', ')}`;
      reading.take(problemAt(reading.spot(), [], { code: 'FILE_EMPTY', reason, remedy }));
    }
    return { problems: reading.problems };
  }
  checkSections(reading, source.value);
  const known = gatherKnown(source.value, options.switchIds);
  const centre = readSections(reading, known);
  checkCentre(reading, centre, known);
  if (options.now !== undefined) checkExpiries(reading, centre, options.now);
  const problems = limited(reading.problems.sort(byPlace), reading);
  return hasErrors(problems) ? { problems } : { centre, problems };
}

function checkSections(reading: Reading, document: object): void {
  for (const key of Object.keys(document)) {
    if ((SECTIONS as readonly string[]).includes(key)) continue;
    // Templates for YAML anchors have to stand somewhere.
    if (key.startsWith('x-')) continue;
    reading.take(
      problemAt(reading.spot(key), [], {
        code: 'KEY_UNKNOWN',
        reason: `there is no section "${key}"`,
        remedy: suggestion(key, SECTIONS, `known: ${SECTIONS.join(', ')}`),
        onKey: true,
      }),
    );
  }
}

function readSections(reading: Reading, known: Known): Centre {
  return {
    clients: reading.entries('clients', {
      schema: clientSchema,
      entry: clientOf,
      idRefusal: clientIdRefusal,
    }),
    providers: reading.entries('providers', { schema: providerSchema(known), entry: providerOf }),
    skills: readSkills(reading),
    agents: reading.entries('agents', { schema: agentSchema(known), entry: agentOf }),
    queues: reading.entries('queues', { schema: queueSchema(known), entry: queueOf }),
    flows: readFlows(reading, known),
    numbers: readNumbers(reading, known),
    calendars: reading.entries('calendars', { schema: calendarSchema, entry: calendarOf }),
    tieLines: reading.entries('tieLines', { schema: tieLineSchema(known), entry: tieLineOf }),
    transferTargets: reading.entries('transferTargets', {
      schema: transferTargetSchema(known),
      entry: transferTargetOf,
    }),
    campaigns: reading.entries('campaigns', { schema: campaignSchema(known), entry: campaignOf }),
  };
}

function readSkills(reading: Reading): readonly string[] {
  const { skills: written } = reading.source.value as { skills?: unknown };
  if (written === undefined || written === '') return [];
  const skills = reading.parse(z.array(idText), written, reading.spot('skills')) ?? [];
  for (const [index, skill] of skills.entries()) {
    if (skills.indexOf(skill) === index) continue;
    const fault = { code: 'SKILL_TWICE', reason: `the skill "${skill}" is given twice` };
    reading.take(problemAt(reading.spot('skills', index), [], fault));
  }
  return skills;
}

function readNumbers(reading: Reading, known: Known): Centre['numbers'] {
  const first = new Map<string, string>();
  const numbers = reading.entries('numbers', {
    schema: numberSchema(known),
    idRefusal: numberRefusal,
    entry: (written, entry) => ({ written, entry }),
  });
  for (const { written } of numbers) {
    const number = numberText(written);
    const other = first.get(number);
    if (other === undefined) first.set(number, written);
    else {
      const reason = `the number ${number} is given twice; first as "${other}"`;
      const fault = { code: 'NUMBER_TWICE', reason, onKey: true };
      reading.take(problemAt(reading.spot('numbers', written), [], fault));
    }
  }
  return numbers.map(({ written, entry }) => numberOf(written, entry));
}

function limited(problems: readonly FileProblem[], reading: Reading): readonly FileProblem[] {
  if (problems.length <= PROBLEMS_MAX) return problems;
  // Errors first: a warning must not push the reason of a refusal out of sight.
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  const shown = [...errors, ...warnings].slice(0, PROBLEMS_MAX).sort(byPlace);
  const reason = `${problems.length - shown.length} more are not shown`;
  const fault = { code: 'MORE_PROBLEMS', severity: 'warning', reason } as const;
  return [...shown, { ...problemAt(reading.spot(), [], fault), line: 0, column: 0 }];
}
