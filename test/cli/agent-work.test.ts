import { FakeDaemon } from './fake-daemon';
import { agent, NOW } from './live-sample';
import { run } from './run';

let daemon: FakeDaemon;
beforeEach(async () => {
  daemon = await FakeDaemon.start();
  const anna = agent('anna', { state: 'wrap-up' });
  daemon.on('POST /v1/agents/anna/disposition', { body: anna });
});
afterEach(() => daemon.close());

const note = (...words: string[]) =>
  run(['agent', 'disposition', 'anna', ...words, '--url', daemon.url, '--token', 'lst_test']);
const sent = () => daemon.requests.map(({ body }) => JSON.parse(body));

describe('agent disposition', () => {
  test('notes a word and says what the agent does', async () => {
    const { code, out } = await note('sold');
    expect({ code, out }).toEqual({ code: 0, out: 'anna is available (wrap-up)\n' });
    expect(sent()).toEqual([{ disposition: 'sold' }]);
  });

  test.each([
    [['--callback', '2h'], { at: NOW + 7_200_000 }],
    [['--callback', '2031-03-01T14:00Z'], { at: Date.UTC(2031, 2, 1, 14) }],
    [
      ['--callback', '2031-03-01T14:00+01:00', '--same-agent'],
      { at: Date.UTC(2031, 2, 1, 13), sameAgent: true },
    ],
  ])('promises the lead a call with %j', async (words, callback) => {
    expect((await note('later', ...words)).code).toBe(0);
    expect(sent()).toEqual([{ disposition: 'later', callback }]);
  });

  test.each([['--callback', 'soon'], ['--same-agent']])('refuses %s %s', async (...words) => {
    const { code, err } = await note('later', ...words.filter((word) => word !== undefined));
    expect(code).toBe(2);
    expect(err).toMatch(/^USAGE: .*\n-> /);
    expect(sent()).toEqual([]);
  });
});
