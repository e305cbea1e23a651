import type { CensusGroup } from '../core/queue/census';
import type { WhyChosen, WhyMoment, WhyReport } from '../engine/facade/why-view';
import { isInsider, type Viewer } from './scope';

/** Whether a viewer may know of an agent by name. */
type Sees = (agent: { readonly agentId?: string; readonly providerId?: string }) => boolean;

/**
 * The report as this viewer may see it. A provider sees its own agents by name, a client those who
 * were offered its call; of everybody else there are counts. Calls of others have no names.
 */
export function whyFor(viewer: Viewer, report: WhyReport): unknown {
  if (isInsider(viewer)) return report;
  const sees = viewer.role === 'provider' ? ofProvider(viewer) : ofClient(report);
  const isOwnClient = (clientId: string): boolean =>
    viewer.role === 'client' && clientId === viewer.clientId;
  return { ...report, moments: report.moments.map((one) => momentFor(one, sees, isOwnClient)) };
}

const ofProvider =
  ({ providerId: own }: Viewer): Sees =>
  ({ providerId }) =>
    own !== undefined && providerId === own;

function ofClient({ moments }: WhyReport): Sees {
  const offered = new Set(moments.flatMap(({ chosen }) => (chosen ? [chosen.agentId] : [])));
  return ({ agentId }) => agentId !== undefined && offered.has(agentId);
}

function momentFor(moment: WhyMoment, sees: Sees, isOwnClient: (clientId: string) => boolean) {
  const {
    agentId,
    providerId,
    verdict,
    chosen,
    preferred,
    preferredAgent,
    reason,
    groups,
    cause,
    ...rest
  } = moment;
  const isSeen = sees(moment);
  return {
    ...rest,
    cause: cause.actor.startsWith('token:') ? { ...cause, actor: 'token' } : cause,
    ...(isSeen && agentId !== undefined && { agentId }),
    ...(isSeen && providerId !== undefined && { providerId }),
    ...(verdict && { verdict: isSeen ? verdict : { clause: verdict.clause } }),
    // Why another one's phone did not answer is that one's business.
    ...(reason !== undefined && (isSeen || agentId === undefined) && { reason }),
    ...(chosen && { chosen: chosenFor(chosen, sees) }),
    ...(preferredAgent && {
      preferredAgent: sees(preferredAgent) ? preferredAgent : withoutAgent(preferredAgent),
    }),
    ...(preferred && { preferred: preferredFor(preferred, sees, isOwnClient) }),
    groups: groups.map((group) => groupFor(group, sees)),
  };
}

/** How others were compared, and by which figures somebody else's agent was, is not told. */
function chosenFor(chosen: WhyChosen, sees: Sees) {
  if (!sees(chosen)) return withoutAgent({ ...chosen, scores: [] });
  return { ...chosen, scores: chosen.scores.map(({ rule, figure }) => ({ rule, figure })) };
}

function preferredFor(
  preferred: NonNullable<WhyMoment['preferred']>,
  sees: Sees,
  isOwnClient: (clientId: string) => boolean,
) {
  const { callId, clientId, queueId, ...rest } = preferred;
  const shown = sees(rest) ? rest : withoutAgent(rest);
  return isOwnClient(clientId) ? { callId, clientId, queueId, ...shown } : shown;
}

function withoutAgent<T extends { agentId: string; providerId: string }>(given: T) {
  const { agentId: _, providerId: __, ...rest } = given;
  return rest;
}

const groupFor = (group: CensusGroup, sees: Sees): CensusGroup => ({
  ...group,
  agents: group.agents.filter(sees),
});
