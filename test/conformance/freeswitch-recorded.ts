import { FreeswitchSwitch } from '../../src/driver/freeswitch/freeswitch-switch';
import type { EslLinkName } from '../../src/driver/freeswitch/link-choice';
import { FreeSwitchFakeHarness } from './freeswitch-fake-harness';
import type { FreeSwitchLink } from './freeswitch-harness';
import { describeSwitchContract } from './switch-contract';

/** The contract of a switch by this link, before a FreeSWITCH that plays what was recorded. */
export function describeRecorded(link: EslLinkName, seeds: readonly number[]): void {
  const opened: FreeSwitchFakeHarness[] = [];
  const driver = ({ switchId, clock, host, port, password, witnessFile = '' }: FreeSwitchLink) =>
    new FreeswitchSwitch({ switchId, clock, esl: { host, port, password, link }, witnessFile });

  // A command that no real FreeSWITCH was recorded with fails the case that sent it.
  afterEach(() => {
    expect(opened.flatMap(({ esl }) => esl.complaints.splice(0))).toEqual([]);
  });

  describeSwitchContract(
    `FreeSWITCH (recorded) by ${link}`,
    async (switchId) => {
      const seed = opened.length + 1;
      const harness = await FreeSwitchFakeHarness.open(switchId, driver, seed);
      opened.push(harness);
      return harness;
    },
    seeds,
  );
}
