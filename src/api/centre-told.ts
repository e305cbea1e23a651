import { createHash } from 'node:crypto';
import type { CentreChange, FieldChange } from '../config/diff';
import type { Centre } from '../core/centre';
import type { CentreTold, SettingChange } from '../core/input';

/** More than a person would change at once; a first file has all as added. */
const TOLD_MAX = 1_000;

/** People's names, phones and keys, and numbers outside: that they changed is told, no more. */
const PRIVATE: Readonly<Record<string, RegExp>> = {
  agent: /^(name|phone|signIn)\b/,
  'transfer target': /^number\b/,
};

/** What the ledger is told of a centre that is applied. `text`: the file as it was given. */
export function centreTold(
  text: string,
  changes: readonly CentreChange[],
  centres: readonly Centre[],
): CentreTold {
  const owners = new Map(centres.flatMap(ownersIn));
  const told = changes.slice(0, TOLD_MAX).map((change) => settingChange(change, owners));
  const untold = changes.length - told.length;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { sha256, changes: told, ...(untold > 0 && { untold }) };
}

function settingChange(change: CentreChange, owners: ReadonlyMap<string, string>): SettingChange {
  const { kind, what, id } = change;
  const clientId = owners.get(`${what} ${id}`);
  const isPrivate = (field: FieldChange) => PRIVATE[what]?.test(field.path) === true;
  const fields = change.fields.map((field) => (isPrivate(field) ? { path: field.path } : field));
  return { kind, what, id, ...(clientId !== undefined && { clientId }), fields };
}

const ownersIn = ({
  clients,
  queues,
  flows,
  numbers,
  campaigns = [],
}: Centre): [string, string][] => [
  ...clients.map(({ clientId }): [string, string] => [`client ${clientId}`, clientId]),
  ...queues.map(({ queueId, clientId }): [string, string] => [`queue ${queueId}`, clientId]),
  ...flows.map(({ flowId, clientId }): [string, string] => [`flow ${flowId}`, clientId]),
  ...numbers.map(({ number, clientId }): [string, string] => [`number ${number}`, clientId]),
  ...campaigns.map(({ campaignId, clientId }): [string, string] => [
    `campaign ${campaignId}`,
    clientId,
  ]),
];
