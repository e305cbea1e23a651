import type { Destination } from '../../port/switch-command';
import { known } from '../assert';
import type { PhoneConfig } from '../centre';
import type { Contact } from '../contact/contact';
import type { WhyNot } from '../queue/why-not';
import type { World } from '../world';
import type { Agent } from './agent';
import type { AgentLine } from './line';

/**
 * How a switch calls an agent: a phone of its own, a number through a trunk of its own, or a phone
 * of another switch through the tie line to that.
 */
export function destinationOf(world: World, agent: Agent, switchId: string): Destination {
  const { device, trunk, switchId: home } = agent.config.phone;
  if (home === switchId) {
    return trunk === undefined
      ? { kind: 'device', device }
      : { kind: 'number', number: device, trunk };
  }
  const tieLine = known(world.directory.tieLine(switchId, home), `tie line to ${home}`);
  return { kind: 'number', number: device, trunk: tieLine.trunk };
}

/** Why the agent's phone cannot be joined with this contact, or call, now; or null. */
export function unreachable(
  world: World,
  agent: Agent,
  contact: Pick<Contact, 'switchId'>,
): WhyNot | null {
  const { switchId, device, trunk, line } = agent.config.phone;
  const near = world.switches.get(contact.switchId);
  if (near?.state !== 'up') return { clause: 'contact-switch-down', detail: contact.switchId };
  const own = world.switches.get(switchId);
  if (own?.state !== 'up') return { clause: 'agent-switch-down', detail: switchId };
  if (own !== near) {
    // A tie line rings a phone that registers: no number behind a trunk, and no line that stands.
    const isPhone = trunk === undefined && line === undefined;
    const tieLine = isPhone ? world.directory.tieLine(contact.switchId, switchId) : undefined;
    if (!tieLine) {
      const detail = `phone on ${switchId}, caller on ${contact.switchId}`;
      return { clause: 'other-switch', detail };
    }
    if (near.unreachable.has(tieLine.trunk)) {
      return { clause: 'tie-line-unreachable', detail: tieLine.trunk };
    }
  }
  if (!hasRightLine(world, agent)) return { clause: 'line-down', detail: device };
  if (own.unreachable.has(trunk ?? device)) {
    return { clause: 'phone-unreachable', detail: trunk ?? device };
  }
  return null;
}

/** Whether an idle agent's phone could ring at once; one that could not is no reserve. */
export function isReady(world: World, agent: Agent): boolean {
  const { switchId, device, trunk } = agent.config.phone;
  const own = world.switches.get(switchId);
  if (own?.state !== 'up' || own.unreachable.has(trunk ?? device)) return false;
  return agent.heldBackUntil === undefined && hasRightLine(world, agent);
}

/** A nailed-up phone with its line standing; another phone without one, be it on its way down. */
function hasRightLine(world: World, { line, config }: Agent): boolean {
  if (config.phone.line === undefined) return line === undefined;
  const isStanding = line?.isUp === true && isLineOf(line, config.phone);
  return isStanding && world.legs.get(line.legId)?.hangup === undefined;
}

/** Whether what was called is what the centre names now. */
export const isLineOf = (line: AgentLine, phone: PhoneConfig): boolean =>
  line.device === phone.device && line.switchId === phone.switchId && line.trunk === phone.trunk;
