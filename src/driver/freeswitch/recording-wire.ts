import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import type { DriverDesk } from './driver-desk';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import { type Recording, recordingNote } from './recording';
import {
  maskRecordCommand,
  recordCommand,
  setVariablesCommand,
  stopRecordCommand,
  VARIABLE,
} from './to-wire';

/** How long FreeSWITCH may take to tell that it has stopped. */
export const STOP_MS = 3000;
const SECONDS_MAX = 1_000_000;

export const notRunning = (): Failure => new Failure('MEDIA_NOT_FOUND', 'no such recording runs');

/** What is asked of FreeSWITCH about one recording, on the leg that it is made on now. */
export class RecordingWire {
  constructor(private readonly desk: DriverDesk) {}

  /** Begins it, or goes on with it at the end of its file. */
  async begin(recording: Recording, restMs: number): Promise<void> {
    const { leg, file, state } = recording;
    const isFirst = state === 'starting';
    await this.set(recording, recordingNote(recording), isFirst ? {} : { RECORD_APPEND: 'true' });
    const seconds = Math.min(Math.max(1, Math.ceil(restMs / 1000)), SECONDS_MAX);
    const reply = await this.desk.ask(recordCommand(leg.uuid, file, seconds));
    if (!isOk(reply)) throw channelFailure(reply, leg);
    recording.masked = false;
    if (isFirst) return;
    recording.state = 'runs';
    await this.mask(recording);
    await this.set(recording, recordingNote(recording), { RECORD_APPEND: '' });
  }

  /** Its file is whole when this resolves. */
  async halt(recording: Recording): Promise<void> {
    const { leg, file } = recording;
    if (recording.state === 'idle' || leg.ended) return;
    recording.state = 'moving';
    const reply = await this.desk.ask(stopRecordCommand(leg.uuid, file));
    const isIdle = (): boolean => recording.state === 'idle';
    if (isOk(reply)) await until(this.desk.clock, recording, isIdle, STOP_MS);
    recording.state = 'idle';
  }

  /** One who does not talk is not to be recorded, even where nobody else is left. */
  async mask(recording: Recording): Promise<void> {
    const { leg, file, paused, bridgeId } = recording;
    const masked = paused || (bridgeId !== undefined && leg.part.role !== 'talk');
    if (recording.masked === masked) return;
    const reply = await this.desk.ask(maskRecordCommand(leg.uuid, file, masked));
    if (/cannot (un)?mask/i.test(reply)) throw notRunning();
    if (!isOk(reply)) throw channelFailure(reply, leg);
    recording.masked = masked;
  }

  /** For an engine after us. */
  async note(recording: Recording): Promise<void> {
    await this.set(recording, recordingNote(recording));
  }

  async unmark(recording: Recording): Promise<void> {
    await this.set(recording, '');
  }

  private async set(
    { leg, recordingId }: Recording,
    note: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    if (leg.ended) return;
    const variables = { [`${VARIABLE.recording}${recordingId}`]: note, ...more };
    const reply = await this.desk.ask(setVariablesCommand(leg.uuid, variables));
    if (!isOk(reply) && !leg.ended) throw channelFailure(reply, leg);
  }
}
