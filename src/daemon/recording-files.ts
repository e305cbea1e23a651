import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CodedError } from '../port/coded-error';
import type { RecordingFiles } from '../port/stores';
import type { RecordingPlace } from './recording-place';

const ANSWER_MAX_MS = 30_000;

/** Reads the files of recordings, each where its switch put it. */
export class SwitchRecordings implements RecordingFiles {
  constructor(private readonly places: ReadonlyMap<string, RecordingPlace>) {}

  async open(switchId: string, file: string): Promise<AsyncIterable<Uint8Array>> {
    const place = this.places.get(switchId);
    // Whatever folders a switch names: only the file's own name leads into the place.
    const name = basename(file);
    switch (place?.kind) {
      case 'folder':
        return fromFolder(join(place.path, name));
      case 'ari':
        return fromAri(place, name);
      default:
        throw missing(place?.reason ?? `nothing is known of switch ${switchId}`);
    }
  }
}

async function fromFolder(path: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    await access(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw missing(`there is no file ${basename(path)}`);
    throw unreadable(`${basename(path)}: ${code ?? String(error)}`);
  }
  return createReadStream(path);
}

type AriPlace = Extract<RecordingPlace, { kind: 'ari' }>;

async function fromAri(place: AriPlace, name: string): Promise<AsyncIterable<Uint8Array>> {
  const stored = encodeURIComponent(name.replace(/\.[^.]*$/, ''));
  const secret = Buffer.from(`${place.user}:${place.password}`).toString('base64');
  let answer: Response;
  try {
    answer = await fetch(`${place.url}/recordings/stored/${stored}/file`, {
      headers: { authorization: `Basic ${secret}` },
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    });
  } catch (error) {
    throw unreadable(`the switch does not answer: ${String(error)}`);
  }
  if (answer.status === 404) throw missing(`the switch has no recording ${name}`);
  if (!answer.ok || !answer.body) throw unreadable(`the switch answers ${answer.status}`);
  return answer.body;
}

const missing = (detail: string): CodedError =>
  new CodedError(
    'RECORDING_FILE_MISSING',
    detail,
    'look at the recording folder of the switch, and at where the daemon looks for it',
  );

const unreadable = (detail: string): CodedError =>
  new CodedError('RECORDING_FILE_UNREADABLE', detail, 'see that the daemon may read the file');
