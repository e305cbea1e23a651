import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { base, parsed, refusal, type Target, unreachable, unreadable } from './http-call';

/** A file on its way to the daemon. */
export interface HttpUpload {
  readonly path: string;
  readonly type: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The answer's JSON. No faster than the daemon takes the file, and without a time limit: a list of
 * millions takes its time. Rejects as `callDaemon` does.
 */
export async function uploadToDaemon(target: Target, upload: HttpUpload): Promise<unknown> {
  const url = new URL(base(target.url) + upload.path);
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, application/problem+json',
      'content-type': upload.type,
      ...(target.token === undefined ? {} : { authorization: `Bearer ${target.token}` }),
    },
  });
  const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', async (response) => {
      try {
        let text = '';
        for await (const piece of response.setEncoding('utf8')) text += piece;
        resolve({ status: response.statusCode ?? 0, text });
      } catch (error) {
        reject(error);
      }
    });
  });
  // A refusal may come before the file is sent, and ends the sending; it is the answer then.
  const sent = pipeline(upload.bytes, request).catch(() => undefined);
  try {
    const { status, text } = await answered;
    const value = parsed(text);
    if (status < 200 || status > 299) throw refusal(target, status, value);
    if (value === undefined) throw unreadable(target.url);
    return value;
  } catch (error) {
    throw unreachable(target.url, error);
  } finally {
    request.destroy();
    await sent;
  }
}
