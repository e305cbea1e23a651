import {
  conferenceOf,
  muteCommand,
  relateCommand,
  VARIABLE,
} from '../../src/driver/freeswitch/to-wire';
import { spell, spelled } from './spelling';
import { type Roles, rolesOf, type Take, type TakenLeg } from './take';

/** Who hears whom in a conference, and what is said about members who are not there. */
export async function supervisionScenes(take: Take): Promise<void> {
  const [customer, third] = [await take.answered(), await take.answers()];
  const bridge = take.newId();
  const heard = await memberOf(take, customer, spell.confer(customer.uuid, bridge));
  const coach = await memberOf(take, third, spell.confer(third.uuid, bridge, { mute: true }));
  const roles = { ...rolesOf(third), bridge };
  const name = conferenceOf(bridge);
  const ask = (scene: string, command: string): Promise<void> =>
    take.scene(scene, roles, () => take.command(command));
  await ask('relate nospeak', spelled(relateCommand(name, [coach, heard], 'nospeak')));
  await ask('member unmute', spelled(muteCommand(name, coach, false)));
  await ask('member mute', spelled(muteCommand(name, coach, true)));
  await ask('relate clear', spelled(relateCommand(name, [coach, heard], 'clear')));
  await ask('relate @ no member', spelled(relateCommand(name, [coach, '99999'], 'nospeak')));
  await ask('mute @ no member', spelled(muteCommand(name, '99999', true)));
  const nowhere = conferenceOf(take.newId());
  await ask('member order @ no conference', spelled(muteCommand(nowhere, coach, true)));
  for (const role of ['listen', `whisper:${take.newId()}`, '']) {
    await take.between(() => take.command(spell.mark(third.uuid, { [VARIABLE.role]: role })));
  }
  await take.between(() => customer.call.hangUp());
}

/** A recording that is paused, and one that goes on in the same file. */
export async function pauseScenes(take: Take): Promise<void> {
  const leg = await take.answered();
  const file = `${take.options.recordings}/${take.newId()}.wav`;
  const roles: Roles = { ...rolesOf(leg), file };
  const ask = (scene: string, command: string): Promise<void> =>
    take.scene(scene, roles, () => take.command(command));
  leg.call.voice.sendTone(440);
  await take.between(() => take.command(spell.record(leg.uuid, file, 60)));
  await ask('mask @ recorded', spell.mask(leg.uuid, file, true));
  await ask('unmask @ recorded', spell.mask(leg.uuid, file, false));
  await take.between(() => take.command(spell.stopRecord(leg.uuid, file)));
  await ask('mask @ not recorded', spell.mask(leg.uuid, file, true));
  await take.between(() => take.command(spell.mark(leg.uuid, { RECORD_APPEND: 'true' })));
  await ask('record, goes on', spell.record(leg.uuid, file, 60));
  await take.between(() => take.command(spell.mark(leg.uuid, { RECORD_APPEND: '' })));
  await ask('stop record, went on', spell.stopRecord(leg.uuid, file));
  leg.call.voice.stopTone();
  await take.between(() => leg.call.hangUp());
  await ask('mask @ gone', spell.mask(leg.uuid, file, true));
}

/** Sends it into a conference; its number there. */
async function memberOf(take: Take, { uuid }: TakenLeg, command: string): Promise<string> {
  const added = take.recorder.event('CUSTOM', { Action: 'add-member', 'Unique-ID': uuid });
  await take.between(() => take.command(command));
  return (await added)['Member-ID'] ?? '';
}
