import { AsteriskSwitch } from '../../src/driver/asterisk/asterisk-switch';
import { AsteriskHarness, AsteriskPool, type AsteriskPlace } from './asterisk-harness';
import { describeSwitchContract } from './switch-contract';

/** A ring timeout, a detection and a boot have to fit into one case. */
jest.setTimeout(120_000);

const LINKS = ['websocket', 'http'] as const;
const SEEDS = [1];

const driverBy =
  (link: (typeof LINKS)[number]) =>
  ({ switchId, clock, rig, httpPort }: AsteriskPlace) => {
    const { ariUser, ariPassword } = rig.asterisk;
    const url = `http://127.0.0.1:${httpPort}/ari`;
    const ari = { url, user: ariUser, password: ariPassword, app: 'leitstand', link };
    return new AsteriskSwitch({ switchId, clock, ari });
  };

const pool = new AsteriskPool();
afterAll(() => pool.stop());

describe.each(LINKS)('Asterisk by %s', (link) => {
  describeSwitchContract(
    `Asterisk by ${link}`,
    (switchId) => AsteriskHarness.open(pool, switchId, driverBy(link)),
    SEEDS,
  );
});
