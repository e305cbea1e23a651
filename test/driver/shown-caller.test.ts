import fc from 'fast-check';
import { shownCaller } from '../../src/driver/link/shown-caller';
import type { OriginateCommand } from '../../src/port/switch-command';

const command: OriginateCommand = {
  type: 'originate',
  legId: 'l',
  to: { kind: 'device', device: 'd' },
  ringTimeoutMs: 1,
};

test.each([
  ['+49 30 5550100', '+49305550100'],
  ['+1(800)555', '+1800555'],
  ['John Doe', 'JohnDoe'],
  ['a&b', 'ab'],
  ['<>', undefined],
  ['', undefined],
])('the number %j is shown as %j', (callerNumber, shown) => {
  expect(shownCaller({ ...command, callerNumber }).callerNumber).toBe(shown);
});

test.each([
  ["Meyer, O'Hara", "Meyer, O'Hara"],
  ['Müller 日本', 'Müller 日本'],
  ['Support [DE]', 'Support  DE'],
  ['a:_:sofia/gateway/carrier/0900:_:b', 'a sofia/gateway/carrier/0900 b'],
  ['${strftime()}', 'strftime()'],
  ['a\nb\\', 'a b'],
  ['"', undefined],
])('the name %j is shown as %j', (callerName, shown) => {
  expect(shownCaller({ ...command, callerName }).callerName).toBe(shown);
});

test('whatever a caller sends, nothing is shown that a switch could read as more', () => {
  const text = fc.string({ unit: 'grapheme' });
  const nasty = fc.stringMatching(/^[:_${}[\]"'\\,|;<>\n a]*$/);
  fc.assert(
    fc.property(fc.oneof(text, nasty), (said) => {
      const shown = shownCaller({ ...command, callerNumber: said, callerName: said });
      expect(shown.callerNumber ?? '').toMatch(/^[A-Za-z0-9+*#._-]{0,80}$/);
      expect(shown.callerName ?? '').not.toMatch(/["<>\\${}[\]\p{Cc}]|:_:/u);
    }),
  );
});
