import { FakeAri } from '../../fake/fake-ari';
import { BenchSwitch } from './bench-switch';

jest.mock('ari-client', () => {
  throw new Error("Cannot find module 'ari-client'");
});
jest.mock('asterisk-manager', () => {
  throw new Error("Cannot find module 'asterisk-manager'");
});

/** The named libraries are peers: an installation need not have them. */
describe('a link whose library is not installed', () => {
  it('ari-client says so by its code, and what to do', async () => {
    const bench = new BenchSwitch(
      { url: 'http://127.0.0.1:9/ari' },
      { ari: { link: 'ari-client' } },
    );
    await expect(bench.connect()).rejects.toMatchObject({
      code: 'LINK_NOT_INSTALLED',
      remedy: expect.stringContaining('npm install ari-client'),
    });
  });

  it('asterisk-manager says so by its code, and what to do', async () => {
    const fake = await FakeAri.listen();
    const place = { host: '127.0.0.1', port: 9, user: 'u', password: 'p' };
    const bench = new BenchSwitch(fake, { ami: { ...place, link: 'asterisk-manager' } });
    await expect(bench.connect()).rejects.toMatchObject({
      code: 'LINK_NOT_INSTALLED',
      remedy: expect.stringContaining('npm install asterisk-manager'),
    });
    await fake.close();
  });
});
