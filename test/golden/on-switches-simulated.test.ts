import { SimulatedHarness } from '../conformance/simulated-harness';
import { describeGoldenScenarios } from './on-switches/golden-scenarios';

describeGoldenScenarios('the simulated switch', async (switchId) => new SimulatedHarness(switchId));
