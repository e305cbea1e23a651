import { FreeswitchSwitch } from '../../src/driver/freeswitch/freeswitch-switch';
import { FreeSwitchHarness, type FreeSwitchLink, FreeSwitchPhones } from './freeswitch-harness';
import { placeOf } from './freeswitch-place';
import { describeSwitchContract } from './switch-contract';

const SEEDS = [1];

const place = placeOf(process.env);

const driver = ({ switchId, clock, host, port, password, witnessFile }: FreeSwitchLink) =>
  new FreeswitchSwitch({
    switchId,
    clock,
    esl: { host, port, password },
    ...(witnessFile === undefined ? {} : { witnessFile }),
  });

if (place === null) {
  it('FreeSWITCH, live: not asked for, LEITSTAND_TEST_ESL names none (docs/conformance.md)', () => {
    expect(placeOf({ LEITSTAND_TEST_ESL: '' })).toBeNull();
  });
} else {
  // As with Asterisk: a second failure counts, the first one is printed.
  jest.setTimeout(120_000);
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
  const other = placeOf(process.env, '_2');
  const [first, second] = [new FreeSwitchPhones(place), other && new FreeSwitchPhones(other)];
  afterAll(async () => {
    await first.stop();
    await second?.stop();
  });
  describeSwitchContract(
    'FreeSWITCH, live',
    (switchId) => {
      const around = switchId === 'conformance-b' ? second : first;
      if (around) return FreeSwitchHarness.open(around, switchId, driver);
      throw new Error('this case needs a second FreeSWITCH: name it in LEITSTAND_TEST_ESL_2');
    },
    SEEDS,
  );
}
