import { sharedBuffersMib } from '../../src/store/postgres-cluster';

const GIB = 2 ** 30;

test('the database takes an eighth of the memory, within bounds', () => {
  expect(sharedBuffersMib(24 * GIB)).toBe(1024);
  expect(sharedBuffersMib(4 * GIB)).toBe(512);
  expect(sharedBuffersMib(GIB / 4)).toBe(64);
});
