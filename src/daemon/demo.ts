import type { CliContext } from '../cli/context';
import { EXIT, type ExitCode } from '../cli/exit-code';
import type { DemoOptions } from '../cli/parts';

export async function demo(_context: CliContext, _options: DemoOptions): Promise<ExitCode> {
  return EXIT.failed;
}
