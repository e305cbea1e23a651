import type { Contact } from '../contact/contact';
import type { World } from '../world';
import { stagesFor } from './relax';
import type { Stage } from './relaxation';

/**
 * The instant of the first step of relaxation still to come from which on this holds, or undefined
 * where it never does.
 */
export function eligibleFrom(
  world: World,
  contact: Contact,
  holds: (stage: Stage) => boolean,
): number | undefined {
  const { step = 0, queuedAt } = contact;
  const stage = stagesFor(world, contact).find((one, index) => index > step && holds(one));
  return stage && queuedAt + stage.afterMs;
}
