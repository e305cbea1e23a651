import { AsteriskSwitch } from '../../src/driver/asterisk/asterisk-switch';
import { AsteriskHarness, type AsteriskPlace, AsteriskPool } from '../conformance/asterisk-harness';
import { describeGoldenScenarios } from './on-switches/golden-scenarios';

const driver = ({ switchId, clock, rig, httpPort, amiPort }: AsteriskPlace) => {
  const { ariUser, ariPassword, amiUser, amiPassword, witnessFile } = rig.asterisk;
  const url = `http://127.0.0.1:${httpPort}/ari`;
  const ari = { url, user: ariUser, password: ariPassword, app: 'leitstand' };
  const ami = { host: '127.0.0.1', port: amiPort, user: amiUser, password: amiPassword };
  return new AsteriskSwitch({ switchId, clock, ari, ami, witnessFile });
};

const pool = new AsteriskPool();
afterAll(() => pool.stop());

describeGoldenScenarios('a real Asterisk', (switchId) =>
  AsteriskHarness.open(pool, switchId, driver),
);
