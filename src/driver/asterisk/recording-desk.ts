import type { RecordCommand, StopRecordCommand } from '../../port/switch-command';
import { Failure } from '../link/failure';
import type { AriEvent } from './ari-event';
import { timeOf } from './ari-event';
import { type AriReply, type AriRequest, isDone, messageOf } from './ari-link';
import type { DriverDesk } from './driver-desk';
import type { Leg } from './leg';

interface Recording {
  readonly recordingId: string;
  /** The leg whose two directions are recorded, through a snooping channel. */
  readonly leg?: Leg;
  readonly snoopId?: string;
  started: boolean;
  stopped: boolean;
}

const FORMAT = 'wav';
const ARRIVAL_MS = 2000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * Recordings that run. A leg is recorded through a snooping channel: recording the channel itself
 * takes one direction only, keeps it from its bridge, and fails while it is in one.
 */
export class RecordingDesk {
  private readonly running = new Map<string, Recording>();
  private readonly snoops = new Map<string, () => void>();

  constructor(private readonly desk: DriverDesk) {}

  ids(): readonly string[] {
    return [...this.running.values()]
      .filter(({ started }) => started)
      .map((one) => one.recordingId);
  }

  async start(command: RecordCommand): Promise<void> {
    const { recordingId, legId, bridgeId } = command;
    if (!NAME.test(recordingId)) throw new Failure('REFUSED', 'the id makes no safe file name');
    if (this.running.has(recordingId)) throw new Failure('REFUSED', 'this recording runs already');
    if (legId !== undefined) return this.startOnLeg(command, legId);
    if (bridgeId === undefined) throw new Failure('REFUSED', 'neither a leg nor a bridge is named');
    if (!this.desk.book.bridges.has(bridgeId)) {
      throw new Failure('BRIDGE_NOT_FOUND', 'there is no such bridge');
    }
    const recording = { recordingId, started: false, stopped: false };
    await this.record(recording, ['bridges', bridgeId], command.durationMaxMs);
  }

  async stop(command: StopRecordCommand): Promise<void> {
    const recording = this.running.get(command.recordingId);
    if (!recording) throw new Failure('MEDIA_NOT_FOUND', 'no such recording runs');
    recording.stopped = true;
    const reply = await this.desk.ask({
      method: 'POST',
      path: ['recordings', 'live', command.recordingId, 'stop'],
    });
    if (!isDone(reply) && this.running.has(command.recordingId)) throw failureOf(reply);
  }

  read(event: AriEvent): void {
    const told = event.recording;
    const recording = told && this.running.get(told.name);
    if (!told || !recording) return;
    const at = timeOf(event.timestamp);
    const switchAt = at === undefined ? {} : { switchAt: at };
    const { recordingId } = recording;
    if (event.type === 'RecordingStarted') {
      recording.started = true;
      this.desk.report({ type: 'recording.started', recordingId, ...switchAt });
      return;
    }
    const isFailed = event.type === 'RecordingFailed';
    const detail = told.cause === undefined ? {} : { detail: told.cause };
    const length = told.duration === undefined ? {} : { durationMs: told.duration * 1000 };
    const file = isFailed ? {} : { file: `${told.name}.${told.format}` };
    const reason = isFailed ? 'failed' : recording.stopped ? 'stopped' : 'finished';
    this.forget(recording);
    const body = { recordingId, reason, ...file, ...length, ...detail, ...switchAt } as const;
    this.desk.report({ type: 'recording.ended', ...body });
  }

  /** A snooping channel is in our app. */
  arrived(channelId: string): void {
    this.snoops.get(channelId)?.();
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
      const reply = await this.desk.ask({
        method: 'GET',
        path: ['recordings', 'live', recordingId],
      });
      if (reply.status !== 404 || !this.running.has(recordingId)) return;
      this.forget(recording);
      const file = `${recordingId}.${FORMAT}`;
      this.desk.report({ type: 'recording.ended', recordingId, reason: 'finished', file });
    };
    await Promise.all([...this.running.values()].map(ask));
  }

  private async startOnLeg(command: RecordCommand, legId: string): Promise<void> {
    const leg = this.desk.book.get(legId);
    if (!leg) throw new Failure('LEG_NOT_FOUND', 'no such leg lives on this switch');
    const snoopId = `record:${command.recordingId}`;
    const { recordingId } = command;
    const arrival = this.arrival(snoopId);
    const snooped = await this.desk.ask({
      method: 'POST',
      path: ['channels', leg.channelId, 'snoop', snoopId],
      query: { app: this.desk.app, appArgs: 'record', spy: 'both' },
    });
    if (!isDone(snooped)) throw failureOf(snooped);
    await arrival;
    const recording = { recordingId, leg, snoopId, started: false, stopped: false };
    await this.record(recording, ['channels', snoopId], command.durationMaxMs);
  }

  /** Asterisk takes no orders for a channel before it is in our app. */
  private arrival(snoopId: string): Promise<void> {
    const { clock } = this.desk;
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.snoops.delete(snoopId);
        resolve();
      };
      const cancel = clock.schedule(clock.now() + ARRIVAL_MS, done);
      this.snoops.set(snoopId, done);
    });
  }

  private async record(
    recording: Recording,
    subject: readonly string[],
    durationMaxMs: number,
  ): Promise<void> {
    const { recordingId } = recording;
    this.running.set(recordingId, recording);
    const request: AriRequest = {
      method: 'POST',
      path: [...subject, 'record'],
      query: {
        name: recordingId,
        format: FORMAT,
        maxDurationSeconds: Math.max(1, Math.ceil(durationMaxMs / 1000)),
        ifExists: 'fail',
        beep: false,
        terminateOn: 'none',
      },
    };
    try {
      const reply = await this.desk.ask(request);
      if (!isDone(reply)) throw failureOf(reply);
    } catch (error) {
      this.forget(recording);
      throw error;
    }
  }

  private forget(recording: Recording): void {
    this.running.delete(recording.recordingId);
    if (recording.snoopId === undefined) return;
    this.desk
      .ask({ method: 'DELETE', path: ['channels', recording.snoopId] })
      .catch(() => undefined);
  }
}

function failureOf(reply: AriReply): Failure {
  const detail = messageOf(reply);
  if (reply.status === 404) {
    return new Failure(/bridge/i.test(detail) ? 'BRIDGE_NOT_FOUND' : 'LEG_NOT_FOUND', detail);
  }
  return new Failure(reply.status === 409 ? 'LEG_WRONG_STATE' : 'REFUSED', detail);
}
