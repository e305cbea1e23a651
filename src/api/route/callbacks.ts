import { z } from 'zod';
import type { Engine } from '../../engine/facade';
import type { CallbackView } from '../../engine/facade/callback-view';
import { Problem } from '../problem';
import { INSIDERS, type Route, route } from '../route';
import { isInsider, type Viewer } from '../scope';
import { submit } from '../submission';
import { count, idParameter, named, timestamp } from '../view-schema';

const callbackView = named(
  'Callback',
  z.object({
    contactId: z.string(),
    clientId: z.string(),
    queueId: z.string(),
    callId: z.string().describe('in which it was booked, or the last one to the customer'),
    number: z.string().describe('that is called'),
    state: z
      .enum(['booked', 'calling', 'confirmed'])
      .describe('confirmed: the customer is on the line and waits for the agent'),
    priority: count,
    queuedAt: timestamp.describe('its place in the line'),
    bookedAt: timestamp,
    attempts: count.describe('calls to the customer so far'),
    notBefore: timestamp,
    expiresAt: timestamp.describe('called no more from then on'),
  }),
);

const seen = (viewer: Viewer, engine: Engine): readonly CallbackView[] =>
  engine.callbacks().filter((one) => isInsider(viewer) || one.clientId === viewer.clientId);

const listCallbacks = route({
  method: 'get',
  path: '/v1/callbacks',
  operationId: 'listCallbacks',
  summary: 'Contacts that keep their place and are to be called back, oldest place first',
  // The numbers of a client's customers are the client's.
  roles: [...INSIDERS, 'client'],
  querySchema: z.strictObject({ queue: idParameter.optional() }),
  success: {
    status: 200,
    description: 'callbacks that the token may see',
    schema: z.object({ callbacks: z.array(callbackView) }),
  },
  handle: ({ viewer, query: { queue } }, { engine }) => ({
    body: {
      callbacks: seen(viewer, engine).filter((one) => queue === undefined || one.queueId === queue),
    },
  }),
});

const cancelCallback = route({
  method: 'delete',
  path: '/v1/callbacks/{contactId}',
  operationId: 'cancelCallback',
  summary: 'Call this customer back no more; one who is being called is not touched',
  roles: [...INSIDERS, 'client'],
  pathSchema: z.object({ contactId: idParameter }),
  success: { status: 204, description: 'it is gone, and the fact `callback.ended` says so' },
  async handle({ viewer, path: { contactId } }, { engine }) {
    if (!seen(viewer, engine).some((one) => one.contactId === contactId)) {
      throw new Problem(404, 'CALLBACK_UNKNOWN', 'nobody is to be called back under this id');
    }
    await submit(engine, viewer, { type: 'callback.cancel-requested', contactId });
    return { status: 204 };
  },
});

export const callbackRoutes: readonly Route[] = [listCallbacks, cancelCallback];
