import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EslFrame, eventNameOf, eventOf } from './esl-frame';

const CONF = join(__dirname, '..', '..', 'freeswitch-conf', 'autoload_configs', 'cdr_csv.conf.xml');

/** What mod_cdr_csv writes of a call that is over, by the template that we ship. */
export class CdrFile {
  private readonly template: string;

  constructor(readonly file: string) {
    const conf = readFileSync(CONF, 'utf8');
    this.template = /<template name="leitstand">([^<]*)</.exec(conf)?.[1] ?? '';
    appendFileSync(file, '');
  }

  /** Writes the line of a leg at its CHANNEL_HANGUP_COMPLETE, of whose variables it is made. */
  see(frame: EslFrame): void {
    if (eventNameOf(frame) !== 'CHANNEL_HANGUP_COMPLETE') return;
    const event = eventOf(frame) ?? {};
    const line = this.template.replace(
      /\$\{(\w+)\}/g,
      (_, name: string) => event[`variable_${name}`] ?? '',
    );
    appendFileSync(this.file, line);
  }
}
