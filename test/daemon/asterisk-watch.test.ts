import { AsteriskWatch } from '../../src/daemon/asterisk-watch';
import type { EmbeddedAsterisk } from '../../src/driver/asterisk/embedded/embedded-asterisk';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';

const silent = { error: () => undefined } as never;

test('an embedded Asterisk that dies is started again, until the stop', async () => {
  const clock = new SimulatedClock();
  const state = { running: true, starts: 0 };
  const asterisk = {
    get running() {
      return state.running;
    },
    start: async () => {
      state.starts += 1;
      if (state.starts === 1) throw new Error('the port is taken still');
      state.running = true;
    },
  } as unknown as EmbeddedAsterisk;
  const watch = new AsteriskWatch({ asterisk, switchId: 'main', clock, log: silent });
  const turn = async (ms: number): Promise<void> => {
    clock.advanceBy(ms);
    await new Promise((done) => setImmediate(done));
  };
  await turn(2_000);
  expect(state.starts).toBe(0);
  state.running = false;
  await turn(2_000);
  await turn(10_000);
  expect(state).toEqual({ running: true, starts: 2 });
  watch.stop();
  state.running = false;
  await turn(60_000);
  expect(state.starts).toBe(2);
});
