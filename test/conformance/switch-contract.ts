import { bridgeCases } from './case/bridge-case';
import { callCases } from './case/call-case';
import { linkCases } from './case/link-case';
import { mediaCases } from './case/media-case';
import { orderCases } from './case/order-case';
import { raceCases } from './case/race-case';
import { recordCases } from './case/record-case';
import { roleCases } from './case/role-case';
import { Stage } from './stage';
import type { HarnessFactory } from './switch-harness';

/**
 * The contract of every driver (docs/conformance.md). After each case all legs are hung up, the
 * snapshot has to be empty, and the order of all events is held against the law of legs.
 * `seeds`: so many courses of events out of order are fed to the core.
 */
export function describeSwitchContract(
  name: string,
  factory: HarnessFactory,
  seeds: readonly number[],
): void {
  describe(`the contract of a switch, kept by ${name}`, () => {
    let opened: Stage | undefined;
    const stage = (): Stage => {
      if (!opened) throw new Error('the stage is not open');
      return opened;
    };

    beforeAll(async () => {
      opened = await Stage.open(factory);
    });
    afterEach(() => stage().strike());
    afterAll(() => opened?.close());

    callCases(stage);
    mediaCases(stage);
    bridgeCases(stage);
    roleCases(stage);
    recordCases(stage);
    raceCases(stage);
    linkCases(stage, factory);
  });

  describe(`the order of events, as ${name} tells it`, () => {
    orderCases(factory, seeds);
  });
}
