import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { RetentionJob } from '../../src/jobs/retention';
import type { StoreNotice } from '../../src/store/notice';

/** ErrorResponse of PostgreSQL's protocol 3.0: a server that starts or stops refuses so. */
const REFUSAL = ((): Buffer => {
  const fields = Buffer.from('SFATAL\0C57P03\0Mthe database system is shutting down\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
})();

let server: Server;
let connections = 0;

beforeEach(async () => {
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(REFUSAL));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(() => new Promise((done) => server.close(done)));

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((done) => setImmediate(done));
};

test('a PostgreSQL that refuses holds nothing else up, and is asked again later', async () => {
  const { port } = server.address() as AddressInfo;
  const notices: StoreNotice[] = [];
  const due: (() => void)[] = [];
  const job = new RetentionJob({
    backend: { kind: 'postgres', address: `postgresql://jobs:x@127.0.0.1:${port}/jobs` },
    engineId: 'e',
    clock: {
      now: () => 1_000_000,
      schedule: (_at, fire) => {
        due.push(fire);
        return () => undefined;
      },
    },
    notify: (notice) => notices.push(notice),
    keepDays: 30,
    perishables: [],
    record: async () => undefined,
    zone: 'UTC',
  });
  job.start();
  await until(() => due.length === 1);
  const before = connections;
  due.shift()?.();
  await until(() => due.length === 1);
  expect(connections).toBeGreaterThan(before);
  expect(notices).toMatchObject([{ code: 'JOBS_AWAY', severity: 'warning' }]);
  await job.close();
});
