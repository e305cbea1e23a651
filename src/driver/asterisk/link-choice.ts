import type { Clock } from '../../port/clock';
import type { DriverLog } from '../link/driver-log';
import type { AmiLink, AmiLinkOptions } from './ami-link';
import { amiNetLink } from './ami-net-link';
import { ariClientLink } from './ari-client-link';
import type { AriLink, AriLinkOptions } from './ari-link';
import { ariWsLink } from './ari-ws-link';
import { asteriskManagerLink } from './asterisk-manager-link';

export type AriLinkName = 'websocket' | 'http' | 'ari-client';
export type AmiLinkName = 'net' | 'asterisk-manager';

/** The ARI link of that name; the library behind one is not loaded before it opens. */
export function ariLinkOf(
  options: AriLinkOptions & { readonly link?: AriLinkName },
  clock: Clock,
  log: DriverLog,
): AriLink {
  const { link = 'websocket' } = options;
  if (link === 'ari-client') return ariClientLink({ options, clock, log });
  return ariWsLink({ options, rest: link, clock, log });
}

/** The AMI link of that name. */
export function amiLinkOf(
  options: AmiLinkOptions & { readonly link?: AmiLinkName },
  clock: Clock,
  log: DriverLog,
): AmiLink {
  return options.link === 'asterisk-manager'
    ? asteriskManagerLink(options, clock, log)
    : amiNetLink(options, clock, log);
}
