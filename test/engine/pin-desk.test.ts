import { hashPin, PIN_HASH } from '../../src/config/pin';
import { isRightPin } from '../../src/engine/pin-desk';

test('a PIN fits the hash that was made of it, and no other', async () => {
  const pinHash = hashPin('471100');
  expect(pinHash).toMatch(PIN_HASH);
  expect(pinHash).not.toContain('471100');
  expect(hashPin('471100')).not.toBe(pinHash);
  expect(await isRightPin('471100', pinHash)).toBe(true);
  expect(await isRightPin('471101', pinHash)).toBe(false);
});

test.each(['', 'scrypt$1$a$b', 'scrypt$3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA'])(
  'nothing fits what is no hash: %j',
  async (pinHash) => {
    expect(await isRightPin('471100', pinHash)).toBe(false);
  },
);
