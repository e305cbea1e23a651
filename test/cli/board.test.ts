import { renderBoard, shareRows } from '../../src/cli/board';
import { cellWidth } from '../../src/cli/cell-text';
import { paintFor } from '../../src/cli/paint';
import { timeline } from '../../src/cli/timeline';
import { agent, call, liveView, record } from './live-sample';

const plain = paintFor(false);

describe('the live picture', () => {
  const lines = renderBoard(liveView(), { width: 100, paint: plain, zone: 'UTC' });
  const text = lines.join('\n');

  test('tells who waits how long, and who does what', () => {
    expect(text).toMatch(/^sales +2 +41s +45s +1 +2 +0 +40 +36 +3 +80% +8s$/m);
    expect(text).toMatch(/^anna .* talking +1m23s +c-1/m);
    expect(text).toMatch(/^bert .* on-break \(lunch\)/m);
    expect(text).toMatch(/^carla .* carla unreachable$/m);
    expect(text).toMatch(/^c-2 +\+493055500001 .* queued +40s +sales +- +1m35s$/m);
    expect(text).toContain('2 calls, 1 talking, 2 waiting');
    expect(text).toContain('09:00:00 UTC');
  });

  test('never wraps, at any width', () => {
    for (const width of [60, 80, 100, 140]) {
      const view = liveView({ alarms: [`something ${'very '.repeat(60)}long`] });
      const drawn = renderBoard(view, { width, paint: plain, zone: 'UTC' });
      const widest = Math.max(...drawn.map(cellWidth));
      expect(widest).toBeLessThanOrEqual(width);
    }
  });

  test('fits the height of the terminal and says what it leaves out', () => {
    const view = liveView({
      agents: Array.from({ length: 60 }, (_, i) => agent(`agent-${String(i).padStart(2, '0')}`)),
      calls: Array.from({ length: 40 }, (_, i) => call(`call-${i}`)),
    });
    const drawn = renderBoard(view, { width: 100, rows: 24, paint: plain, footer: ['q quits'] });
    expect(drawn).toHaveLength(24);
    expect(drawn.at(-1)).toBe('q quits');
    expect(drawn.join('\n')).toMatch(/… \d+ more/);
    expect(drawn.join('\n')).toContain('sales');
  });

  test('what one table does not need the others get', () => {
    expect(shareRows([2, 50, 50], 22)).toEqual([2, 10, 10]);
    expect(shareRows([3, 3, 3], 30)).toEqual([3, 3, 3]);
  });

  test('an empty centre says what to do', () => {
    const view = liveView({ queues: [], agents: [], calls: [] });
    expect(renderBoard(view, { width: 100, paint: plain }).join('\n')).toContain('apply a centre');
  });
});

describe('the timeline of a call', () => {
  test('draws each segment where and as long as it was', () => {
    const lines = timeline(record('c-1'), plain, 'UTC');
    expect(lines).toHaveLength(6);
    expect(lines[2]).toMatch(/09:00:10 +20s {2}···█████·+ {2}queue sales$/);
    expect(lines[3]).toMatch(/09:00:30 +1m30s {2}·{8}█{24} {2}talk anna$/);
    expect(lines[5]).toMatch(/ring anna: answered$/);
  });

  test('a stretch without length is still seen', () => {
    const [first] = timeline(record('c-1'), plain, 'UTC');
    expect(first).toMatch(/500ms {2}█·{31} {2}offered$/);
  });
});
