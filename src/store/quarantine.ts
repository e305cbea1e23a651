import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutboxEntry } from '../port/stores';
import type { Notify } from './notice';
import { faultText } from './store-error';

/**
 * Entries that SQL will never take, and lines of the outbox that are damaged: one JSON a line in
 * `quarantine.ndjson`, for a person to look at. The file is never removed by us.
 */
export class Quarantine {
  private readonly path: string;

  constructor(
    folder: string,
    private readonly notify: Notify,
  ) {
    this.path = join(folder, 'quarantine.ndjson');
  }

  /** On the disk when it resolves; rejects when the disk takes nothing more. */
  async setAside(entry: OutboxEntry, fault: unknown): Promise<void> {
    const error = faultText(fault);
    await this.append({ error, entry });
    const { engineId, epoch, seq, factIndex } = entry;
    this.notify({
      code: 'RECORD_QUARANTINED',
      severity: 'alarm',
      message: 'The database refuses a record; it is set aside in quarantine.ndjson.',
      detail: { error, engineId, epoch, seq, factIndex },
    });
  }

  async setAsideLine(bytes: Buffer): Promise<void> {
    await this.append({ error: 'checksum', line: bytes.toString('latin1') });
    this.notify({
      code: 'OUTBOX_LINE_DAMAGED',
      severity: 'alarm',
      message: 'A line of the outbox is not what was written; it is set aside.',
      detail: { bytes: bytes.length },
    });
  }

  private async append(value: unknown): Promise<void> {
    const handle = await open(this.path, 'a', 0o600);
    try {
      await handle.appendFile(`${JSON.stringify(value)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }
}
