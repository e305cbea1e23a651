import { isCodedError } from '../../port/coded-error';
import { until, wake } from '../link/leg-watch';
import { causeOf, endOf, rawCauseOf } from './causes';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import type { JobDesk } from './job-desk';
import type { Leg } from './leg';
import { outOfConference } from './leg-book';
import type { MediaReader } from './media-reader';
import type { RecordingDesk } from './recording-desk';
import { switchAtOf, timeOf } from './switch-time';
import { hangupCommand, setVariablesCommand, unscheduleCommand, VARIABLE } from './to-wire';
import { witnessOf } from './witness';

const RING_SLACK_MS = 300;
const TAKE_AGAIN_MS = 1000;

export interface WireReaderParts {
  readonly media: MediaReader;
  readonly recordings: RecordingDesk;
  readonly jobs: JobDesk;
  /** Events without a channel: registrations, gateways, the fence. */
  readonly custom: (event: EslEvent) => void;
  /** An application that was run under an id of ours is over. */
  readonly applied: (event: EslEvent) => void;
  /** A leg is gone from its bridge. */
  readonly departed: (bridgeId: string) => void;
  /** The dialplan's extension for callers whom no engine takes. */
  readonly fallbackExtension: string;
}

type Read = (leg: Leg, event: EslEvent) => void;

/**
 * Reads FreeSWITCH's events into switch events. Their order is not relied upon: a state is
 * reported when it is first known, and the end of a leg, whatever told it, once and last.
 */
export class WireReader {
  private readonly readers: Readonly<Record<string, Read>> = {
    CHANNEL_CREATE: (leg, event) => {
      leg.made = true;
      const createdAt = timeOf(event['Caller-Channel-Created-Time']);
      if (createdAt !== undefined) leg.createdAt ??= createdAt;
      wake(leg);
    },
    CHANNEL_PROGRESS: (leg, event) => this.ringing(leg, event),
    CHANNEL_PROGRESS_MEDIA: (leg, event) => this.ringing(leg, event),
    CHANNEL_ANSWER: (leg, event) => this.answered(leg, switchAtOf(event).switchAt),
    CHANNEL_PARK: (leg) => this.parked(leg),
    CHANNEL_UNPARK: (leg) => {
      leg.parked = false;
    },
    CHANNEL_BRIDGE: (_, event) => this.bridged(event),
    CHANNEL_UNBRIDGE: (_, event) => this.unbridged(event),
    CHANNEL_EXECUTE: (leg, event) => this.executes(leg, event),
    CHANNEL_EXECUTE_COMPLETE: (leg, event) => {
      this.parts.media.completed(leg, event);
      this.parts.applied(event);
    },
    PLAYBACK_START: (leg, event) => this.parts.media.began(leg, event),
    DTMF: (leg, event) => this.digit(leg, event),
    RECORD_START: (_, event) => this.parts.recordings.started(event),
    RECORD_STOP: (_, event) => this.parts.recordings.stoppedBySwitch(event),
    CHANNEL_HANGUP_COMPLETE: (leg, event) => this.hungUp(leg, event),
    CHANNEL_DESTROY: (leg, event) => {
      if (leg.made) this.hungUp(leg, event);
    },
  };

  /** Callers who are being taken over. */
  private readonly taking = new Set<Leg>();

  constructor(
    private readonly desk: DriverDesk,
    private readonly parts: WireReaderParts,
  ) {}

  read(event: EslEvent): void {
    const name = event['Event-Name'] ?? '';
    if (name === 'BACKGROUND_JOB') return this.parts.jobs.read(event);
    if (name === 'CUSTOM') return this.custom(event);
    const uuid = event['Unique-ID'];
    const read = this.readers[name];
    if (uuid === undefined || !read) return;
    const leg = this.desk.book.ofChannel(uuid);
    if (!leg) return this.stranger(uuid, event);
    this.desk.book.touch(leg);
    read(leg, event);
  }

  /** A channel of the dialplan that waits for an engine. */
  offer(uuid: string, event: EslEvent): void {
    const leg = this.desk.book.adopt(uuid, 'inbound');
    learnCaller(leg, event);
    leg.parked = true;
    leg.told = true;
    this.desk.book.touch(leg);
    const name = event['Caller-Caller-ID-Name'] ?? '';
    const { legId, createdAt } = leg;
    this.desk.report({
      type: 'leg.offered',
      legId,
      ani: leg.ani ?? '',
      ...(name === '' || name === leg.ani ? {} : { aniName: name }),
      dnis: leg.dnis ?? '',
      ...(createdAt === undefined ? {} : { createdAt }),
      ...switchAtOf(event),
    });
    this.take(leg);
  }

  /**
   * Nobody else offers it now, and the dialplan's plans for it are taken back: asked for until it
   * is answered, or the link is lost. The mark comes last, so that a caller without it is taken
   * again by the next listing.
   */
  take(leg: Leg): void {
    if (this.taking.has(leg)) return;
    this.taking.add(leg);
    void this.takeInTime(leg).finally(() => this.taking.delete(leg));
  }

  private async takeInTime(leg: Leg): Promise<void> {
    const { ask, app, clock, log } = this.desk;
    const taken = setVariablesCommand(leg.uuid, { [VARIABLE.taken]: app });
    while (!leg.ended) {
      try {
        await ask(unscheduleCommand(leg.uuid), { urgent: true });
        await ask(taken, { urgent: true });
        return;
      } catch (error) {
        const { legId } = leg;
        log.warn({ legId, reason: String(error) }, 'a caller could not be taken over');
        if (isCodedError(error) && error.code === 'SWITCH_DOWN') return;
      }
      await until(clock, leg, () => false, TAKE_AGAIN_MS);
    }
  }

  /** The one place where a leg ends. */
  ended(leg: Leg, event: EslEvent): void {
    if (leg.ended) return;
    const at = timeOf(event.variable_end_uepoch) ?? switchAtOf(event).switchAt;
    const { bridgeId, legId } = leg;
    if (leg.media) this.parts.media.ended(leg, leg.media, endWith(at));
    this.desk.book.close(leg);
    const { cause, by } = this.verdict(leg, event);
    const raw = by === 'us' ? undefined : rawCauseOf(endOf(event));
    const switchAt = at === undefined ? {} : { switchAt: at };
    this.desk.report({ type: 'leg.ended', legId, cause, by, ...(raw ? { raw } : {}), ...switchAt });
    this.parts.recordings.legEnded(leg);
    if (bridgeId !== undefined) this.parts.departed(bridgeId);
  }

  answered(leg: Leg, at?: number): void {
    if (leg.ended || leg.state === 'answered') return;
    leg.state = 'answered';
    leg.answeredAt = at ?? this.desk.clock.now();
    const switchAt = at === undefined ? {} : { switchAt: at };
    this.desk.report({ type: 'leg.answered', legId: leg.legId, ...switchAt });
    wake(leg);
  }

  private verdict(leg: Leg, event: EslEvent) {
    const answered = leg.state === 'answered';
    if (leg.redirecting) return { cause: 'redirected', by: 'us' } as const;
    if (leg.takenAway) return { cause: 'redirected', by: 'remote' } as const;
    if (leg.hangup !== undefined) {
      const gaveUp = !answered && (leg.direction === 'outbound' || leg.hangup === 'normal');
      return { cause: gaveUp ? 'cancelled' : leg.hangup, by: 'us' } as const;
    }
    const end = endOf(event);
    const now = this.desk.clock.now();
    const isOver = leg.ringUntil !== undefined && now >= leg.ringUntil - RING_SLACK_MS;
    const rungOut = end.name === 'NO_ANSWER' && end.sip === undefined;
    if (!answered && leg.direction === 'outbound' && (isOver || rungOut)) {
      return { cause: 'no-answer', by: 'us' } as const;
    }
    return { cause: causeOf(end, answered), by: 'remote' } as const;
  }

  /** A channel that is none of our legs. */
  private stranger(uuid: string, event: EslEvent): void {
    const { book, app } = this.desk;
    const isOver = /^CHANNEL_(?:HANGUP_COMPLETE|DESTROY)$/.test(event['Event-Name'] ?? '');
    if (book.isGivenUp(uuid)) return isOver ? undefined : this.letGo(uuid);
    if (book.hasEnded(uuid) || event[`variable_${VARIABLE.app}`] !== app) return;
    const isWaiting = event['Call-Direction'] === 'inbound' && !isTaken(event);
    if (event['Event-Name'] === 'CHANNEL_PARK' && isWaiting) this.offer(uuid, event);
  }

  /** We called it, and then reported that it failed: whatever became of it, it has to end. */
  letGo(uuid: string): void {
    this.desk.ask(hangupCommand(uuid, 'NORMAL_CLEARING'), { urgent: true }).catch(() => undefined);
  }

  private ringing(leg: Leg, event: EslEvent): void {
    if (leg.direction !== 'outbound' || leg.state !== 'dialing') return;
    leg.state = 'ringing';
    this.desk.report({ type: 'leg.ringing', legId: leg.legId, ...switchAtOf(event) });
  }

  private parked(leg: Leg): void {
    this.desk.book.separate(leg);
    outOfConference(leg);
    leg.parked = true;
    wake(leg);
  }

  private bridged(event: EslEvent): void {
    const [one, other] = this.pairOf(event);
    if (!one || !other) return;
    this.desk.book.touch(other);
    this.desk.book.pair(one, other);
  }

  private unbridged(event: EslEvent): void {
    const [one, other] = this.pairOf(event);
    if (one && one.partner === other) this.desk.book.separate(one);
  }

  private pairOf(event: EslEvent): readonly [Leg | undefined, Leg | undefined] {
    const { book } = this.desk;
    const one = event['Bridge-A-Unique-ID'] ?? event['Unique-ID'] ?? '';
    const other = event['Bridge-B-Unique-ID'] ?? event['Other-Leg-Unique-ID'] ?? '';
    return [book.ofChannel(one), book.ofChannel(other)];
  }

  /** The dialplan has taken the caller to its fallback, in the moment before we took it over. */
  private executes(leg: Leg, event: EslEvent): void {
    if (event['Caller-Destination-Number'] !== this.parts.fallbackExtension) return;
    leg.takenAway = true;
    this.ended(leg, event);
  }

  private digit(leg: Leg, event: EslEvent): void {
    const digit = event['DTMF-Digit'] ?? '';
    // In samples, of which all that matters here has 8000 a second.
    const durationMs = Math.round(Number(event['DTMF-Duration'] ?? 0) / 8);
    const length = durationMs > 0 ? { durationMs } : {};
    const { legId } = leg;
    this.desk.report({ type: 'leg.digit', legId, digit, ...length, ...switchAtOf(event) });
  }

  private hungUp(leg: Leg, event: EslEvent): void {
    this.ended(leg, event);
    const witness = witnessOf(leg.legId, event);
    if (witness) this.desk.report({ type: 'leg.witnessed', legId: leg.legId, witness });
  }

  private custom(event: EslEvent): void {
    switch (event['Event-Subclass']) {
      case 'conference::maintenance':
        return this.conferenced(event);
      case 'filestring::fail':
        return this.parts.media.partFailed(event);
      default:
        return this.parts.custom(event);
    }
  }

  private conferenced(event: EslEvent): void {
    const leg = this.desk.book.ofChannel(event['Unique-ID'] ?? '');
    const name = event['Conference-Name'];
    if (!leg || name === undefined) return;
    this.desk.book.touch(leg);
    if (event.Action === 'add-member') {
      this.desk.book.separate(leg);
      leg.parked = false;
      leg.conference = name;
      const memberId = event['Member-ID'];
      if (memberId !== undefined) leg.memberId = memberId;
    } else if (event.Action === 'del-member' && leg.conference === name) outOfConference(leg);
    wake(leg);
  }
}

/** An engine before us has offered it to its core. */
export const isTaken = (event: EslEvent): boolean =>
  (event[`variable_${VARIABLE.taken}`] ?? '') !== '';

/** Who called, whom, and when. */
export function learnCaller(leg: Leg, event: EslEvent): void {
  leg.ani ??= event['Caller-Caller-ID-Number'] ?? event['Caller-ANI'] ?? '';
  leg.dnis ??= event[`variable_${VARIABLE.dnis}`] ?? event['Caller-Destination-Number'] ?? '';
  const createdAt = timeOf(event['Caller-Channel-Created-Time']);
  if (createdAt !== undefined) leg.createdAt ??= createdAt;
}

const endWith = (at: number | undefined) =>
  ({ reason: 'stopped', ...(at === undefined ? {} : { at }) }) as const;
