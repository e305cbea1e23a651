/** The only place that reads the environment of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const processEnvironment = (): Environment => process.env;

/** What the environment tells the command line, beside the daemon's configuration. */
export interface ClientEnvironment {
  readonly url?: string;
  readonly token?: string;
  /** IANA name; times are shown in it. */
  readonly zone?: string;
  /** NO_COLOR is set to anything, or the terminal is a dumb one (no-color.org). */
  readonly colourOff: boolean;
}

export const clientEnvironment = (env: Environment = processEnvironment()): ClientEnvironment => ({
  ...(env['LEITSTAND_URL'] ? { url: env['LEITSTAND_URL'] } : {}),
  ...(env['LEITSTAND_TOKEN'] ? { token: env['LEITSTAND_TOKEN'] } : {}),
  ...(env['TZ'] ? { zone: env['TZ'] } : {}),
  colourOff: Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb',
});

/** Where programs keep what can be made again (XDG base directories). */
export function cacheFolder(env: Environment = processEnvironment()): string {
  const home = env['HOME'] || '.';
  return env['XDG_CACHE_HOME'] || `${home}/.cache`;
}

/** Names of the environment that are ours but no key of the configuration. */
export const CLIENT_VARIABLES = ['LEITSTAND_CONFIG', 'LEITSTAND_URL', 'LEITSTAND_TOKEN'] as const;
