import { callOf } from '../../src/core/call/leg';
import type { Contact } from '../../src/core/contact/contact';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import { standsBefore } from './urgency-oracle';

/** Nobody who waits is told a place that is not the true one. */
export class HearingLaws {
  readonly broken: string[] = [];

  /** What was last asked to play on each leg, and has not failed. */
  private readonly playing = new Map<string, string>();

  take(world: World, input: Input, { effects, facts }: Stepped): void {
    for (const { body } of facts) {
      if (body.type === 'media.failed') this.playing.delete(body.legId);
    }
    this.checkMusic(world, input);
    for (const effect of effects) {
      if (effect.type !== 'command' || effect.command.type !== 'play') continue;
      const { commandId, legId, media, mediaId } = effect.command;
      this.playing.set(legId, mediaId);
      // Sent once more, since the leg was thought to be gone for a moment.
      if ((world.commands.get(commandId)?.resends ?? 0) > 0) continue;
      const told = toldPosition(media);
      const leg = world.legs.get(legId);
      const contactId = leg && callOf(world, leg)?.contactId;
      const contact = world.contacts.get(contactId ?? '');
      if (told === null || !contact) continue;
      const [first, last] = positionsOf(world, contact);
      if (told >= first && told <= last) continue;
      this.broken.push(`${contact.contactId} is told to be ${told}, and is ${first} to ${last}`);
    }
  }

  /** After an announcement, and after music that ends, there is music. */
  private checkMusic(world: World, { body, seq }: Input): void {
    if (body.type !== 'switch.event' || body.event.type !== 'leg.media-ended') return;
    const { legId, mediaId, reason } = body.event;
    if (this.playing.get(legId) !== mediaId) return;
    const leg = world.legs.get(legId);
    if (!leg || leg.media || leg.hangup || reason !== 'finished') return;
    const call = callOf(world, leg);
    if (call?.legId !== legId || call.phase !== 'queued') return;
    this.broken.push(`seq ${seq}: ${call.callId} waits, and hears nothing any more`);
  }
}

function toldPosition(media: readonly string[]): number | null {
  if (media[0]?.endsWith('/you-are-next')) return 1;
  if (!media[0]?.endsWith('/your-position')) return null;
  return Number(media[1]?.split('/')[1] ?? 0);
}

/** Counted the long way, the first and the last that are true: some ties no law decides. */
function positionsOf(world: World, contact: Contact): readonly [number, number] {
  const others = [...world.contacts.values()].filter(
    (other) =>
      other !== contact &&
      other.queueId === contact.queueId &&
      ['waiting', 'offered', 'virtual', 'calling'].includes(other.phase),
  );
  const ahead = others.filter((other) => standsBefore(world, other, contact)).length;
  const behind = others.filter((other) => standsBefore(world, contact, other)).length;
  return [ahead + 1, others.length - behind + 1];
}
