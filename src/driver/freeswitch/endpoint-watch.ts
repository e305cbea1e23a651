import type { DriverLog } from '../link/driver-log';
import type { Report } from './driver-desk';
import type { EslEvent } from './esl-frame';
import type { EslCommand } from './esl-link';
import { gatewaysCommand, registrationsCommand, usersCommand } from './to-wire';

export interface EndpointWatchParts {
  readonly report: (report: Report) => void;
  readonly ask: (command: EslCommand) => Promise<string>;
  readonly log: DriverLog;
}

const IS_GATEWAY_DOWN = /^(?:DOWN|FAIL|FAIL_WAIT|EXPIRED|UNREGED?|NOAVAIL|TIMEOUT)$/;

/** Which phones and trunks can be reached: asked once after each login, then told by events. */
export class EndpointWatch {
  private readonly reachable = new Map<string, boolean>();
  private readonly proxies = new Map<string, string>();
  private readonly gateways = new Set<string>();

  constructor(private readonly parts: EndpointWatchParts) {}

  async askAll(): Promise<void> {
    const { ask } = this.parts;
    await this.askGateways();
    const [users, registrations] = await Promise.all([
      ask(usersCommand),
      ask(registrationsCommand),
    ]);
    const registered = registeredUsers(registrations);
    const known = [...usersIn(users), ...registered, ...this.devices()];
    for (const device of known) this.learnDevice(device, registered.has(device));
  }

  /** Where a trunk leads, as host and port; undefined: there is no such trunk. */
  async proxyOf(trunk: string): Promise<string | undefined> {
    if (!this.proxies.has(trunk)) await this.askGateways();
    return this.proxies.get(trunk);
  }

  read(event: EslEvent): void {
    switch (event['Event-Subclass']) {
      case 'sofia::register':
        this.learnDevice(event['from-user'] ?? '', true, 'registered');
        break;
      case 'sofia::unregister':
      case 'sofia::expire':
        this.learnDevice(event['from-user'] ?? event.user ?? '', false, 'not registered');
        break;
      case 'sofia::gateway_state':
        this.gatewayChanged(event);
        break;
    }
  }

  private gatewayChanged(event: EslEvent): void {
    const state = event.State ?? '';
    const ping = event['Ping-Status'] ?? '';
    const isDown = IS_GATEWAY_DOWN.test(ping) || (ping === '' && IS_GATEWAY_DOWN.test(state));
    this.gateways.add(event.Gateway ?? '');
    this.learn(event.Gateway ?? '', !isDown, ping === '' ? state : ping);
  }

  private async askGateways(): Promise<void> {
    const listed = await this.parts.ask(gatewaysCommand);
    this.gateways.clear();
    for (const gateway of listed.match(/<gateway>[\s\S]*?<\/gateway>/g) ?? []) {
      const name = field(gateway, 'name');
      const proxy = field(gateway, 'proxy')
        .replace(/^sips?:/, '')
        .replace(/;.*$/, '');
      if (name === '') continue;
      this.gateways.add(name);
      if (proxy !== '') this.proxies.set(name, proxy);
      const status = field(gateway, 'status');
      this.learn(name, status !== 'DOWN', status);
    }
  }

  private devices(): readonly string[] {
    return [...this.reachable.keys()].filter((name) => !this.gateways.has(name));
  }

  /** A tie line may be a gateway and, for those who come from it, a user: the trunk is told of. */
  private learnDevice(device: string, reachable: boolean, detail?: string): void {
    if (!this.gateways.has(device)) this.learn(device, reachable, detail);
  }

  private learn(endpoint: string, reachable: boolean, detail?: string): void {
    if (endpoint === '' || this.reachable.get(endpoint) === reachable) return;
    this.reachable.set(endpoint, reachable);
    const said = detail === undefined || detail === '' ? {} : { detail };
    this.parts.report({ type: 'endpoint.changed', endpoint, reachable, ...said });
  }
}

function registeredUsers(listed: string): ReadonlySet<string> {
  try {
    const { rows = [] } = JSON.parse(listed) as { rows?: readonly { reg_user?: string }[] };
    return new Set(rows.flatMap((row) => row.reg_user ?? []));
  } catch {
    return new Set();
  }
}

/** Those of the XML directory; one that is asked elsewhere for each user cannot be listed. */
function usersIn(listed: string): readonly string[] {
  const [head = '', ...lines] = listed.split('\n');
  const rows = head.startsWith('userid|') ? lines : [];
  return rows.flatMap((line) => (line.includes('|') ? [line.slice(0, line.indexOf('|'))] : []));
}

const field = (xml: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
