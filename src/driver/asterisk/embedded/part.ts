import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodedError } from '../../../port/coded-error';

/** What bin/parts knows how to bring. */
export type Part = 'asterisk' | 'sipp' | 'redis' | 'postgres';

/** The project's own folder, from the sources as from the built files. */
export function projectFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'dialplan', 'extensions.conf'))) {
    const above = dirname(folder);
    if (above === folder) {
      throw new CodedError(
        'INSTALLATION_BROKEN',
        `no dialplan folder above ${__dirname}`,
        'install Leitstand with its folders bin and dialplan',
      );
    }
    folder = above;
  }
  return folder;
}

/**
 * The folder of a part, which is downloaded first where it is not there yet (seconds, Debian
 * only). Programs are under its bin/. Rejects with PART_UNAVAILABLE and the reason.
 */
export function providePart(part: Part): Promise<string> {
  const program = join(projectFolder(), 'bin', 'parts');
  return new Promise((resolve, reject) => {
    execFile(program, [part], (error, stdout, stderr) => {
      const folder = stdout.trim();
      if (!error && folder !== '') return resolve(folder);
      const reason = stderr.trim().split('\n').slice(-3).join('; ') || String(error);
      reject(
        new CodedError(
          'PART_UNAVAILABLE',
          `${part} cannot be had on this machine: ${reason}`,
          `run bin/parts ${part} by hand; it needs Debian and a reachable mirror`,
        ),
      );
    });
  });
}
