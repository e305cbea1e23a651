import type { Call } from '../call/call';
import { playTo } from '../call/leg-commands';
import type { Turn } from '../turn';

/** The class of the queue that the call was last in; where it is gone, the switch's default. */
export const musicOf = (turn: Turn, call: Call): string =>
  turn.world.directory.queues.get(call.queueId ?? '')?.music ?? 'default';

/** Music for a caller who waits. */
export function playMusic(turn: Turn, call: Call): void {
  const media = [`music:${musicOf(turn, call)}`];
  playTo(turn, call.legId, { media, bargeIn: false });
}
