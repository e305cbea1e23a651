import { CodedError } from '../../port/coded-error';
import { baseOf } from './ari-http';
import type { AriLinkOptions } from './ari-link';

/** What an HTTP status other than success means for the whole link. */
export function refusalOf(status: number, options: AriLinkOptions): CodedError {
  const place = `ARI at ${baseOf(options.url)}`;
  if (status === 401 || status === 403) {
    const remedy = 'Compare ari.user and ari.password with ari.conf.';
    return new CodedError('ARI_UNAUTHORIZED', `${place} refused the user ${options.user}`, remedy);
  }
  if (status === 404) {
    const remedy = 'Check ari.url, and that res_ari and res_http_websocket are loaded.';
    return new CodedError('ARI_NOT_FOUND', `${place} does not exist`, remedy);
  }
  return new CodedError('SWITCH_DOWN', `${place} answered ${status}`);
}
