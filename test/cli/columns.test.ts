import { cellWidth, cutTo, safeText } from '../../src/cli/cell-text';
import { type Column, renderColumns } from '../../src/cli/columns';
import { paintFor } from '../../src/cli/paint';

interface Row {
  readonly name: string;
  readonly waiting: number;
}

const columns: Column<Row>[] = [
  { title: 'QUEUE', value: (row) => row.name, widthMin: 5 },
  { title: 'WAITING', align: 'right', value: (row) => String(row.waiting) },
];

describe('tables', () => {
  test('numbers stand right, words left', () => {
    const rows = [
      { name: 'sales', waiting: 3 },
      { name: 'support', waiting: 12 },
    ];
    expect(renderColumns(columns, rows, 80, paintFor(false))).toEqual([
      'QUEUE    WAITING',
      'sales          3',
      'support       12',
    ]);
  });

  test('a row never wraps: the column that may give is cut', () => {
    const rows = [{ name: 'a-queue-with-a-very-long-name', waiting: 1 }];
    const lines = renderColumns(columns, rows, 24, paintFor(false));
    expect(lines).toEqual(['QUEUE            WAITING', 'a-queue-with-a…        1']);
  });

  test('what came from outside cannot steer the terminal', () => {
    const rows = [{ name: 'x\u001b[2J\r\nfake', waiting: 1 }];
    const text = renderColumns(columns, rows, 80, paintFor(false)).join('\n');
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')).toHaveLength(2);
    expect(safeText('left\u202eright')).toBe('left right');
  });

  test('wide letters count as two cells', () => {
    expect(cellWidth('Müller')).toBe(6);
    expect(cellWidth('客服')).toBe(4);
    expect(cutTo('客服中心', 5)).toBe('客服…');
  });

  test('colours do not move the columns', () => {
    const painted = renderColumns(
      [{ title: 'A', value: () => 'x', paint: (t) => paintFor(true).bad(t) }, ...columns.slice(1)],
      [{ name: '', waiting: 7 }],
      80,
      paintFor(true),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken off.
    const plain = painted.map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(plain).toEqual(['A  WAITING', 'x        7']);
  });
});
