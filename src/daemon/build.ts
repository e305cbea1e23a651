import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonConfig } from '../config/schema';

/** The project's folder, the same from src/daemon and from dist/daemon. */
const ROOT = join(__dirname, '..', '..');

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
};

export const VERSION = MANIFEST.version;

/** A file of the project, for what ships beside the code. */
export const projectFile = (...parts: readonly string[]): string => join(ROOT, ...parts);

/**
 * Version and a digest of the core's own code: a snapshot of another core is not trusted, be it
 * that only one line of a working copy differs.
 */
export function buildName(): string {
  const core = join(__dirname, '..', 'core');
  const digest = createHash('sha256');
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.(js|ts)$/.test(name)).sort()) {
    digest.update(file).update(readFileSync(join(core, file)));
  }
  return `${VERSION}+${digest.digest('hex').slice(0, 12)}`;
}

/** Says in the journal which configuration a boot had, without telling its secrets. */
export const configHash = (config: DaemonConfig): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
