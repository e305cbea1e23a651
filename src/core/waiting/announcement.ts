import type { MediaEndReason } from '../../port/switch-event';
import { known } from '../assert';
import type { Call } from '../call/call';
import { playTo } from '../call/leg-commands';
import type { Contact } from '../contact/contact';
import { spoken } from '../ivr/spoken';
import { playMusic } from '../queue/music';
import { estimateWait } from '../queue/wait-estimate';
import { setTimer, type Turn } from '../turn';
import { positionOf } from './place';
import { sayWait } from './spoken-wait';
import type { WaitingConfig } from './waiting-config';

/** What one who waits has been told, and when more is due (ms, UTC). */
export interface Hearing {
  announceAt?: number | undefined;
  comfortAt?: number | undefined;
  /** Which of the comfort messages is next. */
  comfortNext: number;
  /** The position that was last said. */
  position?: number;
}

/** While a phone rings for the caller, or the last announcement still plays. */
const POSTPONED_MS = 5_000;

/** A caller begins to wait: music at once, the rest at its time. */
export function beginHearing(turn: Turn, call: Call): void {
  playMusic(turn, call);
  const { announce, comfort } = configOf(turn, call);
  call.hearing = {
    comfortNext: 0,
    ...(announce && { announceAt: turn.at + announce.firstMs }),
    ...(comfort && { comfortAt: turn.at + comfort.firstMs }),
  };
  setNext(turn, call);
}

/**
 * Says what is due in place of the music, which comes back afterwards. Nothing is said while a
 * phone rings for the caller: who is about to be joined needs no position. An agent who answers
 * ends what is being said.
 */
export function announce(turn: Turn, callId: string): void {
  const call = turn.world.calls.get(callId);
  if (!call?.hearing || call.phase !== 'queued') return;
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const isTold = turn.world.legs.get(call.legId)?.media?.media.some((uri) => !isMusic(uri));
  if (contact.phase !== 'waiting' || isTold === true) {
    return setTimer(turn, { kind: 'announce', callId }, turn.at + POSTPONED_MS);
  }
  const media = takeDue(turn, call, contact);
  if (media.length > 0) {
    playTo(turn, call.legId, { media: spoken(call, media), bargeIn: false });
  }
  setNext(turn, call);
}

const isMusic = (uri: string): boolean => uri.startsWith('music:');

/** Music that ends by itself is begun again, and so is the music after an announcement. */
export function resumeMusic(
  turn: Turn,
  call: Call,
  ended: readonly string[],
  reason: MediaEndReason,
): void {
  // Music that cannot be played would fail for ever: the next snapshot tries it again.
  if (ended.some(isMusic) && reason !== 'finished') return;
  playMusic(turn, call);
}

const configOf = (turn: Turn, call: Call): WaitingConfig =>
  turn.world.directory.queues.get(call.queueId ?? '')?.waiting ?? {};

/** A queue that has nothing to say any more, since a new centre was applied, says nothing. */
function setNext(turn: Turn, call: Call): void {
  const { announceAt = Number.POSITIVE_INFINITY, comfortAt = Number.POSITIVE_INFINITY } =
    call.hearing ?? {};
  const at = Math.min(announceAt, comfortAt);
  if (Number.isFinite(at)) setTimer(turn, { kind: 'announce', callId: call.callId }, at);
}

/** What is due now, and when it is due again. */
function takeDue(turn: Turn, call: Call, contact: Contact): string[] {
  const hearing = known(call.hearing, `hearing of ${call.callId}`);
  const { announce, comfort } = configOf(turn, call);
  const media: string[] = [];
  if (hearing.announceAt !== undefined && hearing.announceAt <= turn.at) {
    hearing.announceAt = announce && turn.at + announce.everyMs;
    if (announce?.position) media.push(...sayPosition(hearing, positionOf(turn.world, contact)));
    if (announce?.estimate) media.push(...sayWait(estimateWait(turn.world, contact, turn.at)));
  }
  if (hearing.comfortAt !== undefined && hearing.comfortAt <= turn.at) {
    hearing.comfortAt = comfort && turn.at + comfort.everyMs;
    media.push(...(comfort?.messages[hearing.comfortNext % comfort.messages.length] ?? []));
    hearing.comfortNext += 1;
  }
  return media;
}

/**
 * The position as it is. Where others came in between, by priority, it is left out: it would be
 * farther from the head than was said before.
 */
function sayPosition(hearing: Hearing, position: number): string[] {
  if (hearing.position !== undefined && position > hearing.position) return [];
  hearing.position = position;
  if (position === 1) return ['sound:leitstand/you-are-next'];
  return ['sound:leitstand/your-position', `number:${position}`];
}
