import type { Knex } from 'knex';
import { importLeads } from '../../src/store/import/lead-import';
import { CAMPAIGN, NOW } from './lead-filler';

const PIECE_ROWS = 1_000;

/** A CSV as people export it, made while it is read. */
async function* file(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('Telefon;Kundennr;Name;Ort\n');
  for (let from = 0; from < rows; from += PIECE_ROWS) {
    const length = Math.min(PIECE_ROWS, rows - from);
    yield Buffer.from(Array.from({ length }, (_, index) => row(from + index)).join(''));
  }
}

const row = (index: number): string =>
  `0171 ${1_000_000 + index};K${index};Müller, Anna ${index};Berlin\n`;

/** Rows a second from the first byte to the commit. */
export async function measureImport(
  db: Knex,
  rows: number,
): Promise<{ readonly importRows: number; readonly importRowsPerSecond: number }> {
  const from = process.hrtime.bigint();
  const report = await importLeads(
    db,
    {
      list: { ...CAMPAIGN, listId: 'imported' },
      ...{ importId: 'bench', format: 'csv', encoding: 'utf-8', actor: 'bench', at: NOW },
      mapping: [
        ['number', 'Telefon'],
        ['key', 'Kundennr'],
      ],
      defaults: { country: 'DE' },
    },
    file(rows),
  );
  if (report.leads !== rows) throw new Error(`${report.leads} leads instead of ${rows}`);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  return { importRows: rows, importRowsPerSecond: Math.round(rows / seconds) };
}
