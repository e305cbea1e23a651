import type { DriverDesk } from './driver-desk';
import { getGlobalCommand, versionCommand } from './to-wire';

export interface PremisesOptions {
  readonly domain?: string;
  readonly soundFolder?: string;
  readonly recordingFolder?: string;
}

/** Fills in what was not configured from the switch's own variables; gives its version. */
export async function learnPremises(
  { ask, premises }: DriverDesk,
  options: PremisesOptions,
): Promise<string | undefined> {
  const variable = async (name: string): Promise<string> => {
    const value = (await ask(getGlobalCommand(name))).trim();
    return value.startsWith('-ERR') || value === '_undef_' ? '' : value;
  };
  const folder = async (given: string | undefined, ...names: string[]): Promise<string> => {
    let found = given ?? '';
    for (const name of names) if (found === '') found = await variable(name);
    return found.replace(/\/+$/, '');
  };
  premises.domain = options.domain ?? (await variable('domain'));
  premises.soundFolder = await folder(options.soundFolder, 'sound_prefix', 'sounds_dir');
  premises.recordingFolder = await folder(options.recordingFolder, 'recordings_dir');
  const version = /Version (\S+)/.exec(await ask(versionCommand))?.[1];
  return version;
}
