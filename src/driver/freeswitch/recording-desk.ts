import type {
  PauseRecordCommand,
  RecordCommand,
  ResumeRecordCommand,
  StopRecordCommand,
} from '../../port/switch-command';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import { type NotedRecording, type Recording, subjectOf } from './recording';
import { notRunning, RecordingWire, STOP_MS } from './recording-wire';
import { switchAtOf } from './switch-time';
import { stopRecordCommand } from './to-wire';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;
/** A recording that FreeSWITCH ended so shortly before its time has had its time. */
const FULL_SLACK_MS = 1500;

/**
 * Recordings that run. One of a bridge is made on a leg of it, both directions of which are all
 * there is to hear; when that leg goes, it goes on with another one, at the end of the same file.
 */
export class RecordingDesk {
  private readonly running = new Map<string, Recording>();
  private readonly wire: RecordingWire;

  constructor(private readonly desk: DriverDesk) {
    this.wire = new RecordingWire(desk);
  }

  ids(): readonly string[] {
    return this.list().map(({ recordingId }) => recordingId);
  }

  pausedIds(): readonly string[] {
    return this.list().flatMap(({ recordingId, paused }) => (paused ? [recordingId] : []));
  }

  async start(command: RecordCommand): Promise<void> {
    const { recordingId, bridgeId, durationMaxMs } = command;
    if (!NAME.test(recordingId)) throw new Failure('REFUSED', 'the id makes no safe file name');
    if (this.running.has(recordingId)) throw new Failure('REFUSED', 'this recording runs already');
    const recording: Recording = {
      recordingId,
      leg: this.subject(command),
      file: `${this.desk.premises.recordingFolder}/${recordingId}.wav`,
      ...(command.legId === undefined && bridgeId !== undefined ? { bridgeId } : {}),
      endsAt: this.desk.clock.now() + durationMaxMs,
      durationMs: 0,
      hasFile: false,
      told: false,
      state: 'starting',
      stopped: false,
      paused: false,
      masked: false,
      tail: Promise.resolve(),
      watchers: new Set(),
      ended: false,
    };
    this.running.set(recordingId, recording);
    try {
      await this.wire.begin(recording, durationMaxMs);
    } catch (error) {
      this.running.delete(recordingId);
      throw error;
    }
  }

  async stop({ recordingId }: StopRecordCommand): Promise<void> {
    const recording = this.find(recordingId);
    recording.stopped = true;
    await this.inTurn(recording, async () => {
      if (recording.ended) return;
      if (recording.state === 'idle') return this.end(recording, {});
      const { leg, file } = recording;
      const reply = await this.desk.ask(stopRecordCommand(leg.uuid, file));
      if (isOk(reply) || recording.ended) return;
      // It ended while nobody listened.
      if (/cannot stop/i.test(reply)) return this.end(recording, {});
      throw channelFailure(reply, leg);
    });
  }

  async pause({ type, recordingId }: PauseRecordCommand | ResumeRecordCommand): Promise<void> {
    const recording = this.find(recordingId);
    const paused = type === 'pause-record';
    await this.inTurn(recording, async () => {
      if (recording.ended) throw notRunning();
      const before = recording.paused;
      recording.paused = paused;
      try {
        if (recording.state !== 'idle') await this.wire.mask(recording);
        await this.wire.note(recording);
      } catch (error) {
        recording.paused = before;
        throw recording.ended ? notRunning() : error;
      }
      if (recording.ended) throw notRunning();
      this.desk.report({ type: paused ? 'recording.paused' : 'recording.resumed', recordingId });
    });
  }

  /** Brings the recordings of a bridge to a leg that is in it, and to whom nobody whispers. */
  async settle(bridgeId: string, leaving?: Leg): Promise<void> {
    for (const recording of [...this.running.values()]) {
      if (recording.bridgeId !== bridgeId) continue;
      const following = this.inTurn(recording, () => this.follow(recording, bridgeId, leaving));
      await following.catch((error: Error) => {
        const { recordingId } = recording;
        this.desk.log.warn({ recordingId, reason: error.message }, 'a recording did not go on');
      });
    }
  }

  /** One that an engine before us began. */
  adopt(recordingId: string, leg: Leg, found: NotedRecording): void {
    if (this.running.has(recordingId) || this.isOver(found)) return;
    this.running.set(recordingId, {
      recordingId,
      leg,
      ...found,
      masked: found.paused,
      durationMs: 0,
      hasFile: true,
      told: true,
      state: 'runs',
      stopped: false,
      tail: Promise.resolve(),
      watchers: new Set(),
      ended: false,
    });
  }

  started(event: EslEvent): void {
    const recording = this.ofFile(event['Record-File-Path']);
    if (!recording || recording.told) return;
    recording.told = true;
    if (recording.state === 'starting') recording.state = 'runs';
    const { recordingId, file } = recording;
    this.desk.report({ type: 'recording.started', recordingId, file, ...switchAtOf(event) });
  }

  /** It was stopped, is full, goes on with another leg, or its leg has hung up. */
  stoppedBySwitch(event: EslEvent): void {
    const recording = this.ofFile(event['Record-File-Path']);
    if (!recording || recording.leg.uuid !== event['Unique-ID']) return;
    const seconds = Number(event.variable_record_seconds);
    recording.durationMs += Number(event.variable_record_ms) || (seconds || 0) * 1000;
    // FreeSWITCH takes a file away into which nothing was written.
    if (event['Record-Completion-Cause'] !== 'empty-file') recording.hasFile = true;
    const wasMoving = recording.state === 'moving';
    recording.state = 'idle';
    for (const wake of [...recording.watchers]) wake();
    if (wasMoving) return;
    const isFull = this.desk.clock.now() >= recording.endsAt - FULL_SLACK_MS;
    const { leg, bridgeId, stopped } = recording;
    if (event['Record-Completion-Cause'] === 'uri-failure') return this.fail(recording, event);
    if (stopped || isFull || bridgeId === undefined) return this.end(recording, switchAtOf(event));
    // Its leg hangs up, mostly: the bridge will hear of it, and of what else stopped it nobody.
    void until(this.desk.clock, leg, () => recording.state !== 'idle', STOP_MS).then((inTime) => {
      if (!inTime && recording.state === 'idle') this.end(recording, {});
    });
  }

  /** RECORD_STOP comes before the end of the leg; or it is lost. */
  legEnded(leg: Leg): void {
    for (const recording of [...this.running.values()]) {
      if (recording.leg !== leg) continue;
      // Without a report nobody knows whether anything was written.
      recording.hasFile ||= recording.told;
      if (recording.bridgeId === undefined) this.end(recording, {});
      else recording.state = 'idle';
    }
  }

  /** After a gap: FreeSWITCH records these files on the leg now. */
  agree(leg: Leg, files: ReadonlySet<string>): void {
    for (const recording of [...this.running.values()]) {
      if (recording.leg !== leg || recording.bridgeId !== undefined) continue;
      if (!files.has(recording.file) || this.isOver(recording)) this.end(recording, {});
    }
  }

  /** After a gap: those of bridges whose leg has gone meanwhile go on with another one. */
  async verify(): Promise<void> {
    const all = [...this.running.values()];
    for (const recording of all) if (this.isOver(recording)) this.end(recording, {});
    const bridgeIds = all.flatMap(({ bridgeId }) => bridgeId ?? []);
    for (const bridgeId of new Set(bridgeIds)) await this.settle(bridgeId);
  }

  /** It has had its time, whether or not anybody told of its end. */
  private isOver({ endsAt }: Pick<Recording, 'endsAt'>): boolean {
    return this.desk.clock.now() > endsAt + FULL_SLACK_MS;
  }

  private list(): readonly Recording[] {
    return [...this.running.values()].filter(({ told }) => told);
  }

  private find(recordingId: string): Recording {
    const recording = this.running.get(recordingId);
    if (recording) return recording;
    throw notRunning();
  }

  private async follow(recording: Recording, bridgeId: string, leaving?: Leg): Promise<void> {
    if (recording.ended || recording.stopped) return;
    const all = [...(this.desk.book.bridges.get(bridgeId)?.legs ?? [])];
    const legs = all.filter((leg) => leg !== leaving && !leg.ended);
    const next = subjectOf(legs, recording.leg);
    if (next === recording.leg && recording.state !== 'idle') return this.wire.mask(recording);
    await this.wire.halt(recording);
    const restMs = recording.endsAt - this.desk.clock.now();
    if (!next || restMs <= 0) return this.end(recording, {});
    await this.wire.unmark(recording);
    recording.leg = next;
    try {
      await this.wire.begin(recording, restMs);
    } catch (error) {
      // It hung up in this moment, and the bridge will hear of that.
      recording.state = 'idle';
      if (!next.ended) throw error;
    }
  }

  private end(recording: Recording, rest: { readonly switchAt?: number }): void {
    const { recordingId, stopped, leg } = recording;
    if (recording.ended) return;
    recording.ended = true;
    this.running.delete(recordingId);
    for (const wake of [...recording.watchers]) wake();
    if (!leg.ended) this.wire.unmark(recording).catch(() => undefined);
    if (!recording.told) return;
    const reason = stopped ? 'stopped' : 'finished';
    const length = recording.durationMs > 0 ? { durationMs: recording.durationMs } : {};
    const file = recording.hasFile ? { file: recording.file } : {};
    this.desk.report({ type: 'recording.ended', recordingId, reason, ...file, ...length, ...rest });
  }

  /** The disk is full, or the folder is not to be written. */
  private fail(recording: Recording, event: EslEvent): void {
    const { recordingId, file } = recording;
    recording.ended = true;
    this.running.delete(recordingId);
    this.wire.unmark(recording).catch(() => undefined);
    const detail = `FreeSWITCH could not write ${file}`;
    const body = { recordingId, reason: 'failed', detail } as const;
    this.desk.report({ type: 'recording.ended', ...body, ...switchAtOf(event) });
  }

  private async inTurn(recording: Recording, work: () => Promise<void>): Promise<void> {
    const done = recording.tail.then(work);
    recording.tail = done.catch(() => undefined);
    await done;
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
    const leg = subjectOf([...(book.bridges.get(bridgeId)?.legs ?? [])]);
    if (leg) return leg;
    throw new Failure('BRIDGE_NOT_FOUND', 'there is no such bridge');
  }
}
