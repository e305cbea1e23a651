import { callback, Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
  office.engine.callbackViews = [
    callback(),
    callback({ contactId: 'contact-2', clientId: 'stadtwerke', queueId: 'stadtwerke-billing' }),
  ];
});

afterEach(() => office.api.close());

const ids = (body: { callbacks: { contactId: string }[] }) =>
  body.callbacks.map((one) => one.contactId);

it('lists who is to be called back; a client its own', async () => {
  const all = await office.get('/v1/callbacks', 'supervisor').expect(200);
  expect(ids(all.body)).toEqual(['contact-1', 'contact-2']);
  expect(all.body.callbacks[0]).toEqual(callback());
  const own = await office.get('/v1/callbacks', 'client').expect(200);
  expect(ids(own.body)).toEqual(['contact-1']);
  const one = await office.get('/v1/callbacks?queue=stadtwerke-billing', 'operator').expect(200);
  expect(ids(one.body)).toEqual(['contact-2']);
});

it('takes one out in the name of who asked', async () => {
  await office.delete('/v1/callbacks/contact-2', 'supervisor').expect(204);
  expect(office.engine.submitted).toMatchObject([
    {
      body: { type: 'callback.cancel-requested', contactId: 'contact-2' },
      cause: { actor: 'token:supervisor' },
    },
  ]);
});

it('says when the customer is on the line already', async () => {
  const detail = 'the customer is on call c-1, which can be hung up';
  office.engine.facts = [
    { type: 'request.refused', refusal: { code: 'CALLBACK_UNDER_WAY', detail } },
  ];
  const { body } = await office.delete('/v1/callbacks/contact-1', 'operator').expect(409);
  expect(body).toMatchObject({ code: 'CALLBACK_UNDER_WAY', detail });
});
