const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Outbound legs bear our own id as their channel's. */
export const isOwnLegId = (legId: string): boolean => UUID.test(legId);

/** The leg of a channel that came in. No second switch and no restart repeats it. */
export const inboundLegId = (switchId: string, uuid: string): string => `in:${switchId}:${uuid}`;
