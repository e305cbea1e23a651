/** A FreeSWITCH that is there already, with the loopback set-up of freeswitch-conf/. */
export interface FreeSwitchPlace {
  readonly host: string;
  readonly eslPort: number;
  readonly password: string;
  /** Its SIP profile, on 127.0.0.1: the phones know no other way. */
  readonly sipPort: number;
  /** Where its gateway `carrier` leads: the phones listen there. */
  readonly phonesPort: number;
  /** Kills it and starts it again, as a line for the shell; absent: it cannot be restarted. */
  readonly restart?: string;
  /** The file that its mod_cdr_csv writes; absent: it cannot be read from here. */
  readonly witnessFile?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As freeswitch-conf/loopback has it. */
const PHONES_PORT = 5090;

/**
 * The FreeSWITCH that `LEITSTAND_TEST_ESL` names, or with a suffix (`_2`) another one; null: it is
 * not asked for. Throws where the setting is broken, so that no typing error looks like a pass.
 */
export function placeOf(environment: Environment, suffix = ''): FreeSwitchPlace | null {
  const setting = (name: string): string => environment[`${name}${suffix}`] ?? '';
  const esl = setting('LEITSTAND_TEST_ESL');
  if (esl === '') return null;
  const [, host = '', port = '', password = ''] = /^([^:]+):(\d+):(.+)$/.exec(esl) ?? [];
  if (port === '') throw new Error(`LEITSTAND_TEST_ESL${suffix} is not host:port:password`);
  const sip = setting('LEITSTAND_TEST_ESL_SIP');
  const sipPort = Number(/^127\.0\.0\.1:(\d+)$/.exec(sip)?.[1]);
  if (!sipPort) {
    throw new Error(`LEITSTAND_TEST_ESL_SIP${suffix} is not 127.0.0.1:port, but "${sip}"`);
  }
  const restart = setting('LEITSTAND_TEST_ESL_RESTART');
  const phonesPort = Number(setting('LEITSTAND_TEST_ESL_PHONES') || PHONES_PORT);
  const witnessFile = setting('LEITSTAND_TEST_ESL_CDR');
  return {
    host,
    eslPort: Number(port),
    password,
    sipPort,
    phonesPort,
    ...(restart === '' ? {} : { restart }),
    ...(witnessFile === '' ? {} : { witnessFile }),
  };
}
