import { Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
});
afterEach(() => office.api.close());

const path = '/v1/queues/nordlicht-booking/staffing';

test('what is not said is left to the queue; the target is 80 % by default', async () => {
  await office.get(path, 'supervisor').expect(200);
  await office
    .get(`${path}?serviceLevelPct=92.5&withinMs=15000&arrivalsPerHour=240`, 'supervisor')
    .expect(200);
  expect(office.engine.asked).toEqual([
    { serviceLevel: 0.8 },
    { serviceLevel: 0.925, withinMs: 15_000, arrivalsPerHour: 240 },
  ]);
});

test.each(['serviceLevelPct=100', 'serviceLevelPct=x', 'handleMs=0', 'agents=4', 'withinMs=-1'])(
  'a question that has no answer is refused: %s',
  async (query) => {
    const { status, body } = await office.get(`${path}?${query}`, 'supervisor');
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'QUERY_INVALID' });
  },
);
