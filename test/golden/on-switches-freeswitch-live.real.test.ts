import { FreeswitchSwitch } from '../../src/driver/freeswitch/freeswitch-switch';
import {
  FreeSwitchHarness,
  type FreeSwitchLink,
  FreeSwitchPhones,
} from '../conformance/freeswitch-harness';
import { placeOf } from '../conformance/freeswitch-place';
import { describeGoldenScenarios } from './on-switches/golden-scenarios';

const driver = ({ switchId, clock, host, port, password, witnessFile }: FreeSwitchLink) =>
  new FreeswitchSwitch({
    switchId,
    clock,
    esl: { host, port, password },
    ...(witnessFile === undefined ? {} : { witnessFile }),
  });

const place = placeOf(process.env);

if (place === null) {
  it('FreeSWITCH, live: not asked for, LEITSTAND_TEST_ESL names none (docs/conformance.md)', () => {
    expect(placeOf({ LEITSTAND_TEST_ESL: '' })).toBeNull();
  });
} else {
  const phones = new FreeSwitchPhones(place);
  afterAll(() => phones.stop());
  describeGoldenScenarios('a live FreeSWITCH', (switchId) =>
    FreeSwitchHarness.open(phones, switchId, driver),
  );
}
