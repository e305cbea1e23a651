import { Recorder } from './recorder';
import { spell } from './spelling';
import { rolesOf, type Take } from './take';

/** How the connection itself begins, refuses and ends. */
export async function connectionScenes(take: Take): Promise<void> {
  const { recorder } = take;
  const ask = (name: string, command: string) => take.scene(name, {}, () => take.command(command));
  await ask('nonsense', 'nosuchcommand');
  await ask('no such api', 'api nosuchcmd');
  const leg = await take.answered();
  await ask('too many a second', 'api fsctl sps 1');
  await take.between(async () => {
    for (let count = 0; count < 3; count++) await take.command(originateNowhere(take));
  });
  await take.dials('originate, too many a second', take.carrier(take.newNumber('ring')));
  await ask('enough a second', 'api fsctl sps 500');
  const text = 'Grüße aus Köln: ☎ 日本';
  await take.scene('multi-byte text', { ...rolesOf(leg), text }, () =>
    take.command(spell.mark(leg.uuid, { leitstand_note: text })),
  );
  await take.scene('multi-byte event', { ...rolesOf(leg), text }, () => leg.call.hangUp());
  recorder.scene('exit');
  recorder.say('exit');
  await recorder.closed();
}

/** A second connection, with a wrong password. */
export async function wrongPassword(port: number): Promise<Recorder> {
  const recorder = await Recorder.open(port);
  recorder.scene('wrong password');
  await recorder.quiet(100);
  recorder.say('auth wrong-password');
  await recorder.closed();
  return recorder;
}

/** A connection that the access list refuses. */
export async function accessDenied(port: number): Promise<Recorder> {
  const recorder = await Recorder.open(port);
  recorder.scene('access denied');
  await recorder.closed();
  return recorder;
}

const originateNowhere = (take: Take): string =>
  spell.originate({ leg: take.newId(), job: take.newId(), to: take.carrier(take.newNumber(null)) });

/** The switch is told to stop while a call is up. */
export async function shutdownScenes(take: Take): Promise<void> {
  const leg = await take.answered();
  take.recorder.scene('shutdown', rolesOf(leg));
  take.recorder.say('api fsctl shutdown');
  await take.recorder.closed();
}
