/**
 * One AMI packet. What is received has its keys in lower case, since Asterisk spells them in more
 * than one way; a key that repeats keeps its first value.
 */
export type AmiPacket = Readonly<Record<string, string>>;

export interface AmiReply {
  readonly response: AmiPacket;
  /** What followed an answer that announced a list. */
  readonly events: readonly AmiPacket[];
}

export interface AmiListener {
  /** Logged in; called again after each reconnect. */
  up(): void;
  /** Actions that waited were rejected before this call. */
  down(reason: string): void;
  event(packet: AmiPacket): void;
}

/** The wire to the manager interface of one Asterisk. */
export interface AmiLink {
  /**
   * Resolves after the first attempt, whatever came of it. Rejects with AMI_UNAUTHORIZED or
   * LINK_NOT_INSTALLED: waiting does not mend those.
   */
  open(listener: AmiListener): Promise<void>;
  /**
   * Sends an action and gives its answer, with the list that follows where one does. Rejects with
   * AMI_DOWN, AMI_DEADLINE, or AMI_VALUE_REFUSED for a value that holds a line break: what comes
   * after one would be read as further headers, or as a second action.
   */
  action(fields: AmiPacket): Promise<AmiReply>;
  close(): Promise<void>;
}

export interface AmiLinkOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}
