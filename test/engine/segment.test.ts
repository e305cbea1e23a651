import { encodeFrame, FRAME_KIND, frameBytes } from '../../src/engine/frame';
import { headerFrame, readSegment, sealFrame, segmentName } from '../../src/engine/segment';
import type { CodedError } from '../../src/port/coded-error';
import { MemoryJournal } from './memory-journal';

const NAME = segmentName(1);

/** A segment of batches, each committed before the next one was written. */
function segmentOf(...batches: number[]): Buffer {
  const header = { format: 1, engineId: 'e1', firstSeq: 1, build: 'b', createdAt: 0 };
  const chunks = [headerFrame(header)];
  let seq = 0;
  for (const size of batches) {
    const safe = seq;
    for (let index = 0; index < size; index += 1) {
      seq += 1;
      const payload = JSON.stringify({ seq, at: seq * 10, body: { text: 'x'.repeat(seq % 40) } });
      const bytes = Buffer.alloc(frameBytes(payload));
      encodeFrame(bytes, 0, { kind: FRAME_KIND.input, seq, unsafe: seq - safe }, payload);
      chunks.push(bytes);
    }
  }
  return Buffer.concat(chunks);
}

function refusal(bytes: Buffer): CodedError {
  try {
    readSegment(NAME, bytes);
  } catch (error) {
    return error as CodedError;
  }
  throw new Error('it was accepted');
}

test('a segment that ends at any byte of its last frame is read up to the frame before', () => {
  const whole = segmentOf(1, 1, 1);
  const lastStart = segmentOf(1, 1).length;
  for (let length = lastStart; length < whole.length; length += 1) {
    const content = readSegment(NAME, whole.subarray(0, length));
    expect(content.inputs.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(content.bytes).toBe(lastStart);
    expect(content.tornAt).toBe(length === lastStart ? undefined : lastStart);
  }
});

test('a segment cut at any byte keeps every frame that is whole, its header too', () => {
  const whole = segmentOf(1, 3, 2);
  const { inputs } = readSegment(NAME, whole);
  for (let length = 0; length < whole.length; length += 1) {
    const content = readSegment(NAME, whole.subarray(0, length));
    expect(content.inputs).toHaveLength(inputs.filter(({ end }) => end <= length).length);
  }
});

test('a flip of any bit is refused, and the seq is named', () => {
  const whole = Buffer.concat([
    segmentOf(1, 2, 1),
    sealFrame({ firstSeq: 1, lastSeq: 4, lastAt: 40 }),
  ]);
  const { inputs } = readSegment(NAME, whole);
  for (let at = 0; at < whole.length; at += 1) {
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (at % 8)), at);
    const error = refusal(damaged);
    const seq = inputs.find(({ end }) => at < end)?.seq ?? 5;
    expect(error.code).toBe('JOURNAL_CORRUPT');
    const isHeader = at < (inputs[0]?.offset ?? 0);
    expect(error.message).toContain(
      isHeader ? `${NAME} is corrupt` : `${NAME} is corrupt at seq ${seq}`,
    );
  }
});

test('sectors of the last batch that power loss left as zeros are a torn tail', () => {
  const whole = segmentOf(3, 40);
  const safeEnd = segmentOf(3).length;
  const sector = Math.ceil(safeEnd / 512) * 512;
  const torn = Buffer.from(whole);
  torn.fill(0, sector, sector + 512);
  const { inputs, tornAt } = readSegment(NAME, torn);
  expect(inputs.length).toBeGreaterThanOrEqual(3);
  expect(tornAt).toBeLessThan(sector + 512);
});

test('zeros in a batch that later ones prove committed are no torn tail', () => {
  const torn = Buffer.from(segmentOf(3, 40, 1));
  torn.fill(0, 1024, 1536);
  expect(refusal(torn).code).toBe('JOURNAL_CORRUPT');
});

test('a file that the file system made longer with zeros loses nothing but them', () => {
  const whole = segmentOf(1, 2);
  const longer = Buffer.concat([whole, Buffer.alloc(9000)]);
  expect(readSegment(NAME, longer)).toMatchObject({ bytes: whole.length, tornAt: whole.length });
});

test('frames out of order, and bytes behind a seal, are refused', () => {
  const one = segmentOf(1);
  const skipped = Buffer.alloc(frameBytes('{}'));
  encodeFrame(skipped, 0, { kind: FRAME_KIND.input, seq: 3, unsafe: 1 }, '{}');
  expect(refusal(Buffer.concat([one, skipped])).message).toContain('seq 2');
  const seal = sealFrame({ firstSeq: 1, lastSeq: 1, lastAt: 0 });
  expect(refusal(Buffer.concat([one, seal, skipped])).message).toContain('its seal');
});

test('a later format is told apart from damage', () => {
  const header = { format: 2, engineId: 'e1', firstSeq: 1, build: 'b', createdAt: 0 };
  expect(refusal(headerFrame(header)).code).toBe('JOURNAL_FORMAT');
});

test('seqs beyond 32 bits survive', () => {
  const seq = 2 ** 40 + 7;
  const bytes = Buffer.alloc(frameBytes('{}'));
  encodeFrame(bytes, 0, { kind: FRAME_KIND.input, seq, unsafe: 1 }, '{}');
  const header = { format: 1, engineId: 'e', firstSeq: seq, build: 'b', createdAt: 0 };
  const content = readSegment(segmentName(seq), Buffer.concat([headerFrame(header), bytes]));
  expect(content.inputs[0]?.seq).toBe(seq);
});

test('a journal in memory gives back what was appended, and tears like a file', () => {
  const journal = new MemoryJournal('e1');
  const entry = (seq: number) => ({
    seq,
    at: seq,
    quarantine: false,
    payload: JSON.stringify({ seq, body: {} }),
  });
  journal.append([entry(1), entry(2)], () => undefined);
  journal.append([entry(3)], () => undefined);
  journal.tear(1);
  expect(journal.read().inputs.map(({ seq }) => seq)).toEqual([1, 2]);
  journal.append([entry(3)], () => undefined);
  expect(journal.read().inputs.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});
