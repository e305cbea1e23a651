import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Session } from '../context';
import type { ExitCode } from '../exit-code';
import { example, type Register } from '../registration';

interface Options {
  readonly switch?: 'simulated' | 'asterisk';
  readonly seconds?: number;
  readonly quiet?: boolean;
}

export const registerDemo: Register = (program: Command, run) => {
  const demo = program
    .command('demo')
    .description('a small contact centre that lives: callers, agents, records, all on this machine')
    .addOption(
      new Option('--switch <kind>', 'without it: asterisk where it is installed').choices([
        'simulated',
        'asterisk',
      ]),
    )
    .option('--seconds <n>', 'stop after so long; without it: until q or Ctrl-C', seconds)
    .option('--quiet', 'no live picture');
  example(demo, 'leitstand demo', 'leitstand demo --switch simulated --seconds 20 --json');
  demo.action(run(runDemo));
};

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 1 && value <= 86_400) return value;
  throw new InvalidArgumentError('It must be a number from 1 to 86400.');
}

const runDemo = (session: Session, options: Options): Promise<ExitCode> =>
  session.context.parts.demo(session.context, {
    json: session.json,
    quiet: options.quiet === true,
    ...(options.switch === undefined ? {} : { switch: options.switch }),
    ...(options.seconds === undefined ? {} : { seconds: options.seconds }),
    ...(session.dataDir === undefined ? {} : { dataDir: session.dataDir }),
  });
