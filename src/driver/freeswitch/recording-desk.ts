import type { RecordCommand, StopRecordCommand } from '../../port/switch-command';
import { Failure } from '../link/failure';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import { switchAtOf } from './switch-time';
import { recordCommand, setVariablesCommand, stopRecordCommand, VARIABLE } from './to-wire';

interface Recording {
  readonly recordingId: string;
  /** Both directions of this leg are recorded; in a bridge that is all there is to hear. */
  readonly leg: Leg;
  readonly file: string;
  readonly bridgeId?: string;
  started: boolean;
  stopped: boolean;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * Recordings that run. One of a bridge is made on the leg that has been in it longest, and ends
 * when that leg leaves: another talk of that leg is not for this recording.
 */
export class RecordingDesk {
  private readonly running = new Map<string, Recording>();

  constructor(private readonly desk: DriverDesk) {}

  ids(): readonly string[] {
    return [...this.running.values()]
      .filter(({ started }) => started)
      .map((one) => one.recordingId);
  }

  async start(command: RecordCommand): Promise<void> {
    const { recordingId, bridgeId } = command;
    if (!NAME.test(recordingId)) throw new Failure('REFUSED', 'the id makes no safe file name');
    if (this.running.has(recordingId)) throw new Failure('REFUSED', 'this recording runs already');
    const leg = this.subject(command);
    const file = `${this.desk.premises.recordingFolder}/${recordingId}.wav`;
    const ofBridge = command.legId === undefined && bridgeId !== undefined ? { bridgeId } : {};
    const recording = { recordingId, leg, file, ...ofBridge, started: false, stopped: false };
    this.running.set(recordingId, recording);
    try {
      await this.mark(recording, file);
      const seconds = Math.max(1, Math.ceil(command.durationMaxMs / 1000));
      const reply = await this.desk.ask(recordCommand(leg.uuid, file, seconds));
      if (!isOk(reply)) throw channelFailure(reply, leg);
    } catch (error) {
      this.running.delete(recordingId);
      throw error;
    }
  }

  async stop({ recordingId }: StopRecordCommand): Promise<void> {
    const recording = this.running.get(recordingId);
    if (!recording) throw new Failure('MEDIA_NOT_FOUND', 'no such recording runs');
    recording.stopped = true;
    const { leg, file } = recording;
    const reply = await this.desk.ask(stopRecordCommand(leg.uuid, file));
    if (!isOk(reply) && this.running.has(recordingId)) throw channelFailure(reply, leg);
  }

  /** The leg has left the bridge: what follows is none of the bridge's. */
  left(leg: Leg, bridgeId: string): void {
    for (const recording of this.running.values()) {
      if (recording.leg !== leg || recording.bridgeId !== bridgeId) continue;
      this.desk.ask(stopRecordCommand(leg.uuid, recording.file)).catch(() => undefined);
    }
  }

  /** One that an engine before us began. */
  adopt(recordingId: string, leg: Leg, file: string): void {
    if (this.running.has(recordingId)) return;
    this.running.set(recordingId, { recordingId, leg, file, started: true, stopped: false });
  }

  started(event: EslEvent): void {
    const recording = this.ofFile(event['Record-File-Path']);
    if (!recording || recording.started) return;
    recording.started = true;
    const { recordingId } = recording;
    this.desk.report({ type: 'recording.started', recordingId, ...switchAtOf(event) });
  }

  ended(event: EslEvent): void {
    const recording = this.ofFile(event['Record-File-Path']);
    if (!recording) return;
    const seconds = Number(event.variable_record_seconds);
    const durationMs = Number(event.variable_record_ms) || seconds * 1000;
    const length = durationMs > 0 ? { durationMs } : {};
    this.end(recording, { ...length, ...switchAtOf(event) });
  }

  /** Recording ends with its leg, and RECORD_STOP comes before the end of that; or it is lost. */
  legEnded(leg: Leg): void {
    for (const recording of [...this.running.values()]) {
      if (recording.leg === leg) this.end(recording, {});
    }
  }

  /** After a gap: FreeSWITCH records these files on the leg now. */
  agree(leg: Leg, files: ReadonlySet<string>): void {
    for (const recording of [...this.running.values()]) {
      if (recording.leg === leg && !files.has(recording.file)) this.end(recording, {});
    }
  }

  private end(recording: Recording, rest: { durationMs?: number; switchAt?: number }): void {
    const { recordingId, file, started, stopped, leg } = recording;
    this.running.delete(recordingId);
    if (!leg.ended) this.mark(recording, '').catch(() => undefined);
    if (!started) return;
    const reason = stopped ? 'stopped' : 'finished';
    this.desk.report({ type: 'recording.ended', recordingId, reason, file, ...rest });
  }

  private async mark({ leg, recordingId }: Recording, file: string): Promise<void> {
    const name = `${VARIABLE.recording}${recordingId}`;
    const reply = await this.desk.ask(setVariablesCommand(leg.uuid, { [name]: file }));
    if (!isOk(reply)) throw channelFailure(reply, leg);
  }

  private ofFile(path: string | undefined): Recording | undefined {
    if (path === undefined) return undefined;
    for (const recording of this.running.values()) if (recording.file === path) return recording;
    return undefined;
  }

  private subject({ legId, bridgeId }: RecordCommand): Leg {
    const { book } = this.desk;
    if (legId !== undefined) {
      const leg = book.get(legId);
      if (leg) return leg;
      throw new Failure('LEG_NOT_FOUND', 'no such leg lives on this switch');
    }
    if (bridgeId === undefined) throw new Failure('REFUSED', 'neither a leg nor a bridge is named');
    const [leg] = book.bridges.get(bridgeId)?.legs ?? [];
    if (leg) return leg;
    throw new Failure('BRIDGE_NOT_FOUND', 'there is no such bridge');
  }
}
