import { isCodedError } from '../../port/coded-error';
import type { OriginateCommand } from '../../port/switch-command';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import { hangupNameOf } from './causes';
import { isOwnLegId } from './channel-id';
import type { DriverDesk } from './driver-desk';
import { isOk } from './esl-link';
import { originateFailure } from './failure';
import type { WireReader } from './from-wire';
import type { JobDesk } from './job-desk';
import type { Leg } from './leg';
import {
  endpointOf,
  existsCommand,
  hangupCommand,
  originateCommand,
  ringSecondsOf,
} from './to-wire';

/** How long the last event of a channel may be behind its job's answer. */
const LAST_EVENT_MS = 3000;
/** The job answers at the end of the ring timeout; this long after it nobody waits any more. */
const JOB_SLACK_MS = 10_000;

/**
 * Calls out by a job. Its answer and the channel's own events come in any order: a call that got
 * a channel is told of by that, and only one that never got one by the job.
 */
export class OriginateDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly parts: { readonly reader: WireReader; readonly jobs: JobDesk },
  ) {}

  async originate(command: OriginateCommand): Promise<void> {
    const { legId, to } = command;
    const { book, premises, app } = this.desk;
    const endpoint = endpointOf(to, premises.domain);
    if (!isOwnLegId(legId)) throw new Failure('REFUSED', 'a leg id has to be a UUID');
    if (endpoint === null) throw new Failure('REFUSED', 'the destination has unsafe characters');
    if (book.get(legId)) throw new Failure('REFUSED', 'a leg of this id lives already');
    const leg = book.open(legId);
    leg.told = true;
    let answer: (reply: string) => void = () => undefined;
    const answered = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const jobId = this.parts.jobs.open(answer);
    try {
      const place = { app, endpoint };
      if (!(await this.send(leg, () => originateCommand(jobId, place, command)))) return;
    } catch (error) {
      this.parts.jobs.forget(jobId);
      // Without an answer the channel may yet come into being; it is hung up when it does.
      book.giveUp(leg);
      throw error;
    }
    leg.ordered = true;
    leg.ringUntil = this.desk.clock.now() + ringSecondsOf(command.ringTimeoutMs) * 1000 - 1000;
    this.followHangup(leg);
    await this.outcome(leg, answered, command.ringTimeoutMs);
  }

  /** False when a hangup came before the command was sent, which was the end of it. */
  private async send(leg: Leg, make: () => ReturnType<typeof originateCommand>): Promise<boolean> {
    try {
      const cancelled = (): boolean => leg.hangup !== undefined;
      const reply = await this.desk.ask(make(), { cancelled });
      if (!isOk(reply)) throw originateFailure(reply);
      return true;
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'CANCELLED') throw error;
      this.parts.reader.ended(leg, {});
      return false;
    }
  }

  /** A hangup that came while there was no channel yet is carried out when there is one. */
  private followHangup(leg: Leg): void {
    const look = (): void => {
      if (!leg.made) return;
      leg.watchers.delete(look);
      if (leg.ended || leg.hangup === undefined) return;
      const kill = hangupCommand(leg.uuid, hangupNameOf(leg.hangup));
      this.desk.ask(kill, { urgent: true }).catch(() => undefined);
    };
    leg.watchers.add(look);
    look();
  }

  private async outcome(leg: Leg, answered: Promise<string>, ringTimeoutMs: number): Promise<void> {
    const { clock, book } = this.desk;
    const isAnswered = (): boolean => leg.state === 'answered';
    const late = until(clock, leg, isAnswered, ringTimeoutMs + JOB_SLACK_MS);
    const reply = await Promise.race([answered, late.then(() => null)]);
    if (leg.ended || isAnswered() || (reply !== null && isOk(reply))) return;
    if (!leg.made && reply !== null) {
      if (leg.hangup !== undefined) return this.parts.reader.ended(leg, {});
      book.giveUp(leg);
      throw originateFailure(reply);
    }
    await until(clock, leg, () => false, LAST_EVENT_MS);
    if (!leg.ended && !(await this.lives(leg))) this.parts.reader.ended(leg, {});
  }

  private async lives(leg: Leg): Promise<boolean> {
    return (await this.desk.ask(existsCommand(leg.uuid))).trim() !== 'false';
  }
}
