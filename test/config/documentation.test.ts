import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigKey, describeConfig } from '../../src/config/describe';

const page = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');

/** A row of the table in docs/configuration.md. */
function row(key: ConfigKey): string {
  const name = key.kind === undefined ? `\`${key.key}\`` : `\`${key.key}\` (${key.kind})`;
  const preset = key.default === undefined ? (key.optional ? '-' : 'required') : `${key.default}`;
  const unit = key.unit === undefined ? '' : `, ${key.unit}`;
  const type = `${key.type.replaceAll(' | ', ', ')}${unit}${key.secret ? ', secret' : ''}`;
  const env = key.env === undefined ? '' : `\`${key.env}\``;
  return `| ${name} | ${type} | ${preset} | ${key.description} | ${env} |`;
}

it('docs/configuration.md tells every key as the schema does', () => {
  const rows = page('configuration.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(describeConfig().map(row));
});

it('docs/centre-file.md tells every code that a centre file may get', () => {
  const text = page('centre-file.md');
  const codes = [
    ...['CLIENT', 'PROVIDER', 'AGENT', 'SKILL', 'QUEUE', 'FLOW', 'CALENDAR', 'SWITCH', 'NODE'].map(
      (what) => `${what}_UNKNOWN`,
    ),
    ...['ZONE_UNKNOWN', 'COUNTRY_UNKNOWN', 'VARIABLE_UNKNOWN', 'KEY_UNKNOWN', 'KEY_MISSING'],
    ...['KEY_TWICE', 'NUMBER_TWICE', 'SKILL_TWICE', 'PHONE_SHARED', 'CLIENT_MISMATCH'],
    ...['TIE_LINE_TWICE', 'TIE_LINE_LOOP', 'REQUIREMENT_MALFORMED', 'REQUIREMENT_CONTRADICTORY'],
    ...[
      'RULE_UNKNOWN',
      'STICKY_MISSING',
      'RESERVE_WHOLE',
      'LEVEL_OUT_OF_RANGE',
      'NUMBER_OUT_OF_RANGE',
      'DURATION_OUT_OF_RANGE',
    ],
    ...['DURATION_INVALID', 'MENU_KEY_INVALID', 'MEDIA_INVALID', 'HOURS_INVALID', 'DAYS_INVALID'],
    ...['DATE_INVALID', 'ID_INVALID', 'NUMBER_INVALID', 'VALUE_INVALID', 'YAML_MALFORMED'],
    ...['YAML_REFUSED', 'FILE_EMPTY', 'FLOW_WITHOUT_END', 'FLOW_SPINS', 'NODE_UNREACHABLE'],
    ...['RELAX_OUT_OF_ORDER', 'RELAX_REACHES_NOBODY', 'QUEUE_SERVED_LATE', 'RELAX_ADMITS_NOBODY'],
    ...['SKILL_EXPIRED', 'RELAX_NARROWS', 'RELAX_TOO_LATE'],
    ...['PLACE_INVALID', 'CALLBACK_MISSING'],
    ...['CONSENT_NOT_ASKED', 'RECORDING_NOT_ASKED', 'NODE_AFTER_CALL', 'NODE_BEFORE_CALL'],
    ...['FLOW_NOT_ANSWERED', 'QUEUE_UNSERVABLE', 'CALENDAR_CLOSED', 'MORE_PROBLEMS'],
    ...['TARGET_OWN_NUMBER', 'END_BEFORE_START', 'RING_TOO_SHORT', 'RING_TOO_LONG'],
    ...['HOURS_MISSING', 'PACING_OUT_OF_BOUNDS', 'DISPOSITION_UNKNOWN'],
  ];
  for (const code of codes) expect(text).toContain(`\`${code}\``);
});
