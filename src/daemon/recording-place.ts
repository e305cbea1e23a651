import type { AsteriskConfig, FreeswitchConfig } from '../config/schema';

/** Where a switch's recordings are to be had. */
export type RecordingPlace =
  | { readonly kind: 'folder'; readonly path: string }
  /** ARI's stored recordings, `url` like http://127.0.0.1:8088/ari. */
  | { readonly kind: 'ari'; readonly url: string; readonly user: string; readonly password: string }
  | { readonly kind: 'none'; readonly reason: string };

/** The folder where it is mounted here, else Asterisk's own HTTP. */
export const asteriskRecordings = ({ ari, recordingFolder }: AsteriskConfig): RecordingPlace =>
  recordingFolder === undefined
    ? { kind: 'ari', url: ari.url, user: ari.user, password: ari.password }
    : { kind: 'folder', path: recordingFolder };

/** FreeSWITCH gives no files out: the folder has to be seen from here. */
export function freeswitchRecordings(config: FreeswitchConfig): RecordingPlace {
  const path = config.recordingMount ?? config.recordingFolder;
  if (path !== undefined) return { kind: 'folder', path };
  return { kind: 'none', reason: 'recordingMount of this switch is not set' };
}
