import { createHash } from 'node:crypto';
import type { CallRecord } from '../../src/port/call-record';
import { CodedError } from '../../src/port/coded-error';
import type {
  RecordingFiles,
  RecordingFilter,
  RecordingStore,
  StoredRecording,
} from '../../src/port/stores';

export const SOUND = 'the sound of a voice';

/** Recordings in memory, and their files by name. */
export class FakeRecordings implements RecordingStore, RecordingFiles {
  readonly asked: RecordingFilter[] = [];
  readonly files = new Map<string, string>();
  stored: StoredRecording[] = [];

  /** One of each call, with a file whose hash is in the record. */
  add(records: readonly CallRecord[]): void {
    for (const record of records) {
      const recordingId = `recording-${this.stored.length + 1}`;
      const { agentId = '', providerId = '', connectedAt = 0, endedAt } = record;
      this.files.set(`${recordingId}.wav`, SOUND);
      this.stored.push({
        record,
        recording: {
          kind: 'recording',
          recordingId,
          purpose: 'talk',
          switchId: 'main',
          agentId,
          providerId,
          consent: { given: true, how: 'key', key: '1', at: connectedAt - 1000 },
          startedAt: connectedAt,
          endedAt,
          pauses: [{ startedAt: connectedAt + 5000, endedAt: connectedAt + 8000 }],
          file: `${recordingId}.wav`,
          sizeBytes: SOUND.length,
          audioMs: 70_000,
          sha256: createHash('sha256').update(SOUND).digest('hex'),
        },
      });
    }
  }

  async list(filter: RecordingFilter): Promise<readonly StoredRecording[]> {
    this.asked.push(filter);
    return this.stored;
  }

  async find(recordingId: string): Promise<StoredRecording | null> {
    return this.stored.find(({ recording }) => recording.recordingId === recordingId) ?? null;
  }

  async open(_switchId: string, file: string): Promise<AsyncIterable<Uint8Array>> {
    const text = this.files.get(file);
    if (text === undefined) throw new CodedError('RECORDING_FILE_MISSING', `no ${file}`);
    return pieces(text);
  }
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
