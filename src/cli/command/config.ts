import type { Command } from 'commander';
import { isCentreFile, readCentre } from '../../config/centre-file';
import { type ConfigKey, describeConfig as configKeys } from '../../config/describe';
import { FileProblemsError } from '../../config/file-problem';
import { type LoadedConfig, loadConfig } from '../../config/load';
import type { Column } from '../columns';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { printProblems, printRefused } from '../file-problems';
import { isInput, readText, shownFile } from '../file-text';
import { printJson, printLine, printTable } from '../print';
import { example, type Register } from '../registration';

type Value = LoadedConfig['values'][number];

interface Options {
  readonly config?: string;
}

export const registerConfig: Register = (program: Command, run) => {
  const config = program.command('config').description('what the daemon is told, and by whom');
  example(config, 'leitstand config show --config leitstand.yaml', 'leitstand config describe');
  const show = config
    .command('show')
    .description('every value that holds and where it comes from; secrets are ***')
    .option('--config <file>', 'leitstand.yaml; without it defaults and environment');
  example(show, 'leitstand config show --config leitstand.yaml');
  show.action(run(showConfig));
  const describe = config
    .command('describe')
    .description('every key: type, default, unit, environment variable, meaning');
  example(describe, 'leitstand config describe');
  describe.action(run(describeConfig));
  const check = config
    .command('check')
    .description('is the file right? exit 1 with file:line:column for each mistake')
    .argument('<file>', 'leitstand.yaml, or a centre file; - is standard input');
  example(
    check,
    'leitstand config check leitstand.yaml',
    'leitstand config check docs/examples/centre.yaml',
  );
  check.action(run(checkConfig));
};

async function showConfig(session: Session, options: Options): Promise<ExitCode> {
  const read = readConfig(session, options.config);
  if (read === null) return EXIT.failed;
  const { values, warnings } = read;
  if (session.json) printJson(session, { values });
  else {
    printProblems(session, warnings);
    printTable(session, valueColumns(session), values, 'No value.');
  }
  return EXIT.ok;
}

async function describeConfig(session: Session): Promise<void> {
  const keys = configKeys();
  if (session.json) {
    printJson(session, { keys });
    return;
  }
  for (const key of keys) {
    printLine(session, `${session.paint.strong(key.key)}  ${session.paint.faint(factsOf(key))}`);
    printLine(session, `    ${key.description}`);
  }
}

async function checkConfig(session: Session, file: string): Promise<ExitCode> {
  const text = await readText(session, file);
  const shown = shownFile(file);
  if (isCentreFile(text)) return checkCentreFile(session, shown, text);
  const read = readConfig(session, shown, isInput(file) ? text : undefined);
  if (read === null) return EXIT.failed;
  if (session.json) printJson(session, { accepted: true, problems: read.warnings });
  else {
    printProblems(session, read.warnings);
    printLine(session, `${shown} is right`);
  }
  return EXIT.ok;
}

/** Without a daemon: what only that one knows, like its switches, is checked by `apply`. */
function checkCentreFile(session: Session, file: string, text: string): ExitCode {
  const now = session.context.clock.now();
  const { centre, problems } = readCentre(text, { file, now });
  if (!centre) {
    printRefused(session, problems);
    return EXIT.failed;
  }
  if (session.json) printJson(session, { accepted: true, problems });
  else {
    printProblems(session, problems);
    printLine(session, `${file} is right: a centre file, which \`leitstand apply\` loads`);
  }
  return EXIT.ok;
}

/** null: it was refused, and the reasons are printed. */
function readConfig(session: Session, file?: string, text?: string): LoadedConfig | null {
  try {
    return loadConfig({
      env: session.context.env,
      ...(file !== undefined && { file }),
      ...(text !== undefined && { text }),
    });
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    printRefused(session, error.problems);
    return null;
  }
}

function factsOf(key: ConfigKey): string {
  const unit = key.unit === undefined ? '' : `, in ${key.unit}`;
  const fallback =
    key.default !== undefined
      ? `, default ${valueText(key.default)}`
      : key.optional
        ? ', optional'
        : ', required';
  const kind = key.kind === undefined ? '' : `, kind: ${key.kind}`;
  const env = key.env === undefined ? '' : `, env ${key.env}`;
  return `${key.type}${unit}${fallback}${kind}${env}${key.secret ? ', secret' : ''}`;
}

const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const valueColumns = (session: Session): Column<Value>[] => [
  { title: 'KEY', value: (v) => v.key, paint: (text) => session.paint.strong(text) },
  { title: 'VALUE', value: (v) => valueText(v.value), widthMin: 12 },
  {
    title: 'FROM',
    value: (v) => v.source,
    paint: (text, v) => (v.source === 'default' ? session.paint.faint(text) : text),
  },
];
