import { eslLinkOf } from '../../../src/driver/freeswitch/link-choice';
import { SILENT_LOG } from '../../../src/driver/link/driver-log';
import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';

jest.mock('modesl', () => {
  throw new Error("Cannot find module 'modesl'");
});

it('modesl, when it is not installed, says so by its code, and what to do', async () => {
  const options = { host: '127.0.0.1', port: 9, password: 'secret' };
  const parts = { options, clock: new SimulatedClock(), log: SILENT_LOG, probe: { line: 'api x' } };
  const nothing = () => undefined;
  const listener = { up: nothing, down: nothing, event: nothing, probed: nothing };
  await expect(eslLinkOf(parts, 'modesl').open(listener)).rejects.toMatchObject({
    code: 'LINK_NOT_INSTALLED',
    remedy: expect.stringContaining('npm install modesl'),
  });
});
