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

/** Rejects with ANCHOR_AWAY or ANCHOR_DIFFERS. */
async function post({ anchorId, url, token }: HttpAnchorOptions, sent: Sent): Promise<Buffer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': sent.type,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: sent.body,
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch((error: Error) => {
    throw away(anchorId, `it does not answer (${error.name})`);
  });
  const receipt = Buffer.from(await answer.arrayBuffer());
  if (answer.status === CONFLICT) {
    throw new CodedError(
      'ANCHOR_DIFFERS',
      `"${anchorId}" keeps another checkpoint of this size.`,
      'Keep both and verify the log against the older one: it was rewritten, here or there.',
    );
  }
  if (!answer.ok) throw away(anchorId, `it answers with status ${answer.status}`);
  if (receipt.length <= RECEIPT_BYTES_MAX) return receipt;
  throw away(anchorId, `its answer has more than ${RECEIPT_BYTES_MAX} bytes`);
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

  put({ note }: AnchoredNote): Promise<Buffer> {
    return post(this.options, { type: 'text/plain; charset=utf-8', body: note });
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
    const reply = await post(this.options, { type: 'application/timestamp-query', body });
    checkTimeStamp(reply, hash, nonce);
    return reply;
  }
}
