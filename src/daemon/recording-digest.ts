import { createHash } from 'node:crypto';

export interface RecordingDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Of the sound, where the file is a WAV whose head tells its rate. */
  readonly audioMs?: number;
}

/** The head of a WAV ends long before. */
const HEAD_BYTES = 4096;

/** Reads a file from its first byte to its last, holding no more of it than a piece. */
export async function digestOf(bytes: AsyncIterable<Uint8Array>): Promise<RecordingDigest> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let sizeBytes = 0;
  for await (const piece of bytes) {
    hash.update(piece);
    sizeBytes += piece.length;
    if (head.length < HEAD_BYTES) {
      head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES - head.length)]);
    }
  }
  const audioMs = audioMsOf(head, sizeBytes);
  return {
    sizeBytes,
    sha256: hash.digest('hex'),
    ...(audioMs !== undefined && { audioMs }),
  };
}

const CHUNK_HEAD_BYTES = 8;

/**
 * By the chunks of the RIFF head: bytes a second from `fmt `, and what follows `data`. The size
 * that `data` claims is not believed, since a switch that crashed has not corrected it.
 */
function audioMsOf(head: Buffer, sizeBytes: number): number | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') {
    return undefined;
  }
  let bytesPerSecond = 0;
  for (let at = 12; at + CHUNK_HEAD_BYTES <= head.length; ) {
    const name = head.toString('latin1', at, at + 4);
    const body = at + CHUNK_HEAD_BYTES;
    if (name === 'data') {
      const soundBytes = sizeBytes - body;
      return bytesPerSecond > 0 ? Math.round((soundBytes * 1000) / bytesPerSecond) : undefined;
    }
    if (name === 'fmt ' && body + 12 <= head.length) bytesPerSecond = head.readUInt32LE(body + 8);
    const length = head.readUInt32LE(at + 4);
    // Chunks begin at even places.
    at = body + length + (length % 2);
  }
  return undefined;
}
