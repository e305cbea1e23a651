import { createHash, randomBytes } from 'node:crypto';
import { checkTimeStamp, timeStampQuery } from '../../ledger/time-stamp';
import { CodedError } from '../../port/coded-error';
import type { AnchoredNote } from '../../store/ledger/anchor-store';
import type { Anchor } from './anchor';

const ANSWER_TIMEOUT_MS = 20_000;
/** A stamp with a chain of certificates has some 6 kB. */
const RECEIPT_BYTES_MAX = 64 * 1024;
const CONFLICT = 409;

export interface HttpAnchorOptions {
  readonly anchorId: string;
  readonly url: string;
  readonly token?: string;
}

interface Sent {
  readonly type: string;
  readonly body: string | Buffer;
}

/** The answer to what was posted, once it is a success. Rejects with ANCHOR_AWAY. */
async function post({ anchorId, url, token }: HttpAnchorOptions, sent: Sent): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': sent.type,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: sent.body,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return { status: response.status, receipt: await receiptOf(response) };
  } catch (error) {
    if (error instanceof TooLong) throw away(anchorId, error.message);
    throw away(anchorId, `it does not answer (${(error as Error).name})`);
  }
}

interface Answer {
  readonly status: number;
  readonly receipt: Buffer;
}

class TooLong extends Error {}

/** Read in pieces: an answer without end must not fill the memory of those who take calls. */
async function receiptOf(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > RECEIPT_BYTES_MAX) {
      throw new TooLong(`its answer has more than ${RECEIPT_BYTES_MAX} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The receipt of an answer in 2xx. Rejects with ANCHOR_AWAY. */
function accepted({ anchorId }: HttpAnchorOptions, { status, receipt }: Answer): Buffer {
  if (status >= 200 && status < 300) return receipt;
  throw away(anchorId, `it answers with status ${status}`);
}

const away = (anchorId: string, what: string): CodedError =>
  new CodedError(
    'ANCHOR_AWAY',
    `The anchor "${anchorId}" did not take the checkpoint: ${what}.`,
    'It is tried again each minute with the newest checkpoint; look at the address and the token.',
  );

/** The client's own endpoint: it is sent the note, and may answer with a countersigned one. */
export class HttpAnchor implements Anchor {
  readonly anchorId: string;

  constructor(private readonly options: HttpAnchorOptions) {
    this.anchorId = options.anchorId;
  }

  async put({ note }: AnchoredNote): Promise<Buffer> {
    const { options } = this;
    const answer = await post(options, { type: 'text/plain; charset=utf-8', body: note });
    if (answer.status !== CONFLICT) return accepted(options, answer);
    throw new CodedError(
      'ANCHOR_DIFFERS',
      `"${options.anchorId}" keeps another checkpoint of this size.`,
      'Keep both and verify the log against the older one: it was rewritten, here or there.',
    );
  }
}

/** A time-stamping authority (RFC 3161, over HTTP): the receipt is its TimeStampResp. */
export class TimeStampAnchor implements Anchor {
  readonly anchorId: string;

  constructor(private readonly options: HttpAnchorOptions) {
    this.anchorId = options.anchorId;
  }

  async put({ note }: AnchoredNote): Promise<Buffer> {
    const hash = createHash('sha256').update(note).digest();
    const nonce = randomBytes(8);
    const body = timeStampQuery(hash, nonce);
    const sent = { type: 'application/timestamp-query', body };
    const reply = accepted(this.options, await post(this.options, sent));
    checkTimeStamp(reply, hash, nonce);
    return reply;
  }
}
