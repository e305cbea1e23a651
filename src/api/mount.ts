import type { Express, Request, Response } from 'express';
import type { Token } from '../port/stores';
import { BodyReader, checked, checkedQuery } from './door';
import { Problem } from './problem';
import type { Answer, Desk, Route } from './route';

/** Sent with each answer: nothing here is for browsers to guess at, frame or keep. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Mounts each route, and on each path a refusal of the methods that it does not have. */
export function mount(app: Express, routes: readonly Route[], desk: Desk): void {
  const reader = new BodyReader(desk.settings.bodyBytesMax);
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    app[route.method](path, async (request, response) => {
      await serve({ route, desk, reader }, request, response);
    });
    methods.set(path, [...(methods.get(path) ?? []), ...namesOf(route.method)]);
  }
  for (const [path, names] of methods) {
    const allow = names.join(', ');
    app.route(path).all((request) => {
      throw new Problem(405, 'METHOD_NOT_ALLOWED', `${request.method} is not served here`, {
        headers: { Allow: allow },
      });
    });
  }
}

const namesOf = (method: Route['method']): string[] =>
  method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];

interface Serving {
  readonly route: Route;
  readonly desk: Desk;
  readonly reader: BodyReader;
}

/** Who asks comes first: nothing of a stranger's request is parsed. */
async function serve(serving: Serving, request: Request, response: Response): Promise<void> {
  const { route, desk, reader } = serving;
  response.locals['route'] = route.path;
  const viewer = await admit(route, desk, request);
  response.locals['tokenId'] = viewer.tokenId;
  response.locals['isUpload'] = route.bodyType === 'lead-list';
  const path = checked(route.pathSchema, request.params, 'path');
  const query = checkedQuery(route.querySchema, request.query);
  const body = checked(route.bodySchema, await reader.read(route, request, response), 'body');
  const requestId = String(response.locals['requestId']);
  const asked = { viewer, path, query, body, requestId, request, response };
  const answer = await route.handle(asked, desk);
  if (answer !== 'sent') send(response, answer);
}

/** Stands for nobody on open routes. */
const NOBODY: Token = { tokenId: '', name: '', role: 'agent', createdAt: 0 };

async function admit(route: Route, { gatekeeper }: Desk, request: Request): Promise<Token> {
  const address = request.socket.remoteAddress ?? '';
  if (route.roles !== 'open') {
    return gatekeeper.admit({ authorization: request.headers.authorization, address }, route.roles);
  }
  gatekeeper.greet(address);
  return NOBODY;
}

function send(response: Response, { status = 200, headers = {}, body, type }: Answer): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  else if (type === undefined) response.json(body);
  else response.type(type).send(body);
}
