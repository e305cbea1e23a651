import type { DriverDesk } from '../../../src/driver/freeswitch/driver-desk';
import { EngineFence } from '../../../src/driver/freeswitch/engine-fence';
import { SILENT_LOG } from '../../../src/driver/link/driver-log';

/** A switch with its one variable, and the engines that fence it; events reach them by hand. */
class Field {
  token = '';
  readonly lost: string[] = [];

  engine(name: string, now: number): EngineFence {
    const ask = async ({ line }: { readonly line: string }): Promise<string> => {
      const set = /^api global_setvar \S+=(\S+)$/.exec(line);
      if (set) this.token = set[1] ?? '';
      return line.startsWith('api global_getvar') ? this.token : '+OK';
    };
    const clock = { now: () => now, schedule: () => () => undefined };
    const desk = { app: 'leitstand', ask, clock, log: SILENT_LOG };
    return new EngineFence(desk as unknown as DriverDesk, () => this.lost.push(name));
  }
}

it('a switch that has forgotten who has it is left by the engine of before', async () => {
  const field = new Field();
  const [stale, present] = [field.engine('stale', 1000), field.engine('present', 2000)];
  await stale.take();
  await present.take();
  const token = field.token;
  field.token = '';
  await stale.take();
  expect(await present.take()).toBe(true);
  expect(field.token).toBe(token);
  stale.probed(field.token);
  expect(field.lost).toEqual(['stale']);
});

it('an engine that was replaced while it was away gives way', async () => {
  const field = new Field();
  const stale = field.engine('stale', 1000);
  await stale.take();
  await field.engine('present', 2000).take();
  expect(await stale.take()).toBe(false);
});

it('the present engine takes back what the one of before has taken', async () => {
  const field = new Field();
  const [stale, present] = [field.engine('stale', 1000), field.engine('present', 2000)];
  await stale.take();
  const lower = field.token;
  await present.take();
  const token = field.token;
  field.token = lower;
  present.probed(lower);
  await new Promise(setImmediate);
  expect(field.lost).toEqual([]);
  expect(field.token).toBe(token);
});

it('the engine that comes later has the switch, though its clock is behind', async () => {
  const field = new Field();
  const [before, later] = [field.engine('before', 9000), field.engine('later', 1000)];
  await before.take();
  expect(await later.take()).toBe(true);
  before.probed(field.token);
  expect(field.lost).toEqual(['before']);
});
