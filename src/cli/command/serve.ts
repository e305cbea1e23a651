import type { Command } from 'commander';
import type { GlobalOptions, Session } from '../context';
import type { ExitCode } from '../exit-code';
import { example, type Register } from '../registration';

interface Options extends GlobalOptions {
  readonly config?: string;
}

export const registerServe: Register = (program: Command, run) => {
  const serve = program
    .command('serve')
    .description('run the daemon in the foreground until SIGTERM; calls live on after it')
    .option('--config <file>', 'leitstand.yaml; without it the embedded defaults hold');
  example(serve, 'leitstand serve', 'leitstand serve --config leitstand.yaml');
  serve.action(run(serveDaemon));
};

const serveDaemon = (session: Session, options: Options): Promise<ExitCode> =>
  session.context.parts.serve(session.context, {
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(session.dataDir === undefined ? {} : { dataDir: session.dataDir }),
  });
