import { NOW, Office } from './office';

let office: Office;
beforeEach(() => {
  office = new Office();
});
afterEach(() => office.api.close());

const note = (body: object, role = 'agent') =>
  office.post('/v1/agents/a201/disposition', role).send(body);

describe('a disposition', () => {
  const at = NOW + 3_600_000;

  it.each([
    [{ at }, { at }],
    [{ at: String(at) }, { at }],
    [
      { at: '2026-11-23T11:00:00+01:00', sameAgent: true },
      { at, sameAgent: true },
    ],
    [{ at, sameAgent: false }, { at }],
  ])('promises the lead a call: %j', async (callback, promised) => {
    await note({ disposition: 'later', callback }).expect(200);
    const asked = { type: 'agent.disposition-requested', agentId: 'a201', disposition: 'later' };
    expect(office.engine.submitted).toEqual([
      { body: { ...asked, callback: promised }, cause: { actor: 'token:agent', reason: 'api' } },
    ]);
  });

  it('promises none where none is asked for', async () => {
    await note({ disposition: 'sold' }, 'provider').expect(200);
    expect(office.engine.submitted[0]?.body).not.toHaveProperty('callback');
  });

  it.each<object>([
    {},
    { sameAgent: true },
    { at: '2026-11-23T11:00' },
    { at: -1 },
    { at, agentId: 'a202' },
  ])('with the callback %j is refused', async (callback) => {
    const { status, body } = await note({ disposition: 'later', callback });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'BODY_INVALID' });
    expect(office.engine.submitted).toEqual([]);
  });

  it.each([
    ['CALLBACK_NOT_MEANT', 422],
    ['CALLBACK_TIME', 422],
    ['NO_CALL', 409],
  ])('that the core refuses with %s tells what to do', async (code, status) => {
    office.engine.facts = [{ type: 'request.refused', refusal: { code, detail: 'why' } }];
    const { body } = await note({ disposition: 'later', callback: { at } }).expect(status);
    expect(body).toMatchObject({ code, remedy: expect.any(String) });
  });
});
