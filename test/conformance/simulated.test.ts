import { SimulatedHarness } from './simulated-harness';
import { describeSwitchContract } from './switch-contract';

describeSwitchContract('the simulated switch', async (switchId) => new SimulatedHarness(switchId));
