import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codedProblem } from '../../src/api/problem';

const SOURCE = join(__dirname, '../../src');

const texts = (folder: string, isMeant: (name: string) => boolean) =>
  readdirSync(join(SOURCE, folder))
    .filter((name) => name.endsWith('.ts') && isMeant(name))
    .map((name) => ({ name, text: readFileSync(join(SOURCE, folder, name), 'utf8') }));

describe('what is refused about campaigns, lists, numbers and pacing', () => {
  it('comes from the core with what to do', () => {
    const codes = texts('core/dialer', () => true).flatMap(({ text }) =>
      [...text.matchAll(/refuse\([^;]*?code: '([A-Z_]+)'/g)].map(([, code = '']) => code),
    );
    expect(codes.length).toBeGreaterThan(8);
    const bare = codes.filter((code) => codedProblem(code, 'why').more.remedy === undefined);
    expect(bare).toEqual([]);
  });

  it('comes from the API with what to do', () => {
    const ofDialer = /agents|campaign|list|suppress|consent|pacing|lead/;
    const files = [
      ...texts('api/route', (name) => ofDialer.test(name)),
      ...texts('api', ofCampaign),
    ];
    const problems = files.flatMap(({ name, text }) =>
      [...text.matchAll(/new Problem\([^;]*;/g)].map(([all]) => `${name}: ${all}`),
    );
    expect(problems.length).toBeGreaterThan(6);
    expect(problems.filter((one) => !one.includes('remedy'))).toEqual([]);
  });

  it('stands in the documents, each code beside its status', () => {
    const documents = ['api.md', 'lists.md'].map((name) =>
      readFileSync(join(SOURCE, '../docs', name), 'utf8'),
    );
    const [api = '', lists = ''] = documents;
    const table = /STATUS_BY_CODE[^{]*{([^}]*)}/.exec(
      readFileSync(join(SOURCE, 'api/problem.ts'), 'utf8'),
    )?.[1];
    const coded = [...(table ?? '').matchAll(/([A-Z_]+): (\d{3})/g)];
    expect(coded.length).toBeGreaterThan(30);
    const untold = coded.filter(([, code, status]) => {
      const row = api.split('\n').find((line) => line.startsWith(`| ${status} |`)) ?? '';
      return ![row, lists].some((text) => text.includes(`\`${code}\``));
    });
    expect(untold.map(([all]) => all)).toEqual([]);
  });
});

const ofCampaign = (name: string): boolean => name.startsWith('campaign-');
