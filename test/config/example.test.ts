import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCentre } from '../../src/config/centre-file';
import { problemLine } from '../../src/config/file-problem';
import { loadConfig } from '../../src/config/load';

const EXAMPLES = join(__dirname, '../../docs/examples');

describe('the examples in docs', () => {
  it('show a queue with everything, the same as in the README', () => {
    const text = readFileSync(join(EXAMPLES, 'support-desk.yaml'), 'utf8');
    const { centre, problems } = readCentre(text, { file: 'support-desk.yaml' });
    expect(problems.map(problemLine)).toEqual([]);
    expect(centre?.queues[0]?.relax).toHaveLength(3);
    const readme = readFileSync(join(EXAMPLES, '../../README.md'), 'utf8');
    const queue = text.slice(text.indexOf('queues:\n  support:'), text.indexOf('\ncalendars:'));
    const shown = queue.replace(/^(?=.)/gm, '    ').trimEnd();
    expect(readme).toContain(shown);
  });

  it('give a centre without a warning', () => {
    const text = readFileSync(join(EXAMPLES, 'centre.yaml'), 'utf8');
    const { centre, problems } = readCentre(text, { file: 'centre.yaml', switchIds: ['main'] });
    expect(problems.map(problemLine)).toEqual([]);
    expect(centre?.numbers.map((number) => number.number)).toEqual([
      '+4920005550100',
      '+4920005550200',
      '+441632960200',
    ]);
    expect(centre?.flows.map((flow) => flow.flowId)).toEqual([
      'stadtwerke-main',
      'nordlicht-german',
      'nordlicht-english',
      'nordlicht-sorry',
    ]);
    expect(centre?.campaigns).toMatchObject([
      { campaignId: 'nordlicht-spring', law: { profileIds: ['de', 'de-ccv'] } },
    ]);
    expect(centre?.queues[0]).toEqual({
      queueId: 'stadtwerke-billing',
      clientId: 'stadtwerke',
      name: 'Bills and meters',
      requirement: [
        { skill: 'billing', levelMin: 5 },
        { skill: 'german', levelMin: 5 },
      ],
      music: 'default',
      waitingMax: 20,
      waitMaxMs: 180_000,
      ringTimeoutMs: 15_000,
      wrapUpMs: 20_000,
      serviceLevelMs: 20_000,
      waiting: {
        announce: { firstMs: 20_000, everyMs: 45_000, position: true, estimate: true },
        comfort: {
          firstMs: 40_000,
          everyMs: 60_000,
          messages: [['sound:leitstand/comfort-1'], ['sound:leitstand/comfort-2']],
        },
      },
    });
    expect(centre?.flows[0]?.nodes['customer-number']).toEqual({
      type: 'collect',
      media: ['sound:leitstand/enter-customer-number'],
      variable: 'customerNumber',
      digitsMin: 4,
      digitsMax: 8,
      terminator: '#',
      firstDigitTimeoutMs: 6000,
      interDigitTimeoutMs: 3000,
      attemptsMax: 2,
      invalidMedia: ['sound:leitstand/invalid'],
      next: 'topic-billing',
      onFailed: 'topic-billing',
    });
  });

  it('configure a daemon, and its phones are those of the centre', () => {
    const { config, warnings } = loadConfig({ file: join(EXAMPLES, 'leitstand.yaml'), env: {} });
    expect(warnings).toEqual([]);
    expect(config.dataDir).toBe(join(EXAMPLES, 'data'));
    const [main] = config.switches;
    const devices = main?.kind === 'embedded' ? main.devices.map((entry) => entry.device) : [];
    const text = readFileSync(join(EXAMPLES, 'centre.yaml'), 'utf8');
    const { centre } = readCentre(text, { file: 'centre.yaml' });
    expect(centre?.agents.map((agent) => agent.phone.device)).toEqual(devices);
  });
});
