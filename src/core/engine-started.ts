import { expireAllSkills } from './agent/skill-expiry';
import { endLeg } from './call/leg-ended';
import { settle } from './command';
import type { EngineStarted } from './input';
import { awaitSealsAnew } from './recording/seal';
import { moveSwitch, newSwitch } from './switch-state';
import { emit, type Turn } from './turn';

/** A boot: new ids from now on, and nothing is known of any switch until it reports. */
export function startEngine(turn: Turn, body: EngineStarted): void {
  const { world } = turn;
  world.nonce = body.nonce;
  const driven = new Set(body.switchIds);
  for (const switchId of [...world.switches.keys()]) {
    if (!driven.has(switchId)) forgetSwitch(turn, switchId);
  }
  for (const switchId of body.switchIds) {
    const state = world.switches.get(switchId) ?? newSwitch(switchId);
    world.switches.set(switchId, state);
    moveSwitch(state, 'down', 'starting');
  }
  awaitSealsAnew(turn);
  expireAllSkills(turn);
  emit(turn, { type: 'engine.started', nonce: body.nonce, build: body.build });
}

/** A switch was taken out of the configuration: its legs cannot be reached any more. */
function forgetSwitch(turn: Turn, switchId: string): void {
  turn.world.switches.delete(switchId);
  for (const [commandId, { command }] of [...turn.world.commands]) {
    if (command.switchId === switchId) settle(turn, commandId);
  }
  for (const leg of [...turn.world.legs.values()]) {
    if (leg.switchId !== switchId) continue;
    endLeg(turn, leg, { at: turn.at, cause: 'lost', by: 'unknown' });
  }
}
