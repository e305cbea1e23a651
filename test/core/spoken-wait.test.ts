import type { WaitMethod } from '../../src/core/queue/wait-class';
import type { WaitPrediction } from '../../src/core/queue/wait-estimate';
import { sayWait } from '../../src/core/waiting/spoken-wait';

const predicted = (medianMs: number, method: WaitMethod = 'line'): WaitPrediction =>
  ({ estimate: { medianMs, lowMs: 0, highMs: 0, method } }) as unknown as WaitPrediction;

test.each([
  [20_000, 'sound:leitstand/wait-one-minute'],
  [60_001, 'number:2'],
  [4.2 * 60_000, 'number:5'],
  [10.5 * 60_000, 'number:15'],
  [26 * 60_000, 'number:30'],
  [31 * 60_000, 'sound:leitstand/wait-long'],
])('%i ms are told as %s', (waitMs, media) => {
  expect(sayWait(predicted(waitMs))).toContain(media);
});

it('says nothing that the queue has not learnt', () => {
  expect(sayWait(predicted(120_000, 'expected-handle-time'))).toEqual([]);
  expect(sayWait({ estimate: null, reason: 'no-agents' })).toEqual([]);
});
