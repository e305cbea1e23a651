import fc from 'fast-check';
import { readCentre } from '../../src/config/centre-file';
import { changeLines, diffCentres } from '../../src/config/diff';
import { formatDuration, parseDuration } from '../../src/config/duration';
import { nearest } from '../../src/config/nearest';
import type { Centre } from '../../src/core/centre';

function centre(text: string): Centre {
  const reading = readCentre(text, { file: 'c.yaml' });
  if (!reading.centre) throw new Error(JSON.stringify(reading.problems));
  return reading.centre;
}

const BEFORE = `clients: { acme: { name: Acme } }
providers: { p: { name: P, clients: [acme] } }
skills: [german, billing]
agents:
  a1: { name: One, provider: p, phone: { switch: m, device: d1 }, skills: { german: 5 } }
  a2: { name: Two, provider: p, phone: { switch: m, device: d2 } }
queues: { q: { client: acme, name: Q, waitMax: 1m } }
`;

describe('the difference between two centres', () => {
  it('is nothing when only the order is another', () => {
    const reordered = BEFORE.replace('[german, billing]', '[billing, german]');
    expect(diffCentres(centre(BEFORE), centre(reordered))).toEqual([]);
  });

  it('names what was added, removed, and changed by field', () => {
    const after = BEFORE.replace('german: 5', 'german: 7, billing: 2')
      .replace('a2: { name: Two', 'a3: { name: Three')
      .replace('waitMax: 1m', 'waitMax: 2m');
    const changes = diffCentres(centre(BEFORE), centre(after));
    expect(changes).toEqual([
      {
        kind: 'changed',
        what: 'agent',
        id: 'a1',
        fields: [
          { path: 'skills.german', before: 5, after: 7 },
          { path: 'skills.billing', after: 2 },
        ],
      },
      { kind: 'removed', what: 'agent', id: 'a2', fields: [] },
      { kind: 'added', what: 'agent', id: 'a3', fields: [] },
      {
        kind: 'changed',
        what: 'queue',
        id: 'q',
        fields: [{ path: 'waitMaxMs', before: 60_000, after: 120_000 }],
      },
    ]);
    expect(changes.flatMap(changeLines)).toEqual([
      '~ agent a1',
      '    skills.german: 5 -> 7',
      '    skills.billing: nothing -> 2',
      '- agent a2',
      '+ agent a3',
      '~ queue q',
      '    waitMaxMs: 60000 -> 120000',
    ]);
  });

  it('tells what is another in a campaign: a file with nothing else is applied, too', () => {
    const more = `flows: { bye: { client: acme, start: end, nodes: { end: { type: hangup } } } }
calendars: { office: { zone: UTC, weekly: [{ days: mon, hours: 09:00-17:00 }] } }
campaigns:
  spring:
    { client: acme, name: Spring, queue: q, switch: m, trunk: carrier, callerNumber: '+49305550',
      endsAt: 2027-03-31T20:00+02:00, onDrop: bye, linesMax: LINES,
      law: { hours: office, allow: ['+49'] } }
`;
    const campaign = (linesMax: number) => centre(BEFORE + more.replace('LINES', `${linesMax}`));
    expect(diffCentres(campaign(30), campaign(31))).toEqual([
      {
        ...{ kind: 'changed', what: 'campaign', id: 'spring' },
        fields: [{ path: 'linesMax', before: 30, after: 31 }],
      },
    ]);
  });

  it('shows what is asked of agents as it is written', () => {
    const asking = (requires: string) =>
      centre(BEFORE.replace('waitMax: 1m', `requires: ${requires}`));
    const lines = diffCentres(asking('german'), asking('german >= 3 & !billing'));
    expect(lines.flatMap(changeLines)).toEqual([
      '~ queue q',
      '    requirement: german -> !billing & german >= 3',
    ]);
  });

  it('of a centre with itself is nothing, with none it is everything', () => {
    const empty = centre('skills: []');
    expect(diffCentres(centre(BEFORE), centre(BEFORE))).toEqual([]);
    const added = diffCentres(empty, centre(BEFORE));
    expect(added.map(({ kind }) => kind)).toEqual(Array(7).fill('added'));
    const removed = diffCentres(centre(BEFORE), empty);
    expect(removed.map(({ what, id }) => `${what} ${id}`)).toEqual(
      added.map(({ what, id }) => `${what} ${id}`),
    );
  });
});

describe('a duration', () => {
  it.each([
    ['20s', 20_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1.1s', 1100],
    ['2h', 7_200_000],
    ['1d12h', 129_600_000],
    ['0s', 0],
  ])('%s is %i ms', (text, durationMs) => expect(parseDuration(text)).toBe(durationMs));

  it.each(['', '20', 's', '-5s', '1m1m', '30s1m', '1 s', '1.5ms', '1e3s', '9'.repeat(40), '５s'])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it('is read as it was printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (durationMs) => {
        expect(parseDuration(formatDuration(durationMs))).toBe(durationMs);
      }),
    );
  });
});

describe('the nearest word', () => {
  it.each([
    ['germn', 'german'],
    ['GERMAN', 'german'],
    ['bilings', 'billing'],
    ['zzz', undefined],
    ['', undefined],
  ])('to %j is %j', (word, wanted) => {
    expect(nearest(word, ['german', 'billing'])).toBe(wanted);
  });
});
