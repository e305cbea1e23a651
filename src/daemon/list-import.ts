import type { Logger } from 'pino';
import type { ApiParts } from '../api/parts';
import type { Clock } from '../port/clock';
import { isCodedError } from '../port/coded-error';
import type { ImportRunner } from '../store/import/import-runner';
import type { SqlListStore } from '../store/list-store';

export interface ListImportOptions {
  readonly imports: Pick<ImportRunner, 'run'>;
  readonly lists: Pick<SqlListStore, 'noteRefusedImport'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Imports a list; one that is refused leaves nothing but a note of it among the list's changes. */
export const listImport =
  ({ imports, lists, clock, log }: ListImportOptions): ApiParts['importLeads'] =>
  async (order, bytes) => {
    try {
      return await imports.run(order, bytes);
    } catch (error) {
      const { list, importId, actor } = order;
      const code = isCodedError(error) ? error.code : 'INTERNAL';
      const message = isCodedError(error) ? error.message : 'something went wrong here';
      await lists
        .noteRefusedImport({ ...list, importId, actor, at: clock.now(), code, message })
        .catch((reason: unknown) =>
          log.warn({ ...list, importId, code, reason: String(reason) }, 'a refusal was not noted'),
        );
      throw error;
    }
  };
