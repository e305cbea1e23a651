import type { RoleSnapshot } from '../../port/switch';
import type { BridgePart, JoinCommand } from '../../port/switch-command';
import { Failure } from './failure';

/** Fails with REFUSED for one that coaches itself. */
export function partOf(command: JoinCommand): BridgePart {
  if (command.role !== 'whisper') return { role: command.role };
  const { role, coachedLegId } = command;
  if (coachedLegId === command.legId) throw new Failure('REFUSED', 'nobody coaches himself');
  return { role, coachedLegId };
}

/** As a word on a channel, for an engine after us: empty for one that talks. */
export const noteOf = (part: BridgePart): string => {
  if (part.role === 'whisper') return `whisper:${part.coachedLegId}`;
  return part.role === 'listen' ? 'listen' : '';
};

export function partIn(note: string | undefined): BridgePart {
  if (note === 'listen') return { role: 'listen' };
  const [, coachedLegId] = /^whisper:(.+)$/.exec(note ?? '') ?? [];
  return coachedLegId === undefined ? { role: 'talk' } : { role: 'whisper', coachedLegId };
}

/** Of the members of a bridge, those who do not simply talk. */
export const rolesOf = (
  members: Iterable<{ readonly legId: string; readonly part: BridgePart }>,
): readonly RoleSnapshot[] =>
  [...members].flatMap(({ legId, part }) => (part.role === 'talk' ? [] : [{ legId, ...part }]));
