import { parseCanonicalJson } from '../../../src/ledger/canonical-json';
import { isDisclosed, type SealedEntry } from '../../../src/ledger/entry';
import type { RecordSupplement } from '../../../src/port/call-record';
import type { OutboxBody, OutboxEntry } from '../../../src/port/stores';
import { newMark, Sealer } from '../../../src/store/ledger/sealer';
import { storable } from '../../../src/store/storable';
import { callRecord, completed } from '../record';

const NUMBER = '+4930555444';
const SECRET = 'what nobody is told';
const AT = Date.UTC(2026, 0, 5, 9);

const sealer = () => new Sealer('0a1b2c3d', new Map());
const seal = (entry: OutboxEntry): SealedEntry => {
  const [done] = sealer().seal([entry]);
  if (!done) throw new Error('nothing was sealed');
  return done.sealed;
};
const entryOf = (body: OutboxBody): OutboxEntry => ({
  ...{ engineId: 'engine-1', epoch: 2, seq: 30, factIndex: 1, at: AT, clientId: 'acme' },
  cause: { actor: 'agent:anna', reason: 'api' },
  body,
});
const supplemented = (supplement: RecordSupplement): OutboxEntry =>
  entryOf({ type: 'record.supplemented', callId: 'call-1', supplement });
const consent = { given: true, how: 'key', at: AT, key: '7' } as const;
const lead = { campaignId: 'spring', leadId: '17', listId: 'may', batch: 3 };
const settled = { ...lead, next: { state: 'done', reason: 'sold' } } as const;
const asked = { campaignId: 'spring', number: NUMBER, callId: 'call-1', agentId: 'anna' } as const;

/** The entry as it was before its personal values were taken out. */
function opened({ data, disclosures }: SealedEntry): Record<string, unknown> {
  const values = new Map(disclosures.map(({ commitment, value }) => [commitment, value]));
  return JSON.parse(data, (_name, value) =>
    typeof value?.sealed === 'string' ? values.get(value.sealed) : value,
  );
}

const ENTRIES: readonly (readonly [string, OutboxEntry, Partial<SealedEntry>])[] = [
  ['a call that came in', completed(1, { ani: NUMBER }), { type: 'call', subject: NUMBER }],
  [
    'a call that went out',
    completed(1, { direction: 'outbound', ani: '+498001234', dnis: NUMBER }),
    { type: 'call', subject: NUMBER },
  ],
  [
    'a caller who withheld the number',
    completed(1, { ani: 'anonymous' }),
    { type: 'call', subject: callRecord(1).callId },
  ],
  [
    'a recording',
    supplemented({
      ...{ kind: 'recording', recordingId: 'r1', purpose: 'talk', switchId: 'pbx-1', pauses: [] },
      ...{ consent, file: `/rec/${NUMBER}.wav`, missing: { code: 'GONE', detail: SECRET } },
    }),
    { type: 'supplement', subject: 'call-1' },
  ],
  ['a consent', supplemented({ kind: 'consent', ...consent }), { type: 'supplement' }],
  [
    'an attempt',
    entryOf({
      ...{ type: 'attempt.ended', ...settled, attemptId: 'a1', number: NUMBER },
      ...{ at: AT, result: 'busy' },
    }),
    { type: 'attempt', subject: NUMBER },
  ],
  [
    'an attempt that was refused',
    entryOf({ type: 'lead.returned', ...settled, refusal: { clause: 'window-closed' } }),
    { type: 'refusal' },
  ],
  ['a lead that goes back', entryOf({ type: 'lead.returned', ...settled }), { type: 'lead' }],
  [
    'a wish not to be called',
    entryOf({
      ...{ type: 'suppression.requested', scope: 'client', by: 'agent', reason: 'stop' },
      ...asked,
    }),
    { type: 'lead', subject: NUMBER },
  ],
  [
    'a refusal of what was offered',
    entryOf({ type: 'refusal.noted', leadId: '17', reason: 'no', ...asked }),
    { type: 'lead', subject: NUMBER },
  ],
  [
    'a fact that only the log keeps',
    entryOf({
      ...{ type: 'fact.told', fact: 'input.quarantined', entry: 'gap', says: { seq: 4 } },
      ...{ personal: { error: SECRET }, callId: 'call-1' },
    }),
    { type: 'gap', subject: 'call-1' },
  ],
];

describe('sealing a fact for its log', () => {
  it.each(ENTRIES)('%s', (_name, entry, expected) => {
    const sealed = seal(entry);
    expect(sealed).toMatchObject({ log: 'acme', at: entry.at, n: 1, ...expected });
    expect(sealed.subject).toBe(
      sealed.disclosures.length > 0 ? (expected.subject ?? 'call-1') : undefined,
    );
    const { engineId, epoch, seq, factIndex: fact } = entry;
    const source = { id: `${engineId}/0a1b2c3d`, epoch, seq, fact };
    const head = { v: 1, log: 'acme', type: expected.type, at: entry.at, source, n: 1, prev: '' };
    expect(parseCanonicalJson(sealed.data)).toMatchObject({
      ...head,
      ...(entry.cause && { cause: entry.cause }),
    });
    expect(sealed.disclosures.every(isDisclosed)).toBe(true);
  });

  it.each(ENTRIES)('says nothing of the person in %s', (_name, entry) => {
    const { data } = seal(entry);
    expect(data).not.toContain(NUMBER);
    expect(data).not.toContain(SECRET);
    expect(data).not.toContain('"key":"7"');
  });

  it('keeps the whole record, each segment and party and the raw cause', () => {
    const entry = completed(1, { raw: { q850: 16, sip: 487, text: 'Call cleared' } });
    const body = {
      fact: 'record.completed',
      ...callRecord(1),
      ...{ raw: { q850: 16, sip: 487, text: 'Call cleared' } },
    };
    expect(opened(seal(entry))['body']).toEqual(body);
  });

  it('commits to the same number under another salt each time', () => {
    const [one, two] = sealer().seal([completed(1), completed(2)]);
    const commitments = [one, two].map((entry) => entry?.sealed.disclosures[0]?.commitment);
    expect(new Set(commitments).size).toBe(2);
  });

  it('counts each log by itself, and facts of no client in that of operations', () => {
    const { clientId: _none, ...nobodys } = completed(3);
    const done = sealer().seal([
      completed(1),
      completed(2, { clientId: 'beta' }),
      nobodys,
      completed(4),
    ]);
    const places = done.map(({ sealed }) => [sealed.log, sealed.n]);
    expect(places).toEqual([
      ['acme', 1],
      ['beta', 1],
      ['operations', 1],
      ['acme', 2],
    ]);
  });

  it('says what the tables say where a text cannot be stored', () => {
    const variables = { odd: 'a\0b\ud800c', pair: '\u{1f600}' };
    const { disclosures } = seal(completed(1, { variables }));
    const [row] = JSON.parse(storable([{ variables }]));
    expect(disclosures.map(({ value }) => value)).toContainEqual(row.variables);
  });

  it('takes what no record should have, and stays in order behind it', () => {
    const deep: Record<string, unknown> = {};
    deep['self'] = deep;
    const says = { deep, nan: Number.NaN, none: undefined, long: 'x'.repeat(100_000), f: () => 1 };
    const odd = JSON.parse('{"__proto__": "polluted", "lone\\ud800": 1}');
    const told = { type: 'fact.told', fact: 'odd', entry: 'gap' } as const;
    const done = sealer().seal([entryOf({ ...told, says: { ...says, odd } }), completed(2)]);
    expect(done.map(({ sealed }) => sealed.n)).toEqual([1, 2]);
    const data = done[0]?.sealed.data ?? '';
    expect(data.length).toBeLessThan(20_000);
    expect(data).toContain('"nan":null');
    expect(data).toContain('"__proto__":"polluted"');
    expect(data).toContain('"lone\ufffd":1');
  });

  it.each([
    ['CANONICAL_TOO_LARGE', 1_000_001, 0],
    ['ENTRY_TOO_LARGE', 100, 'x'.repeat(15_000)],
  ])('leaves a named gap where a fact cannot be written down: %s', (code, length, value) => {
    const says = { many: Array.from({ length }, () => value) };
    const told = { type: 'fact.told', fact: 'odd', entry: 'setting', says } as const;
    const [done] = sealer().seal([entryOf(told)]);
    expect(done?.sealed).toMatchObject({ type: 'gap', n: 1 });
    expect(done?.sealed.data).toContain(code);
  });

  it('gives every outbox a mark of its own', () => {
    const marks = new Set(Array.from({ length: 50 }, newMark));
    expect(marks.size).toBe(50);
    expect([...marks].every((mark) => /^[0-9a-f]{8}$/.test(mark))).toBe(true);
  });
});
