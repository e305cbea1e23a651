import { SimulatedHarness } from './simulated-harness';
import { describeSwitchContract } from './switch-contract';

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

describeSwitchContract(
  'the simulated switch',
  async (switchId) => new SimulatedHarness(switchId),
  SEEDS,
);
