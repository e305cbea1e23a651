import { fenceVariable, TAKEN_SUBCLASS } from '../../src/driver/freeswitch/subscription';
import {
  channelsCommand,
  customEventCommand,
  dumpCommand,
  existsCommand,
  gatewaysCommand,
  getGlobalCommand,
  registrationsCommand,
  sayStringCommand,
  setGlobalCommand,
  statusCommand,
  unscheduleCommand,
  usersCommand,
  VARIABLE,
  versionCommand,
} from '../../src/driver/freeswitch/to-wire';
import { spell, spelled } from './spelling';
import { type Roles, rolesOf, type Take } from './take';

/** What the switch answers about itself, its phones and its trunks. */
export async function switchScenes(take: Take): Promise<void> {
  const ask = (name: string, command: string, roles: Roles = {}) =>
    take.scene(name, roles, () => take.command(command));
  await ask('version', spelled(versionCommand));
  await ask('status', spelled(statusCommand));
  await ask('users', spelled(usersCommand));
  await ask('gateways', spelled(gatewaysCommand));
  await ask('no registrations', spelled(registrationsCommand));
  const desk = take.phones.phone('desk-1', 'ring', take.options.devicePassword);
  await take.between(() => desk.register());
  await ask('registrations', spelled(registrationsCommand), { device: 'desk-1' });
  await take.between(() => desk.unregister());
  const epoch = fenceVariable('leitstand');
  for (const name of ['sound_prefix', 'domain', 'recordings_dir', epoch]) {
    await ask(`global ${name}`, spelled(getGlobalCommand(name)));
  }
  const token = take.newId();
  await ask('set global', spelled(setGlobalCommand(epoch, token)), { token });
  await ask('global is set', spelled(getGlobalCommand(epoch)), { token });
  const fields = { 'Leitstand-App': 'leitstand', 'Leitstand-Token': token };
  await ask('taken', spelled(customEventCommand(TAKEN_SUBCLASS, fields)), { token });
  await ask('say', spelled(sayStringCommand('en', '42')));
}

/** What it answers about its channels. */
export async function channelScenes(take: Take): Promise<void> {
  const ask = async (state: string, uuid: string, roles: Roles): Promise<void> => {
    await take.recorder.quiet(1500);
    await take.scene(`dump @ ${state}`, roles, () => take.command(spelled(dumpCommand(uuid))));
    await take.scene(`channels @ ${state}`, roles, () => take.command(spelled(channelsCommand)));
  };
  await take.scene('channels @ none', {}, () => take.command(spelled(channelsCommand)));
  const inbound = await take.comes();
  await take.scene('unschedule', rolesOf(inbound), () =>
    take.command(spelled(unscheduleCommand(inbound.uuid))),
  );
  await take.scene('mark', rolesOf(inbound), () =>
    take.command(spell.mark(inbound.uuid, { leitstand_taken: 'leitstand' })),
  );
  for (const variables of marksOf(take)) {
    await take.between(() => take.command(spell.mark(inbound.uuid, variables)));
  }
  await ask('offered', inbound.uuid, rolesOf(inbound));
  await take.between(() => take.command(spell.answer(inbound.uuid)));
  await ask('parked in', inbound.uuid, rolesOf(inbound));
  const [media, file] = [take.newId(), 'local_stream://default'];
  await take.between(() => take.command(spell.play(inbound.uuid, media, file)));
  await ask('playing in', inbound.uuid, { ...rolesOf(inbound), media, file });
  await take.between(() => inbound.call.hangUp());
  await take.scene('dump @ gone', rolesOf(inbound), () =>
    take.command(spelled(dumpCommand(inbound.uuid))),
  );
  await take.scene('exists @ gone', rolesOf(inbound), () =>
    take.command(spelled(existsCommand(inbound.uuid))),
  );
  await take.scene('mark @ gone', rolesOf(inbound), () =>
    take.command(spell.mark(inbound.uuid, { leitstand_taken: 'leitstand' })),
  );
  await take.scene('unschedule @ gone', rolesOf(inbound), () =>
    take.command(spelled(unscheduleCommand(inbound.uuid))),
  );
  const outbound = await take.rings();
  await ask('ringing', outbound.uuid, rolesOf(outbound));
  await take.scene('exists', rolesOf(outbound), () =>
    take.command(spelled(existsCommand(outbound.uuid))),
  );
  await take.between(() => outbound.call.answer());
  await ask('parked out', outbound.uuid, rolesOf(outbound));
  const customer = await take.answered();
  await take.between(() => take.command(spell.bridge(customer.uuid, outbound.uuid)));
  await ask('pair in', customer.uuid, rolesOf(customer, outbound));
  await ask('pair out', outbound.uuid, rolesOf(outbound, customer));
  await take.between(() => outbound.call.hangUp());
  const bridge = take.newId();
  await take.between(() => take.command(spell.confer(customer.uuid, bridge)));
  await ask('conference in', customer.uuid, { ...rolesOf(customer), bridge });
  await take.between(() => customer.call.hangUp());
  const other = await take.answers();
  await take.between(() => take.command(spell.confer(other.uuid, bridge)));
  await ask('conference out', other.uuid, { ...rolesOf(other), bridge });
}

/** All that the driver notes down on a leg for an engine after it. */
function marksOf(take: Take): readonly Readonly<Record<string, string>>[] {
  const bridge = take.newId();
  const recording = `${VARIABLE.recording}${take.newId()}`;
  return [
    { [VARIABLE.bridge]: bridge, [VARIABLE.role]: 'listen' },
    { [VARIABLE.bridge]: bridge, [VARIABLE.role]: 'talk' },
    { [VARIABLE.bridge]: '', [VARIABLE.held]: bridge },
    { [VARIABLE.bridge]: '', [VARIABLE.held]: '' },
    { max_session_transfers: '70' },
    { [recording]: `${take.options.recordings}/${take.newId()}.wav` },
    { [recording]: '' },
  ];
}
