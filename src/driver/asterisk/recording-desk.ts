import type {
  PauseRecordCommand,
  RecordCommand,
  ResumeRecordCommand,
  StopRecordCommand,
} from '../../port/switch-command';
import { Failure } from '../link/failure';
import type { AriEvent, AriRecording } from './ari-event';
import { timeOf } from './ari-event';
import { type AriReply, isDone, messageOf } from './ari-link';
import type { DriverDesk } from './driver-desk';
import type { Leg } from './leg';
import { RecordingNotes } from './recording-notes';
import { type SnoopDesk, snoopOf } from './snoop-desk';
import {
  liveRecordingRequest,
  muteRecordingRequest,
  recordRequest,
  stopRecordingRequest,
} from './to-wire';

interface Recording {
  readonly recordingId: string;
  /** The leg whose two directions are recorded, through a snooping channel. */
  readonly leg?: Leg;
  readonly snoopId?: string;
  readonly bridgeId?: string;
  /** By Asterisk's clock. */
  startedAt?: number | undefined;
  started: boolean;
  stopped: boolean;
  paused: boolean;
  /** Commands run one after the other. */
  tail: Promise<unknown>;
}

const FORMAT = 'wav';
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * Recordings that run. A leg is recorded through a snooping channel: recording the channel itself
 * takes one direction only, keeps it from its bridge, and fails while it is in one.
 */
export class RecordingDesk {
  private readonly running = new Map<string, Recording>();
  private readonly notes: RecordingNotes;

  constructor(
    private readonly desk: DriverDesk,
    private readonly snoops: SnoopDesk,
  ) {
    this.notes = new RecordingNotes(desk);
  }

  ids(): readonly string[] {
    return this.list().map(({ recordingId }) => recordingId);
  }

  pausedIds(): readonly string[] {
    return this.list().flatMap(({ recordingId, paused }) => (paused ? [recordingId] : []));
  }

  async start(command: RecordCommand): Promise<void> {
    const { recordingId, legId, bridgeId } = command;
    if (!NAME.test(recordingId)) throw new Failure('REFUSED', 'the id makes no safe file name');
    if (this.running.has(recordingId)) throw new Failure('REFUSED', 'this recording runs already');
    if (legId !== undefined) return this.startOnLeg(command, legId);
    if (bridgeId === undefined) throw new Failure('REFUSED', 'neither a leg nor a bridge is named');
    const bridge = this.desk.book.bridges.get(bridgeId);
    if (!bridge) throw new Failure('BRIDGE_NOT_FOUND', 'there is no such bridge');
    const recording = { ...blank(recordingId), bridgeId };
    await this.record(recording, ['bridges', bridgeId], command.durationMaxMs);
    await this.notes.onLegs(bridge.legIds, this.ofBridge(bridgeId));
  }

  async stop({ recordingId }: StopRecordCommand): Promise<void> {
    const recording = await this.find(recordingId);
    recording.stopped = true;
    const reply = await this.desk.ask(stopRecordingRequest(recordingId));
    if (!isDone(reply) && this.running.has(recordingId)) throw failureOf(reply);
  }

  /** Silence is written while it is muted: the file stays as long as the call. */
  async pause({ type, recordingId }: PauseRecordCommand | ResumeRecordCommand): Promise<void> {
    const recording = await this.find(recordingId);
    const paused = type === 'pause-record';
    const done = recording.tail.then(async () => {
      const reply = await this.desk.ask(muteRecordingRequest(recordingId, paused));
      if (!isDone(reply)) throw failureOf(reply);
      recording.paused = paused;
      await this.notes.pause(recordingId, paused);
      if (!this.running.has(recordingId)) throw notRunning();
      this.desk.report({
        type: paused ? 'recording.paused' : 'recording.resumed',
        recordingId,
      });
    });
    recording.tail = done.catch(() => undefined);
    await done;
  }

  read(event: AriEvent): void {
    const told = event.recording;
    const recording = told && this.running.get(told.name);
    if (!told || !recording) return;
    const at = timeOf(event.timestamp);
    const switchAt = at === undefined ? {} : { switchAt: at };
    if (event.type === 'RecordingStarted') {
      recording.started = true;
      recording.startedAt = at;
      const file = fileOf(told);
      this.desk.report({ type: 'recording.started', recordingId: told.name, file, ...switchAt });
      return;
    }
    this.forget(recording);
    const isFailed = event.type === 'RecordingFailed';
    const detail = told.cause === undefined ? {} : { detail: told.cause };
    const length = isFailed ? {} : lengthOf(told, recording.startedAt, at);
    const file = isFailed ? {} : { file: fileOf(told) };
    const reason = isFailed ? 'failed' : recording.stopped ? 'stopped' : 'finished';
    const body = { recordingId: told.name, reason, ...file, ...length, ...detail } as const;
    this.desk.report({ type: 'recording.ended', ...body, ...switchAt });
  }

  /** A leg came into a bridge that may be recorded, which it has to tell an engine after us. */
  joined(leg: Leg): void {
    const ids = leg.bridgeId === undefined ? [] : this.ofBridge(leg.bridgeId);
    if (ids.length > 0) this.notes.onLegs([leg.legId], ids).catch(() => undefined);
  }

  /** The snooping channel goes with its leg, and Asterisk then tells the recording's end. */
  legEnded(leg: Leg): void {
    for (const recording of this.running.values()) {
      if (recording.leg === leg && !recording.started) this.forget(recording);
    }
  }

  /** After a gap: reports the end of those that Asterisk does not know any more. */
  async verify(): Promise<void> {
    const ask = async (recording: Recording): Promise<void> => {
      const { recordingId } = recording;
      const reply = await this.desk.ask(liveRecordingRequest(recordingId));
      if (reply.status !== 404 || !this.running.has(recordingId)) return;
      this.forget(recording);
      const file = `${recordingId}.${FORMAT}`;
      this.desk.report({ type: 'recording.ended', recordingId, reason: 'finished', file });
    };
    await Promise.all([...this.running.values()].map(ask));
  }

  /** Those that an engine before us began: snooping channels and notes on legs tell of them. */
  async adopt(snoopIds: readonly string[], legs: readonly Leg[]): Promise<void> {
    const noted = await Promise.all(legs.map((leg) => this.notes.read(leg)));
    const snooped = snoopIds
      .map(snoopOf)
      .flatMap((one) => (one?.purpose === 'record' ? [one.id] : []));
    const ids = [...new Set([...snooped, ...noted.flat()])].filter((id) => NAME.test(id));
    await Promise.all(ids.map((id) => this.find(id).catch(() => undefined)));
  }

  private list(): readonly Recording[] {
    return [...this.running.values()].filter(({ started }) => started);
  }

  private ofBridge(bridgeId: string): readonly string[] {
    return [...this.running.values()]
      .filter((recording) => recording.bridgeId === bridgeId)
      .map(({ recordingId }) => recordingId);
  }

  /** One that runs, be it by the order of an engine before us. */
  private async find(recordingId: string): Promise<Recording> {
    const known = this.running.get(recordingId);
    if (known) return known;
    if (!NAME.test(recordingId)) throw notRunning();
    const reply = await this.desk.ask(liveRecordingRequest(recordingId));
    if (!isDone(reply)) throw notRunning();
    const { target_uri: target = '' } = reply.body as AriRecording;
    const paused = await this.notes.isPaused(recordingId);
    const [, kind, id = ''] = /^(bridge|channel):(.+)$/.exec(target) ?? [];
    const found: Recording = {
      ...blank(recordingId),
      ...(kind === 'bridge' ? { bridgeId: id } : {}),
      ...(kind === 'channel' ? { snoopId: id } : {}),
      started: true,
      paused,
    };
    const met = this.running.get(recordingId) ?? found;
    this.running.set(recordingId, met);
    return met;
  }

  private async startOnLeg(command: RecordCommand, legId: string): Promise<void> {
    const leg = this.desk.book.get(legId);
    if (!leg) throw new Failure('LEG_NOT_FOUND', 'no such leg lives on this switch');
    const { recordingId, durationMaxMs } = command;
    const snoopId = await this.snoops.begin(leg, `record:${recordingId}`, { spy: 'both' });
    const recording = { ...blank(recordingId), leg, snoopId };
    await this.record(recording, ['channels', snoopId], durationMaxMs);
  }

  private async record(
    recording: Recording,
    subject: readonly string[],
    durationMaxMs: number,
  ): Promise<void> {
    const { recordingId } = recording;
    this.running.set(recordingId, recording);
    const maxDurationSeconds = Math.max(1, Math.ceil(durationMaxMs / 1000));
    const name = { name: recordingId, format: FORMAT };
    try {
      const reply = await this.desk.ask(recordRequest(subject, { ...name, maxDurationSeconds }));
      if (!isDone(reply)) throw failureOf(reply);
    } catch (error) {
      this.forget(recording);
      throw error;
    }
  }

  private forget({ recordingId, snoopId, paused }: Recording): void {
    this.running.delete(recordingId);
    if (snoopId !== undefined) this.snoops.end(snoopId);
    if (paused) this.notes.pause(recordingId, false).catch(() => undefined);
  }
}

const blank = (recordingId: string): Recording => ({
  recordingId,
  started: false,
  stopped: false,
  paused: false,
  tail: Promise.resolve(),
});

const fileOf = ({ name, format }: AriRecording): string => `${name}.${format}`;

/** By the times of its events: Asterisk itself counts whole seconds. */
function lengthOf(
  { duration }: AriRecording,
  startedAt: number | undefined,
  endedAt: number | undefined,
): { readonly durationMs?: number } {
  if (startedAt !== undefined && endedAt !== undefined) return { durationMs: endedAt - startedAt };
  return duration === undefined ? {} : { durationMs: duration * 1000 };
}

const notRunning = (): Failure => new Failure('MEDIA_NOT_FOUND', 'no such recording runs');

function failureOf(reply: AriReply): Failure {
  const detail = messageOf(reply);
  if (/recording/i.test(detail) && reply.status === 404) return notRunning();
  if (reply.status === 404) {
    return new Failure(/bridge/i.test(detail) ? 'BRIDGE_NOT_FOUND' : 'LEG_NOT_FOUND', detail);
  }
  return new Failure(reply.status === 409 ? 'LEG_WRONG_STATE' : 'REFUSED', detail);
}
