import type { ToldChange } from '../core/dialer/campaign';
import type { PacingBounds, PacingSettings } from '../core/dialer/campaign-config';
import type { CampaignAction } from '../core/dialer/dialer-input';
import type { CampaignView, LeadView, PreviewView } from '../engine/facade/campaign-view';
import type { PacingForecast } from '../engine/facade/pacing-forecast-view';
import type { DaemonClient } from './daemon-client';
import { unreadable } from './http-call';

/** A campaign as the daemon lists it: with the last change of pacing alone. */
export type ListedCampaign = Omit<CampaignView, 'changes' | 'previews' | 'ready'> & {
  readonly lastChange?: ToldChange;
};

/** How a campaign is paced, and what was agreed. */
export interface Pacing {
  readonly campaignId: string;
  readonly pacing: PacingSettings;
  readonly bounds: PacingBounds;
  readonly lastChange?: ToldChange;
}

/** The daemon gives up earlier, and says so. */
const FORECAST_MAX_MS = 150_000;

const pathOf = (campaignId: string): string => `/v1/campaigns/${encodeURIComponent(campaignId)}`;

export async function listCampaigns(daemon: DaemonClient): Promise<readonly ListedCampaign[]> {
  const answer = await daemon.ask({ method: 'GET', path: '/v1/campaigns' });
  const { campaigns } = (answer ?? {}) as { campaigns?: readonly ListedCampaign[] };
  if (Array.isArray(campaigns)) return campaigns;
  throw unreadable(daemon.url);
}

export async function getCampaign(daemon: DaemonClient, id: string): Promise<ListedCampaign> {
  return (await daemon.ask({ method: 'GET', path: pathOf(id) })) as ListedCampaign;
}

/** Resolves when the engine has acted on it. */
export async function changeCampaign(
  daemon: DaemonClient,
  id: string,
  { action, reason }: { readonly action: CampaignAction; readonly reason: string },
): Promise<ListedCampaign> {
  const path = `${pathOf(id)}/${action}`;
  return (await daemon.ask({ method: 'POST', path, body: { reason } })) as ListedCampaign;
}

export async function getPacing(daemon: DaemonClient, id: string): Promise<Pacing> {
  return (await daemon.ask({ method: 'GET', path: `${pathOf(id)}/pacing` })) as Pacing;
}

/** Resolves when it holds. */
export async function setPacing(
  daemon: DaemonClient,
  id: string,
  body: {
    readonly change: Partial<PacingSettings>;
    readonly reason: string;
    readonly simulate?: boolean;
  },
): Promise<Pacing> {
  const longer = body.simulate ? { answerMaxMs: FORECAST_MAX_MS } : {};
  const path = `${pathOf(id)}/pacing`;
  return (await daemon.ask({ method: 'PATCH', path, body, ...longer })) as Pacing;
}

export async function undoPacing(
  daemon: DaemonClient,
  id: string,
  reason: string,
): Promise<Pacing> {
  const call = { method: 'POST', path: `${pathOf(id)}/pacing/undo`, body: { reason } } as const;
  return (await daemon.ask(call)) as Pacing;
}

/** What the change would bring; nothing is changed. */
export async function simulatePacing(
  daemon: DaemonClient,
  id: string,
  change: Partial<PacingSettings>,
): Promise<PacingForecast> {
  const path = `${pathOf(id)}/pacing/simulate`;
  const answer = await daemon.ask({
    method: 'POST',
    path,
    body: { change },
    answerMaxMs: FORECAST_MAX_MS,
  });
  return answer as PacingForecast;
}

/** The newest first. */
export async function pacingHistory(
  daemon: DaemonClient,
  id: string,
): Promise<readonly ToldChange[]> {
  const answer = await daemon.ask({ method: 'GET', path: `${pathOf(id)}/pacing/history` });
  return (answer as { readonly changes: readonly ToldChange[] }).changes;
}

/** What an agent is shown, and what may be picked from. */
export interface AgentLeads {
  readonly preview?: PreviewView;
  readonly ready: readonly (LeadView & { readonly campaignId: string })[];
}

const agentPath = (agentId: string): string => `/v1/agents/${encodeURIComponent(agentId)}`;

export async function agentLeads(daemon: DaemonClient, agentId: string): Promise<AgentLeads> {
  const path = `${agentPath(agentId)}/leads`;
  return (await daemon.ask({ method: 'GET', path })) as AgentLeads;
}

/** Resolves when the engine has acted on it; the outcome of a line is told by the live feed. */
export async function workLead(
  daemon: DaemonClient,
  agentId: string,
  work: 'preview/accept' | 'preview/skip' | 'dial',
  body: Readonly<Record<string, string>>,
): Promise<{ readonly seq: number; readonly at: number }> {
  const call = { method: 'POST', path: `${agentPath(agentId)}/${work}`, body } as const;
  return (await daemon.ask(call)) as { seq: number; at: number };
}
