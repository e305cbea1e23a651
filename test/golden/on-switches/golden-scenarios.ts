import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HarnessFactory } from '../../conformance/switch-harness';
import { GoldenStage } from './golden-stage';
import { SCENARIOS, type Scenario } from './scenario';

const ENDING = '.facts.txt';

/** Plays every scenario on a driver: all switches have to give the same facts, byte by byte. */
export function describeGoldenScenarios(name: string, factory: HarnessFactory): void {
  describe(`the golden scenarios on ${name}`, () => {
    it.each(SCENARIOS)('$name', async (scenario) => {
      const stage = await GoldenStage.open(factory, scenario.phones);
      try {
        await scenario.play(stage);
        await stage.quiet();
      } finally {
        await stage.close();
      }
      expect(stage.broken()).toEqual([]);
      expectText(scenario, stage.text());
    });

    it('leaves no golden file unplayed', () => {
      const files = readdirSync(__dirname).filter((file) => file.endsWith(ENDING));
      expect(files.sort()).toEqual(SCENARIOS.map(({ name }) => `${name}${ENDING}`).sort());
    });
  });
}

/** Nothing writes a golden file: what came out instead lies beside, for whoever means it. */
function expectText({ name }: Scenario, actual: string): void {
  const file = `${name}${ENDING}`;
  const path = join(__dirname, file);
  try {
    expect(actual).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
  } catch (error) {
    const place = join(mkdtempSync(join(tmpdir(), 'golden-')), file);
    writeFileSync(place, actual);
    if (error instanceof Error) error.message += `\n\nWhat came out is in ${place}`;
    throw error;
  }
}
