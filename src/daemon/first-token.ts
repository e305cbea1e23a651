import { join } from 'node:path';
import type { Logger } from 'pino';
import { CONNECTION_FILE, readConnection, writeConnection } from '../cli/stored-connection';
import type { Daemon } from './daemon';

export interface FirstTokenOptions {
  readonly daemon: Daemon;
  readonly dataDir: string;
  readonly log: Logger;
  readonly say: (line: string) => void;
  /** A person reads what is said; else it may end in the log of whatever runs the daemon. */
  readonly isTerminal: boolean;
}

/**
 * Leaves cli.json for the command line: where the daemon listens, and a token of an operator. A
 * token that still holds is kept; else one is made, as soon as the database is there, and shown
 * this once on a terminal. Elsewhere only the file that holds it is named.
 */
export async function keepConnection(options: FirstTokenOptions): Promise<void> {
  const { daemon, dataDir, log } = options;
  const { url } = daemon;
  const known = storedToken(dataDir);
  const holds = known !== undefined && (await daemon.tokens.verify(known)) !== null;
  try {
    writeConnection(dataDir, holds ? { url, token: known } : { url });
  } catch (error) {
    // A full disk is no reason to serve no calls.
    log.error({ reason: String(error) }, 'cli.json could not be written');
  }
  if (!holds) daemon.database.onReady(() => void makeToken(options));
}

function storedToken(dataDir: string): string | undefined {
  try {
    return readConnection(dataDir)?.token;
  } catch {
    // A broken file is written anew.
    return undefined;
  }
}

async function makeToken(options: FirstTokenOptions): Promise<void> {
  const { daemon, dataDir, log, say, isTerminal } = options;
  const { tokens, url } = daemon;
  try {
    const { secret } = await tokens.create({ name: 'first operator', role: 'operator' });
    writeConnection(dataDir, { url, token: secret });
    const path = join(dataDir, CONNECTION_FILE);
    if (isTerminal) say(`token ${secret} (operator; shown this once, kept in ${path})`);
    else say(`an operator's token is kept in ${path}`);
  } catch (error) {
    log.error({ reason: String(error) }, 'no operator token could be made');
  }
}
