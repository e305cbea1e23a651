import { EVERYONE, type Route, route } from '../route';

const EVENT_ID = /^\d{1,15}-\d{1,15}-\d{1,9}$/;

const live = route({
  method: 'get',
  path: '/v1/live',
  operationId: 'live',
  summary: 'Facts as they happen, as server-sent events',
  roles: EVERYONE,
  success: {
    status: 200,
    description: 'events: hello, one for each fact (named by its type), gap, cut',
    contentType: 'text/event-stream',
  },
  handle({ viewer, request, response }, { live: feed, gatekeeper }) {
    // Express serves HEAD by the handler of GET; it would never end.
    if (request.method === 'HEAD') return { type: 'text/event-stream', body: '' };
    const { authorization } = request.headers;
    const given = request.get('Last-Event-ID');
    const lastEventId = given !== undefined && EVENT_ID.test(given) ? given : undefined;
    const stillGood = () => gatekeeper.stillGood(authorization);
    feed.open({ response, viewer, stillGood }, lastEventId);
    return 'sent';
  },
});

export const liveRoutes: readonly Route[] = [live];
