import type { Input } from '../../src/core/input';
import { checkJournal, journalInputs } from '../../src/engine/journal-reader';

/** What a journal on the disk holds, read beside the engine that writes it. */
export class JournalInputs {
  constructor(private readonly directory: string) {}

  inputs(): Input[] {
    return [...journalInputs(checkJournal(this.directory).segments, 1)];
  }

  types(): string[] {
    return this.inputs().map(({ body }) => body.type);
  }

  last(type: Input['body']['type']): Input | undefined {
    return this.inputs().findLast(({ body }) => body.type === type);
  }
}
