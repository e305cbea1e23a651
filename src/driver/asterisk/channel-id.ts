const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Outbound legs bear our own id as their channel id. All of them are 36 characters long, because
 * Asterisk refuses an id that is a prefix of a live channel's, or differs from it in case only.
 */
export const isOwnLegId = (legId: string): boolean => UUID.test(legId);

/** The leg of a channel; nothing has to be remembered for it, so it outlives a restart. */
export function legIdOf(switchId: string, channelId: string): string {
  return isOwnLegId(channelId) ? channelId : `in:${switchId}:${channelId}`;
}

/** The channel of a leg; null when no leg of this switch can have such an id. */
export function channelIdOf(switchId: string, legId: string): string | null {
  if (isOwnLegId(legId)) return legId;
  const prefix = `in:${switchId}:`;
  return legId.startsWith(prefix) && legId.length > prefix.length
    ? legId.slice(prefix.length)
    : null;
}

/** Channels that Asterisk, or a recording of ours, makes beside the legs. */
export const isHelperChannel = (name: string): boolean =>
  /^(?:Snoop|Recorder|Announcer|Message)\//.test(name);
