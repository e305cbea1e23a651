import type { ApiParts } from '../../src/api/parts';
import type { CodedError } from '../../src/port/coded-error';
import type { NewConsent, StoredConsent } from '../../src/store/consent-store';
import type { ImportReport } from '../../src/store/import/import-report';
import type { ImportOrder } from '../../src/store/import/lead-import';
import type { DialList, ListChangeRequest } from '../../src/store/list-store';
import type { NewSuppressions, Suppression } from '../../src/store/suppression-store';

const list: Omit<DialList, 'clientId' | 'campaignId'> = {
  ...{ listId: 'first', weight: 1, priority: 0, active: true, leadOrder: 'retries-first' },
  ...{ country: 'DE', leads: 2, createdAt: 1 },
};

/** Lists made of memory, and what was asked of them. */
export class FakeLists {
  readonly changes: ListChangeRequest[] = [];
  readonly imports: { order: ImportOrder; text: string }[] = [];
  readonly suppressed: NewSuppressions[] = [];
  /** Who asked for them. */
  readonly upkeeps: string[] = [];
  readonly consents: NewConsent[] = [];
  known: Suppression[] = [];
  said: StoredConsent[] = [];
  importFailure: CodedError | undefined;
  /** When all of the file is there. */
  onWhole: () => Promise<void> = async () => undefined;
  /** After the first piece of the file. */
  refusesAtOnce: CodedError | undefined;

  readonly parts: Pick<
    ApiParts,
    | 'lists'
    | 'suppressions'
    | 'suppress'
    | 'consents'
    | 'recordConsent'
    | 'importLeads'
    | 'keepLists'
  > = {
    lists: {
      list: async (clientId, campaignId) => [{ ...list, clientId, campaignId }],
      change: async (request) => {
        const { clientId, campaignId, listId, change } = request;
        if (listId !== 'first') return null;
        this.changes.push(request);
        return { ...list, clientId, campaignId, ...change };
      },
    },
    suppressions: {
      check: async (number, clientIds) =>
        this.known.filter(
          (one) =>
            one.number === number &&
            (!clientIds || one.clientId === undefined || clientIds.includes(one.clientId)),
        ),
    },
    suppress: async (given) => {
      this.suppressed.push(given);
      return given.numbers.length - 1;
    },
    keepLists: async (actor) => {
      this.upkeeps.push(actor);
      return { engineId: 'e', at: 1, actor, campaigns: [] };
    },
    consents: {
      of: async (number, clientIds) =>
        this.said.filter(
          (one) => one.number === number && (clientIds?.includes(one.clientId) ?? true),
        ),
    },
    recordConsent: async (given) => {
      this.consents.push(given);
    },
    importLeads: async (order, bytes) => {
      if (this.refusesAtOnce) {
        for await (const _ of bytes) break;
        throw this.refusesAtOnce;
      }
      let text = '';
      for await (const piece of bytes) text += Buffer.from(piece).toString();
      await this.onWhole();
      if (this.importFailure) throw this.importFailure;
      this.imports.push({ order, text });
      return reportOf(order.importId);
    },
  };
}

const reportOf = (importId: string): ImportReport => ({
  ...{ importId, rows: 3, leads: 1, refused: 1, duplicates: { inFile: 1, inCampaign: 0 } },
  problems: { NUMBER_INVALID: 1 },
  firstProblems: [{ line: 3, code: 'NUMBER_INVALID', column: 'number', remedy: 'mend it' }],
});
