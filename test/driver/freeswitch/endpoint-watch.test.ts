import type { Report } from '../../../src/driver/freeswitch/driver-desk';
import { EndpointWatch } from '../../../src/driver/freeswitch/endpoint-watch';
import { SILENT_LOG } from '../../../src/driver/link/driver-log';

const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/list_users/, 'userid|context\ncologne|tie\ndesk-1|device\n'],
  [/registrations/, '{"row_count":0}'],
  [
    /gateway/,
    '<gateway><name>cologne</name><proxy>sip:10.0.0.2</proxy><status>UP</status></gateway>',
  ],
];

/** All that it has told of these, in order. */
async function told(afterwards: (watch: EndpointWatch) => void) {
  const reports: Report[] = [];
  const watch = new EndpointWatch({
    report: (report) => reports.push(report),
    ask: async ({ line }) => ANSWERS.find(([asked]) => asked.test(line))?.[1] ?? '',
    log: SILENT_LOG,
  });
  await watch.askAll();
  afterwards(watch);
  return reports.map((one) =>
    one.type === 'endpoint.changed' ? [one.endpoint, one.reachable] : [],
  );
}

describe('a tie line, which is a gateway and a user of one name', () => {
  it('is told of as the trunk that it is', async () => {
    const reports = await told(() => undefined);
    expect(reports).toEqual([
      ['cologne', true],
      ['desk-1', false],
    ]);
  });

  it('stays up when that user registers nowhere any more', async () => {
    const reports = await told((watch) => {
      watch.read({ 'Event-Subclass': 'sofia::unregister', 'from-user': 'cologne' });
      watch.read({ 'Event-Subclass': 'sofia::expire', user: 'cologne' });
    });
    expect(reports.filter(([endpoint]) => endpoint === 'cologne')).toEqual([['cologne', true]]);
  });
});
