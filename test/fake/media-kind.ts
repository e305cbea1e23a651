/** What plays, as the scenes are named after it. */
export function mediaKindOf(file: string): string {
  if (file.includes('local_stream://')) return 'music';
  const isBroken = file.split('!').some((part) => part.includes('missing'));
  if (file.startsWith('file_string://')) return isBroken ? 'broken list' : 'list';
  if (file.includes('tone_stream://')) return 'tone';
  if (file.includes('silence_stream://')) return 'silence';
  return isBroken ? 'missing' : 'sound';
}

/** How long it plays, ms. */
export function mediaMsOf(file: string): number {
  return file.split('!').reduce((sum, part) => sum + partMsOf(part), 0);
}

/** Of the loopback set-up's sounds. */
const SOUND_MS = 1000;

function partMsOf(part: string): number {
  const silence = /silence_stream:\/\/(\d+)/.exec(part)?.[1];
  if (silence !== undefined) return Number(silence);
  const tones = [...part.matchAll(/%\((\d+),(\d+)/g)];
  if (tones.length === 0) return SOUND_MS;
  return tones.reduce((sum, [, on, off]) => sum + Number(on) + Number(off), 0);
}
