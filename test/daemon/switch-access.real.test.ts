import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { AsteriskRig } from '../switch/asterisk-rig';
import { asteriskSwitch, DaemonHome, seen } from './daemon-home';

jest.setTimeout(120_000);

const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/none';

let rig: AsteriskRig;
let home: DaemonHome | undefined;

beforeAll(async () => {
  const http = await freePort('tcp', 'ari');
  rig = await AsteriskRig.start({ instance: 'main', asterisk: { ports: { http } } });
});

afterEach(async () => {
  await home?.close();
  home = undefined;
});

afterAll(async () => {
  await rig?.stop();
});

function prepared(passwords: { ari?: string; ami?: string } = {}): DaemonHome {
  home = new DaemonHome({
    config: asteriskSwitch(rig.asterisk, passwords),
    databaseUrl: NO_DATABASE,
  });
  return home;
}

test.each([
  ['ARI', { ari: 'wrong-password-1' }, 'ARI_UNAUTHORIZED', /ari\.conf/],
  ['AMI', { ami: 'wrong-password-2' }, 'AMI_UNAUTHORIZED', /manager\.conf/],
])(
  'a wrong %s password ends the daemon with its code and a remedy',
  async (_, given, code, remedy) => {
    const { daemon } = prepared(given);
    await expect(daemon.start()).rejects.toThrow();
    const end = await daemon.ended;
    expect(end.code).toBe(1);
    const told = end.said.split('\n').filter((line) => line.startsWith(`${code}: `));
    expect(told).toHaveLength(1);
    expect(end.said).toMatch(remedy);
    // Neither a stack trace nor a secret, the right one or the wrong one.
    expect(end.said).not.toMatch(/^\s+at /m);
    for (const secret of Object.values({ ...given, real: rig.asterisk.ariPassword })) {
      expect(end.said).not.toContain(secret);
    }
  },
);

test('with Asterisk away the daemon starts, says so, and is ready once it is there', async () => {
  await rig.asterisk.stop();
  const started = prepared();
  await started.daemon.start();
  const down = await started.get('/readyz');
  expect(down).toMatchObject({
    status: 503,
    body: { ready: false, status: 'unready', reasons: expect.any(Array) },
  });
  const { reasons } = down.body as { reasons: { part: string; detail: string }[] };
  expect(reasons.find(({ part }) => part === 'switch:main')?.detail).toMatch(/\S/);
  expect((await started.get('/healthz')).status).toBe(200);
  await rig.asterisk.start();
  await seen('the switch up', async () =>
    (await started.get('/readyz')).status === 200 ? true : undefined,
  );
});
