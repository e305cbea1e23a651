import { FreeswitchSwitch } from '../../src/driver/freeswitch/freeswitch-switch';
import { FreeSwitchFakeHarness } from '../conformance/freeswitch-fake-harness';
import type { FreeSwitchLink } from '../conformance/freeswitch-harness';
import { describeGoldenScenarios } from './on-switches/golden-scenarios';

const driver = ({ switchId, clock, host, port, password, witnessFile = '' }: FreeSwitchLink) =>
  new FreeswitchSwitch({ switchId, clock, esl: { host, port, password }, witnessFile });

const opened: FreeSwitchFakeHarness[] = [];

/** A command that no real FreeSWITCH was recorded with fails the scenario that sent it. */
afterEach(() => {
  expect(opened.flatMap(({ esl }) => esl.complaints.splice(0))).toEqual([]);
});

describeGoldenScenarios('FreeSWITCH (recorded)', async (switchId) => {
  const harness = await FreeSwitchFakeHarness.open(switchId, driver, opened.length + 1);
  opened.push(harness);
  return harness;
});
