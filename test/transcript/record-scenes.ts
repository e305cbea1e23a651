import { spell } from './spelling';
import { rolesOf, type Take } from './take';

/** Recordings, and how they end. */
export async function recordScenes(take: Take): Promise<void> {
  const file = (): string => `${take.options.recordings}/${take.newId()}.wav`;
  const leg = await take.answered();
  const first = file();
  const roles = { ...rolesOf(leg), file: first };
  await take.scene('record @ parked in', roles, () =>
    take.command(spell.record(leg.uuid, first, 60)),
  );
  await take.scene('stop record @ parked in', roles, () =>
    take.command(spell.stopRecord(leg.uuid, first)),
  );
  await take.scene('stop record @ not recorded', roles, () =>
    take.command(spell.stopRecord(leg.uuid, first)),
  );
  const short = file();
  await take.scene('record is full', { ...rolesOf(leg), file: short }, async () => {
    const over = take.recorder.event('RECORD_STOP');
    await take.command(spell.record(leg.uuid, short, 1));
    await over;
  });
  const second = file();
  await take.between(() => take.command(spell.record(leg.uuid, second, 60)));
  await take.scene('far hangs up @ recorded in', { ...rolesOf(leg), file: second }, () =>
    leg.call.hangUp(),
  );
  await take.scene('record @ gone', { ...rolesOf(leg), file: second }, () =>
    take.command(spell.record(leg.uuid, second, 60)),
  );
  await take.scene('stop record @ gone', { ...rolesOf(leg), file: second }, () =>
    take.command(spell.stopRecord(leg.uuid, second)),
  );
  const killed = await take.answered();
  const third = file();
  await take.between(() => take.command(spell.record(killed.uuid, third, 60)));
  await take.scene('kill NORMAL_CLEARING @ recorded in', { ...rolesOf(killed), file: third }, () =>
    take.command(spell.kill(killed.uuid)),
  );
}

/** Callers who are sent elsewhere. */
export async function redirectScenes(take: Take): Promise<void> {
  const waiting = await take.comes();
  await take.scene('redirect @ offered', rolesOf(waiting), () =>
    take.command(spell.execute(waiting.uuid, 'redirect', 'sip:4940999@127.0.0.1:5090')),
  );
  const away = await take.comes();
  await take.scene('fallback @ offered', rolesOf(away), () =>
    take.command(spell.fallback(away.uuid)),
  );
  const answered = await take.answered();
  await take.scene('deflect @ parked in', rolesOf(answered), () =>
    take.command(spell.execute(answered.uuid, 'deflect', 'sip:4940999@127.0.0.1:5090')),
  );
  await take.scene('redirect @ gone', rolesOf(waiting), () =>
    take.command(spell.execute(waiting.uuid, 'redirect', 'sip:4940999@127.0.0.1:5090')),
  );
  await take.scene('deflect @ gone', rolesOf(waiting), () =>
    take.command(spell.execute(waiting.uuid, 'deflect', 'sip:4940999@127.0.0.1:5090')),
  );
}

/** What a machine is told by: a sound, and the silence after it. */
export async function machineScenes(take: Take): Promise<void> {
  const leg = await take.answers();
  const listen = async (app: string, words: string, name: string): Promise<void> => {
    const roles = { ...rolesOf(leg), id: take.newId() };
    await take.scene(`${name} begins`, roles, () =>
      take.command(spell.execute(leg.uuid, app, words, roles.id)),
    );
    await take.scene(`${name} ends`, roles, () => take.recorder.event('CHANNEL_EXECUTE_COMPLETE'));
  };
  await listen('detect_audio', '256 3 2500', 'nothing is heard');
  await listen('detect_silence', '256 40 2300', 'silence');
  leg.call.voice.sendTone(440);
  await take.between(async () => undefined);
  const roles = { ...rolesOf(leg), id: take.newId() };
  await take.scene('a sound is heard', roles, () =>
    take.command(spell.execute(leg.uuid, 'detect_audio', '256 3 2500', roles.id)),
  );
  await listen('detect_silence', '256 40 2300', 'no silence');
  leg.call.voice.stopTone();
  await take.recorder.quiet();
  const last = { ...rolesOf(leg), id: take.newId() };
  const begin = (uuid: string, id: string) =>
    take.command(spell.execute(uuid, 'detect_audio', '256 3 9500', id));
  await take.between(() => begin(leg.uuid, last.id));
  await take.scene('far hangs up @ listening out', last, () => leg.call.hangUp());
  const killed = await take.answers();
  const own = { ...rolesOf(killed), id: take.newId() };
  await take.between(() => begin(killed.uuid, own.id));
  await take.scene('kill NORMAL_CLEARING @ listening out', own, () =>
    take.command(spell.kill(killed.uuid)),
  );
  await take.scene('listen @ gone', own, () => begin(killed.uuid, own.id));
}
