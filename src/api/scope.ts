import type { Centre } from '../core/centre';
import type { AgentView, CallView } from '../engine/facade';
import type { CallRecord, PartyInterval, RecordSupplement } from '../port/call-record';
import type { CdrFilter, RecordingFilter, StoredRecording, Token } from '../port/stores';
import { Problem } from './problem';

/**
 * What a token sees, by role. Insiders (operator, supervisor): all. A client: what is its own, in
 * full. A provider: its agents and their share of calls; no digits that a caller entered, no
 * number in full, nothing of other providers. An agent: itself and its own calls.
 */
export type Viewer = Pick<Token, 'role' | 'clientId' | 'providerId' | 'agentId'>;

/** Which token of whose did something is not for those outside. */
export const actorOutside = (actor: string): string =>
  actor.startsWith('token:') ? 'token' : actor;

export const isInsider = ({ role }: Viewer): boolean =>
  role === 'operator' || role === 'supervisor';

/** The filter as far as the viewer may look. Throws OUT_OF_SCOPE where it asks for more. */
export function narrow(viewer: Viewer, wanted: CdrFilter): CdrFilter {
  switch (viewer.role) {
    case 'operator':
    case 'supervisor':
      return wanted;
    case 'client':
      return { ...wanted, clientIds: only(viewer.clientId, wanted.clientIds, 'client') };
    case 'provider':
      return { ...wanted, providerIds: only(viewer.providerId, wanted.providerIds, 'provider') };
    case 'agent': {
      const asked = wanted.agentId === undefined ? undefined : [wanted.agentId];
      const [agentId = ''] = only(viewer.agentId, asked, 'agent');
      return { ...wanted, agentId };
    }
  }
}

function only(own: string | undefined, asked: readonly string[] | undefined, what: string) {
  // A scoped token without its scope sees nothing; it must never see all.
  if (own === undefined || own === '') throw outOfScope(`the token names no ${what}`);
  if (asked?.some((id) => id !== own)) throw outOfScope(`the token is of ${what} "${own}"`);
  return [own];
}

/** The same for recordings: a provider's and an agent's are those of their own conversations. */
export function narrowRecordings(viewer: Viewer, wanted: RecordingFilter): RecordingFilter {
  const { callId, ...shared } = wanted;
  const narrowed = narrow(viewer, shared);
  return { ...narrowed, ...(callId !== undefined && { callId }) };
}

export function seesRecording(viewer: Viewer, { record, recording }: StoredRecording): boolean {
  if (isInsider(viewer)) return true;
  if (viewer.role === 'client') return record.clientId === viewer.clientId;
  if (viewer.role === 'agent') {
    return viewer.agentId !== undefined && recording.agentId === viewer.agentId;
  }
  return viewer.providerId !== undefined && recording.providerId === viewer.providerId;
}

const outOfScope = (detail: string): Problem => new Problem(403, 'OUT_OF_SCOPE', detail);

export function seesAgent(viewer: Viewer, agent: Pick<AgentView, 'agentId' | 'providerId'>) {
  switch (viewer.role) {
    case 'operator':
    case 'supervisor':
      return true;
    case 'client':
      return false;
    case 'provider':
      return agent.providerId === viewer.providerId;
    case 'agent':
      return agent.agentId === viewer.agentId;
  }
}

/**
 * Ids of the agents whose calls and facts a provider or an agent sees; empty for the other roles,
 * which do not see by agent. Cheap enough to be asked for each batch of facts.
 */
export function agentsSeen(viewer: Viewer, centre: Centre): ReadonlySet<string> {
  const { role, agentId, providerId } = viewer;
  if (role === 'agent') return agentId === undefined ? NOBODY : new Set([agentId]);
  if (role !== 'provider' || providerId === undefined) return NOBODY;
  let byProvider = staff.get(centre);
  if (!byProvider) {
    byProvider = new Map();
    for (const agent of centre.agents) {
      const ids = byProvider.get(agent.providerId);
      if (ids) ids.add(agent.agentId);
      else byProvider.set(agent.providerId, new Set([agent.agentId]));
    }
    staff.set(centre, byProvider);
  }
  return byProvider.get(providerId) ?? NOBODY;
}

const NOBODY: ReadonlySet<string> = new Set();

/** A centre is replaced as a whole and never changed. */
const staff = new WeakMap<Centre, Map<string, Set<string>>>();

export function seesCall(viewer: Viewer, call: CallView, agents: ReadonlySet<string>): boolean {
  if (isInsider(viewer)) return true;
  if (viewer.role === 'client') return call.clientId === viewer.clientId;
  const { agentId, guests = [] } = call;
  return [{ agentId }, ...guests].some(
    (one) => one.agentId !== undefined && agents.has(one.agentId),
  );
}

/**
 * An agent sees the number of the caller at its own phone; a provider does not, nor agents of
 * others. Who supervises is told to neither.
 */
export function callFor(viewer: Viewer, call: CallView, agents: ReadonlySet<string>): CallView {
  if (isInsider(viewer) || viewer.role === 'client') return call;
  const { guests, ...rest } = call;
  const shown = (guests ?? []).filter(
    ({ role, agentId = '' }) =>
      role !== 'supervisor' && (viewer.role === 'agent' || agents.has(agentId)),
  );
  const numbers = viewer.role === 'provider' ? maskedCustomer(call) : {};
  return { ...rest, ...numbers, ...(shown.length > 0 && { guests: shown }) };
}

/** `+49305550123` -> `+4930555****`: which region, but not who. */
export const maskNumber = (number: string): string =>
  /^\+?\d{7,}$/.test(number) ? `${number.slice(0, -4)}****` : '****';

/** The customer called, or was called. */
const maskedCustomer = ({
  direction,
  ani,
  dnis,
}: Pick<CallRecord, 'ani' | 'dnis'> & { readonly direction?: string }) =>
  direction === 'outbound' ? { dnis: maskNumber(dnis) } : { ani: maskNumber(ani) };

export function seesRecord(viewer: Viewer, record: CallRecord): boolean {
  switch (viewer.role) {
    case 'operator':
    case 'supervisor':
      return true;
    case 'client':
      return record.clientId === viewer.clientId;
    case 'provider':
      return (
        viewer.providerId !== undefined &&
        (record.providerId === viewer.providerId ||
          record.parties.some((party) => party.providerId === viewer.providerId))
      );
    case 'agent':
      return viewer.agentId !== undefined && agentIdsOf(record).has(viewer.agentId);
  }
}

const agentIdsOf = (record: CallRecord): ReadonlySet<string> =>
  new Set([
    ...(record.agentId === undefined ? [] : [record.agentId]),
    ...record.parties.flatMap(({ agentId }) => agentId ?? []),
  ]);

/** Somebody outside is nobody's own party. */
const isOwnParty = (viewer: Viewer, { agentId, providerId }: PartyInterval): boolean =>
  viewer.role === 'agent'
    ? agentId !== undefined && agentId === viewer.agentId
    : providerId !== undefined && providerId === viewer.providerId;

/** The record without what belongs to the client alone, or to another provider. */
export function recordFor(viewer: Viewer, record: CallRecord): CallRecord {
  if (isInsider(viewer) || viewer.role === 'client') return record;
  const own = ownAgents(viewer, record);
  const { agentId, providerId, ...rest } = record;
  const isOwn = agentId !== undefined && own.has(agentId);
  return {
    ...rest,
    ...(isOwn ? { agentId } : {}),
    ...(isOwn && providerId !== undefined ? { providerId } : {}),
    ...maskedCustomer(record),
    variables: {},
    parties: record.parties.filter((party) => isOwnParty(viewer, party)),
    segments: record.segments.map(({ agentId: talker, ...segment }) =>
      talker !== undefined && own.has(talker) ? { ...segment, agentId: talker } : segment,
    ),
  };
}

function ownAgents(viewer: Viewer, record: CallRecord): ReadonlySet<string> {
  const own = record.parties.flatMap((p) => (isOwnParty(viewer, p) ? (p.agentId ?? []) : []));
  if (viewer.role === 'agent' && viewer.agentId !== undefined) own.push(viewer.agentId);
  const isLast = viewer.role === 'provider' && record.providerId === viewer.providerId;
  if (isLast && record.agentId !== undefined) own.push(record.agentId);
  return new Set(own);
}

/** Of a provider or agent: its own work. The switch's witness is for owners and insiders. */
export function supplementsFor(
  viewer: Viewer,
  record: CallRecord,
  supplements: readonly RecordSupplement[],
): readonly RecordSupplement[] {
  if (isInsider(viewer) || viewer.role === 'client') return supplements;
  const own = ownAgents(viewer, record);
  return supplements.filter((supplement) => 'agentId' in supplement && own.has(supplement.agentId));
}
