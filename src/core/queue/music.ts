import type { Call } from '../call/call';
import { playTo } from '../call/leg-commands';
import type { Turn } from '../turn';

/** Music for a caller who waits. A queue that was taken away leaves the switch's default. */
export function playMusic(turn: Turn, call: Call): void {
  const queue = turn.world.directory.queues.get(call.queueId ?? '');
  const media = [`music:${queue?.music ?? 'default'}`];
  playTo(turn, call.legId, { media, bargeIn: false });
}
