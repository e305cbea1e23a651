import { AsteriskSwitch } from '../../src/driver/asterisk/asterisk-switch';
import type { AmiLinkName, AriLinkName } from '../../src/driver/asterisk/link-choice';
import { AsteriskHarness, type AsteriskPlace, AsteriskPool } from './asterisk-harness';
import { describeSwitchContract } from './switch-contract';

const driverBy =
  (ariLink: AriLinkName, amiLink: AmiLinkName) =>
  ({ switchId, clock, rig, httpPort, amiPort }: AsteriskPlace) => {
    const { ariUser, ariPassword, amiUser, amiPassword, witnessFile } = rig.asterisk;
    const url = `http://127.0.0.1:${httpPort}/ari`;
    const ari = { url, user: ariUser, password: ariPassword, app: 'leitstand', link: ariLink };
    const place = { host: '127.0.0.1', port: amiPort };
    const ami = { ...place, user: amiUser, password: amiPassword, link: amiLink };
    return new AsteriskSwitch({ switchId, clock, ari, ami, witnessFile });
  };

/**
 * The contract on a real Asterisk by one pair of links; each pair has a file of its own, with its
 * own Asterisk, so that two of them can run at once.
 */
export function describeAsteriskContract(ariLink: AriLinkName, amiLink: AmiLinkName): void {
  // A ring timeout, a detection and a boot have to fit into one case.
  jest.setTimeout(120_000);
  // On a machine under heavy load the phones' key presses may come late, each as two. A second
  // failure counts; the first is printed, so that it is not forgotten.
  jest.retryTimes(1, { logErrorsBeforeRetry: true });

  const pool = new AsteriskPool();
  afterAll(() => pool.stop());

  describe(`Asterisk by ${ariLink} and ${amiLink}`, () => {
    describeSwitchContract(
      `Asterisk by ${ariLink}`,
      (switchId) => AsteriskHarness.open(pool, switchId, driverBy(ariLink, amiLink)),
      [1],
    );
  });
}
