import { join } from 'node:path';
import { bans, looseEnds, silencedCompiler } from './tidy/ban';
import { deadFiles } from './tidy/dead-file';
import { circles, layering, wrappedLibraries } from './tidy/layering';
import { logging } from './tidy/logging';
import { barrel, fileName, unit } from './tidy/naming';
import { beyond, RATCHET } from './tidy/ratchet';
import { columns, fileLength, functionLength, parameters } from './tidy/size';
import { readTree, type Source } from './tidy/source';
import { foreignHosts, machinePaths, namedHosts, registryHosts } from './tidy/workplace';

const sources = readTree(join(__dirname, '..'));
const hosts = foreignHosts(process.env);

const GUARDS: Readonly<Record<string, (source: Source) => ReturnType<typeof bans>>> = {
  'functions are short': functionLength,
  'files are short': fileLength,
  'lines have at most 100 columns': columns,
  'functions take at most 4 parameters': parameters,
  'files are named after a concept': fileName,
  'there are no barrels': barrel,
  'numbers carry their unit': unit,
  'folders import what they may': layering,
  'the banned is not used': bans,
  'no loose ends are left': looseEnds,
  'the compiler is not silenced': silencedCompiler,
  'logs are static and keep personal data apart': logging,
  'no machine is named': (source) => [...machinePaths(source), ...registryHosts(source)],
  'the registry of this machine is not named': (source) => namedHosts(source, hosts),
};

const WHOLE_TREE: Readonly<Record<string, (all: readonly Source[]) => ReturnType<typeof bans>>> = {
  'imports make no circles': circles,
  'a wrapped library has one wrapper': wrappedLibraries,
  'every file is led to': deadFiles,
};

describe('the habits of the project', () => {
  const findings = new Map([
    ...Object.entries(GUARDS).map(([name, guard]) => [name, sources.flatMap(guard)] as const),
    ...Object.entries(WHOLE_TREE).map(([name, guard]) => [name, guard(sources)] as const),
  ]);

  it.each([...findings.keys()])('%s', (name) => {
    const found = findings.get(name) ?? [];
    const rules = new Set(found.map((finding) => finding.rule));
    const keys = Object.keys(RATCHET).filter((key) => rules.has(key.split(' ')[0] ?? ''));
    const ratchet = Object.fromEntries(keys.map((key) => [key, RATCHET[key] ?? 0]));
    expect(beyond(found, ratchet)).toEqual([]);
  });

  it('the ratchet holds nothing that is mended', () => {
    const all = [...findings.values()].flat();
    expect(beyond(all, RATCHET).filter((line) => line.startsWith('ratchet:'))).toEqual([]);
  });
});
