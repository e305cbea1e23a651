import { join } from 'node:path';
import { spell } from './spelling';
import { rolesOf, type Take, type TakenLeg } from './take';

/** What plays, as the driver names it: 1 s of a sound, tones, silence, music, a list. */
const FILES = (sounds: string): Readonly<Record<string, string>> => ({
  sound: join(sounds, 'beep.wav'),
  tone: 'tone_stream://%(1500,0,440)',
  silence: 'silence_stream://1500',
});

export async function mediaScenes(take: Take): Promise<void> {
  const leg = await take.answered();
  const files = FILES(take.options.sounds);
  for (const [kind, file] of Object.entries(files)) await playsToEnd(take, leg, kind, file);
  await playsList(take, leg, 'list', Object.values(files));
  const missing = join(take.options.sounds, 'missing.wav');
  await play(take, leg, { name: 'play missing', file: missing });
  await playsList(take, leg, 'broken list', [files['silence'] ?? '', missing]);
  const music = await play(take, leg, { name: 'play music', file: 'local_stream://default' });
  await take.scene('stop @ playing', music, () => take.command(spell.stop(leg.uuid)));
  await take.scene('stop @ parked', rolesOf(leg), () => take.command(spell.stop(leg.uuid)));
  // A hold has no media id of the core's.
  const hold = `hold-${leg.uuid}`;
  await take.between(() => take.command(spell.play(leg.uuid, hold, 'local_stream://default')));
  await take.between(() => take.command(spell.stop(leg.uuid)));
  const long = 'silence_stream://60000';
  const silence = await play(take, leg, { file: long });
  await take.scene('digit @ playing', silence, () => leg.call.voice.pressKeys('5'));
  await take.between(() => take.command(spell.stop(leg.uuid)));
  const barge = await play(take, leg, {
    name: 'play, digits stop it',
    file: long,
    digits: '1234567890*#ABCD',
  });
  await take.scene('digit stops it', barge, () => leg.call.voice.pressKeys('5'));
  const tone = await play(take, leg, { file: long });
  await take.scene('far hangs up @ playing in', tone, () => leg.call.hangUp());
  const killed = await take.answered();
  const roles = await play(take, killed, { file: long });
  await take.scene('kill NORMAL_CLEARING @ playing in', roles, () =>
    take.command(spell.kill(killed.uuid)),
  );
  await take.scene('play @ gone', roles, () =>
    take.command(spell.play(killed.uuid, take.newId(), long)),
  );
  await take.scene('stop @ gone', roles, () => take.command(spell.stop(killed.uuid)));
}

/** A leg that was called, under the same prompts. */
export async function outboundMediaScenes(take: Take): Promise<void> {
  const long = 'silence_stream://60000';
  const leg = await take.answers();
  const first = await play(take, leg, { file: long });
  await take.scene('far hangs up @ playing out', first, () => leg.call.hangUp());
  const killed = await take.answers();
  const second = await play(take, killed, { file: long });
  await take.scene('kill NORMAL_CLEARING @ playing out', second, () =>
    take.command(spell.kill(killed.uuid)),
  );
}

interface Prompt {
  /** Of its scene. */
  readonly name?: string;
  readonly file: string;
  readonly digits?: string;
}

/** Begins a prompt; resolves with the roles of its scenes when it has begun. */
async function play(
  take: Take,
  leg: TakenLeg,
  { name = 'between', file, digits }: Prompt,
): Promise<Record<string, string>> {
  const media = take.newId();
  const roles = { ...rolesOf(leg), media, file };
  await take.scene(name, roles, () => take.command(spell.play(leg.uuid, media, file, digits)));
  return roles;
}

async function playsToEnd(take: Take, leg: TakenLeg, kind: string, file: string): Promise<void> {
  const media = take.newId();
  const roles = { ...rolesOf(leg), media, file };
  const begun = take.recorder.event('PLAYBACK_START');
  const over = take.recorder.event('CHANNEL_EXECUTE_COMPLETE');
  take.recorder.scene(`play ${kind}`, roles);
  await take.command(spell.play(leg.uuid, media, file));
  await begun;
  await take.scene(`${kind} ends`, roles, () => over);
}

async function playsList(
  take: Take,
  leg: TakenLeg,
  name: string,
  files: readonly string[],
): Promise<void> {
  const media = take.newId();
  const file = spell.list(media, files);
  const roles = { ...rolesOf(leg), media, file };
  await take.scene(`play ${name}`, roles, () =>
    take.command(spell.playList(leg.uuid, media, files)),
  );
  await take.scene(`${name} ends`, roles, () => take.recorder.event('CHANNEL_EXECUTE_COMPLETE'));
}
