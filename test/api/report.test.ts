import { createHash } from 'node:crypto';
import { Office } from './office';

const SPAN = 'from=2026-03-01&to=2026-03-02';

describe('a report over HTTP', () => {
  const office = new Office();
  const get = (path: string, role: string) => office.ask('get', `/v1/reports/${path}`, role);
  const last = () => office.reports.asked.at(-1);

  it('is of a client token’s own log, whatever else it asks for', async () => {
    const own = await get(`queues?${SPAN}`, 'client').expect(200);
    expect(own.body.basis).toEqual({ log: 'nordlicht', size: 42, root: 'cm9vdA==' });
    const other = await get(`queues?${SPAN}&client=stadtwerke`, 'client').expect(403);
    expect(other.body.code).toBe('OUT_OF_SCOPE');
  });

  it('shows a provider and an agent their own, and asks everybody else for a log', async () => {
    const own = await get(`providers?${SPAN}&client=nordlicht`, 'provider').expect(200);
    const view = { provider: 'baltic-voice' };
    expect([last(), own.body]).toMatchObject([{ clientId: 'nordlicht', view }, { view }]);
    await get(`agents?${SPAN}&client=nordlicht`, 'agent').expect(200);
    expect(last()).toMatchObject({ clientId: 'nordlicht', view: { agent: 'a201' } });
    const missing = await get(`agents?${SPAN}`, 'supervisor').expect(400);
    expect(missing.body).toMatchObject({ code: 'QUERY_INVALID' });
  });

  it('tells a provider nothing of strangers, and no part as if it were all', async () => {
    const strange = await get(`providers?${SPAN}&client=nobody`, 'provider').expect(404);
    expect(strange.body.code).toBe('CLIENT_UNKNOWN');
    for (const kind of ['abandon', 'campaigns', 'lists', 'connect-time', 'queues']) {
      await get(`${kind}?${SPAN}&client=nordlicht`, 'provider').expect(403);
    }
  });

  it('cannot be taken apart into the other providers that an average is made of', async () => {
    const asked = `providers?${SPAN}&client=nordlicht`;
    await get(`${asked}&checkpoint=7`, 'provider').expect(403);
    await get(`${asked}&interval=15m`, 'provider').expect(403);
    await get(`${asked}&zone=Europe/Berlin`, 'provider').expect(403);
    await get(`${asked}&interval=day`, 'provider').expect(200);
  });

  it('is asked for a checkpoint, an interval, a zone and a threshold', async () => {
    const wanted = 'interval=15m&zone=Europe/Berlin&within=30s&checkpoint=7';
    const { body } = await get(`queues?${SPAN}&${wanted}`, 'client').expect(200);
    expect(body).toMatchObject({ interval: '15m', thresholdMs: 30_000, basis: { size: 7 } });
    expect(body.from).toBe('2026-03-01T01:00+01:00');
    await get(`queues?${SPAN}&checkpoint=0`, 'client').expect(400);
    await get(`weather?${SPAN}`, 'client').expect(400);
  });

  it('is the same bytes for the same checkpoint, and not sent to who has them', async () => {
    const path = `queues?${SPAN}&checkpoint=7`;
    const first = await get(path, 'client').expect(200);
    const again = await get(path, 'client').expect(200);
    expect(again.text).toBe(first.text);
    const tag = String(first.headers['etag']);
    const known = await get(path, 'client').set('if-none-match', tag);
    expect([known.status, known.text]).toEqual([304, '']);
  });

  it('comes as CSV, too', async () => {
    const csv = await get(`queues?${SPAN}&format=csv`, 'client').expect(200);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text.split('\r\n')[0]).toContain('from,to,queue,offered,answered');
  });

  it('comes as a page that can do nothing but be read', async () => {
    const page = await get(`queues?${SPAN}&format=html`, 'client').expect(200);
    expect(page.headers['content-type']).toContain('text/html');
    const policy = String(page.headers['content-security-policy']);
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
  });
});
