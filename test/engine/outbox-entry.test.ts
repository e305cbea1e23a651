import type { Fact, FactBody } from '../../src/core/fact';
import { isRow, ruleOf } from '../../src/engine/fact-entry';
import { outboxEntries } from '../../src/engine/outbox-entry';

const cause = { actor: 'token:t1', reason: 'api' };
const fact = (body: FactBody, clientId?: string): Fact => ({
  ...{ schema: 1, engineId: 'e1', epoch: 3, seq: 7, factIndex: 2, at: 1000, cause, body },
  ...(clientId !== undefined && { clientId }),
});
const entries = (body: FactBody, clientId?: string) => outboxEntries([fact(body, clientId)]);

describe('what the ledger is told of a fact', () => {
  const changed = {
    type: 'agent.changed',
    ...({ agentId: 'anna', providerId: 'nord', callId: 'c1' } as const),
    ...({ status: 'on-break', reason: 'lunch', state: 'talking' } as const),
  } as const;

  it('an agent changed the status, whichever client is being served', () => {
    const [entry, ...more] = entries({ ...changed, was: 'available' }, 'acme');
    expect(more).toEqual([]);
    expect(entry).not.toHaveProperty('clientId');
    const name = { engineId: 'e1', epoch: 3, seq: 7, factIndex: 2, at: 1000 };
    expect(entry).toMatchObject({ ...name, cause, body: { type: 'fact.told', entry: 'agent' } });
    expect(entry?.body).toHaveProperty('says.was', 'available');
    expect(entry?.body).toHaveProperty('says.reason', 'lunch');
  });

  it('nothing of what an agent does with the same status: the records tell that', () => {
    expect(entries(changed, 'acme')).toEqual([]);
  });

  it('a pace before and after, who changed it, and why', () => {
    const settings = { mode: 'ratio', linesPerAgentMax: 3, ratio: 1.5, abandonMaxPct: 3 } as const;
    const to = { ...settings, ratio: 2 };
    const body = { type: 'pacing.changed', campaignId: 'spring', from: settings, to } as const;
    expect(entries(body, 'acme')).toMatchObject([
      { clientId: 'acme', cause, body: { entry: 'setting', says: { from: settings, to } } },
    ]);
  });

  it('of a centre: all of it to operations, to each client its own', () => {
    const change = {
      kind: 'changed',
      fields: [{ path: 'waitMaxMs', before: 1, after: 2 }],
    } as const;
    const sales = { ...change, what: 'queue', id: 'sales', clientId: 'acme' };
    const spring = { ...change, what: 'campaign', id: 'spring', clientId: 'beta' };
    const anna = { ...change, what: 'agent', id: 'anna' };
    const changes = [sales, spring, anna];
    const told = entries({ type: 'centre.applied', version: 4, sha256: 'ab', changes });
    const says = told.map(({ clientId, body }) => [clientId, 'says' in body && body.says]);
    expect(says).toEqual([
      [undefined, { version: 4, sha256: 'ab', changes }],
      ['acme', { version: 4, sha256: 'ab', changes: [sales] }],
      ['beta', { version: 4, sha256: 'ab', changes: [spring] }],
    ]);
  });

  it('an error in its own words apart from what may be shown', () => {
    const body = { quarantinedSeq: 9, callId: 'c1', error: 'no leg for +4930123' } as const;
    const [entry] = entries({ type: 'input.quarantined', ...body }, 'acme');
    expect(entry?.body).toEqual({
      ...{ type: 'fact.told', fact: 'input.quarantined', entry: 'gap', callId: 'c1' },
      ...{ says: { quarantinedSeq: 9, callId: 'c1' }, personal: { error: body.error } },
    });
  });

  it('what an agent says of a lead, and who says of an agent, apart from what is shown', () => {
    const lead = { campaignId: 'spring', leadId: '1', listId: 'may', batch: 2 };
    const words = 'Frau Maier is ill';
    const how = { agentId: 'anna', attemptId: 'a1', result: 'skipped', reason: words } as const;
    const [skipped] = entries({ type: 'preview.ended', ...lead, ...how }, 'acme');
    const who = { agentId: 'anna', providerId: 'nord', when: 'now', reason: words } as const;
    const [forced] = entries({ type: 'agent.log-out-forced', ...who });
    for (const entry of [skipped, forced]) {
      expect(entry?.body).toHaveProperty('personal', { reason: words });
      expect(entry?.body).not.toHaveProperty('says.reason');
      expect(entry?.body).toHaveProperty('says.agentId', 'anna');
    }
  });

  it('a refusal of the gate with its clause, which SQL has as a lead', () => {
    const lead = { campaignId: 'spring', leadId: '1', listId: 'may', batch: 2 };
    const next = { state: 'done', reason: 'attempts-total' } as const;
    const refusal = { clause: 'attempts-total', final: true } as const;
    const body = { type: 'lead.returned', ...lead, next, refusal } as const;
    expect(entries(body, 'acme')).toEqual([expect.objectContaining({ body })]);
    expect([isRow(body), ruleOf('lead.returned').entry]).toEqual([true, undefined]);
  });
});
