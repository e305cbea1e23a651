import type { Fact } from '../core/fact';
import type { FactTold, OutboxEntry } from '../port/stores';
import { isRow, ruleOf } from './fact-entry';

type Named = Omit<OutboxEntry, 'body' | 'clientId'>;

/** The entries of facts that go to SQL or the ledger; the others are for those who listen now. */
export const outboxEntries = (facts: readonly Fact[]): OutboxEntry[] => facts.flatMap(entriesOf);

function entriesOf(fact: Fact): OutboxEntry[] {
  const { engineId, epoch, seq, factIndex, at, clientId, cause, body } = fact;
  const name = { engineId, epoch, seq, factIndex, at, cause };
  const whose = clientId === undefined ? {} : { clientId };
  if (isRow(body)) return [{ ...name, ...whose, body }];
  const told = factTold(fact);
  if (!told) return [];
  if (body.type === 'centre.applied') return [{ ...name, body: told }, ...ofClients(name, fact)];
  const isOperations = ruleOf(body.type).log === 'operations';
  return [{ ...name, ...(!isOperations && whose), body: told }];
}

function factTold({ body }: Fact): FactTold | null {
  const { entry, personal = [], needs } = ruleOf(body.type);
  if (entry === undefined) return null;
  const { type: fact, ...fields } = body;
  if (needs !== undefined && !(needs in fields)) return null;
  const isPersonal = ([field]: [string, unknown]) => personal.includes(field);
  const all = Object.entries(fields);
  const hidden = Object.fromEntries(all.filter(isPersonal));
  const says = Object.fromEntries(all.filter((field) => !isPersonal(field)));
  const { callId } = says;
  return {
    ...{ type: 'fact.told', fact, entry, says },
    ...(personal.length > 0 && { personal: hidden }),
    ...(typeof callId === 'string' && { callId }),
  };
}

/** A centre is everybody's: each client's log tells what was changed of that client's own. */
function ofClients(name: Named, { body }: Fact): OutboxEntry[] {
  if (body.type !== 'centre.applied') return [];
  const { type: fact, changes = [], ...said } = body;
  const clientIds = [...new Set(changes.flatMap(({ clientId = [] }) => clientId))].sort();
  return clientIds.map((clientId) => {
    const own = changes.filter((change) => change.clientId === clientId);
    const says = { ...said, changes: own };
    return { ...name, clientId, body: { type: 'fact.told', fact, entry: 'setting', says } };
  });
}
