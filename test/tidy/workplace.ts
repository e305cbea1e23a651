import { type Finding, matches, type Source } from './source';

/** Put together here, so that this file does not trip over itself. */
const HOMES = ['wo' + 'rk', 'ro' + 'ot', 'ho' + 'me', 'Us' + 'ers'];
const MACHINE_PATH = new RegExp(`(?<![\\w.$})*-])/(${HOMES.join('|')})/`);

/** Folders of one machine. A container has its own fixed ones. */
export const machinePaths = (source: Source): Finding[] =>
  source.path.startsWith('docker/') || source.path === 'package-lock.json'
    ? []
    : matches(source, MACHINE_PATH, 'machine-path', 'a path of one machine: derive it');

const MIRROR = /https?:\/\/[^/\s"']*(artifactory|nexus|jfrog|verdaccio|mirror|proxy|\.internal)/i;
const REGISTRY = /^\s*(@[\w-]+:)?registry\s*=|"resolved":\s*"https?:/;

/** Where packages come from is the machine's business; the project works with any registry. */
export const registryHosts = (source: Source): Finding[] => [
  ...matches(
    source,
    MIRROR,
    'registry-host',
    'a mirror of one workplace: take it from the machine',
  ),
  ...(/(^|\/)(\.npmrc|package-lock\.json|\.yarnrc.*)$/.test(source.path)
    ? matches(source, REGISTRY, 'registry-host', 'a registry is set by the machine, not by us')
    : []),
];

/** The host of the registry that npm uses now; one on this very machine has no name to hide. */
export function foreignHosts(environment: Readonly<Record<string, string | undefined>>): string[] {
  return [environment['npm_config_registry'], environment['NPM_CONFIG_REGISTRY']].flatMap((url) => {
    const host = url && URL.canParse(url) ? new URL(url).hostname : '';
    return host === '' || host === 'localhost' ? [] : [host];
  });
}

/** Places where the text names one of these hosts. */
export const namedHosts = (source: Source, hosts: readonly string[]): Finding[] =>
  hosts
    .filter((host) => source.text.includes(host))
    .map((host) => ({
      rule: 'registry-host',
      path: source.path,
      line: 0,
      message: `names ${host}, the registry of this machine`,
    }));
