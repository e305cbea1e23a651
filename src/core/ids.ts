import type { World } from './world';

/** Marks what an id names, readable in a log: the third group of the UUID. */
const KIND = {
  call: 'ca1',
  contact: 'c01',
  leg: '1e9',
  bridge: 'b1d',
  media: '3ed',
  command: 'c0d',
  recording: '4ec',
  attempt: 'a77',
};

export type IdKind = keyof typeof KIND;

/**
 * A new id in the form of a UUID version 8 (RFC 9562, section 5.8):
 * nonce of the boot (48 bits), kind, counter (48 bits). All ids are of one length and in lower
 * case, since Asterisk takes an id that is a prefix of a living channel's for the same one; and
 * no two boots share a nonce, so a lost tail of the journal never mints an id again.
 */
export function mintId(world: World, kind: IdKind): string {
  world.counter += 1;
  const counter = world.counter.toString(16).padStart(12, '0');
  return `${world.nonce.slice(0, 8)}-${world.nonce.slice(8)}-8${KIND[kind]}-8000-${counter}`;
}

/** Whether an id has the form that `mintId` gives to legs, of whatever boot. */
export const isMintedLegId = (legId: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-81e9-8000-[0-9a-f]{12}$/.test(legId);

/** Whether an id has the form that `mintId` gives to recordings, of whatever boot. */
export const isMintedRecordingId = (recordingId: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-84ec-8000-[0-9a-f]{12}$/.test(recordingId);
