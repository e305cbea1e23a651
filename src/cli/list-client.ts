import type { StoredConsent } from '../store/consent-store';
import type { ImportReport } from '../store/import/import-report';
import type { DialList } from '../store/list-store';
import type { Suppression } from '../store/suppression-store';
import type { UpkeepRun } from '../store/upkeep-store';
import type { DaemonClient } from './daemon-client';

const listsOf = (campaignId: string): string =>
  `/v1/campaigns/${encodeURIComponent(campaignId)}/lists`;

export async function getLists(
  daemon: DaemonClient,
  campaignId: string,
): Promise<readonly DialList[]> {
  const { lists } = (await daemon.ask({ method: 'GET', path: listsOf(campaignId) })) as {
    lists: DialList[];
  };
  return lists;
}

export async function changeList(
  daemon: DaemonClient,
  { campaignId, listId }: { readonly campaignId: string; readonly listId: string },
  change: Readonly<Record<string, unknown>>,
): Promise<DialList> {
  const path = `${listsOf(campaignId)}/${encodeURIComponent(listId)}`;
  return (await daemon.ask({ method: 'PATCH', path, body: change })) as DialList;
}

/** Millions of leads are gone through. */
const UPKEEP_MAX_MS = 280_000;

/** The upkeep of all lists, now. */
export async function keepLists(
  daemon: DaemonClient,
): Promise<Pick<UpkeepRun, 'at' | 'campaigns'>> {
  const answerMaxMs = UPKEEP_MAX_MS;
  return (await daemon.ask({ method: 'POST', path: '/v1/lists/upkeep', answerMaxMs })) as UpkeepRun;
}

export interface Upload {
  readonly campaignId: string;
  readonly listId: string;
  readonly query: Readonly<Record<string, string>>;
  readonly type: 'text/csv' | 'application/x-ndjson';
  readonly bytes: AsyncIterable<Uint8Array>;
}

export async function uploadList(
  daemon: DaemonClient,
  { campaignId, listId, query, type, bytes }: Upload,
): Promise<ImportReport> {
  const path = `${listsOf(campaignId)}/${encodeURIComponent(listId)}/import`;
  const search = new URLSearchParams(query);
  const target = search.size > 0 ? `${path}?${search}` : path;
  return (await daemon.upload({ path: target, type, bytes })) as ImportReport;
}

export interface SuppressionOutcome {
  readonly added: number;
  readonly known: number;
  /** Places of what is no number, from 0. */
  readonly invalid: readonly number[];
}

export async function addSuppressions(
  daemon: DaemonClient,
  body: Readonly<Record<string, unknown>>,
): Promise<SuppressionOutcome> {
  return (await daemon.ask({
    method: 'POST',
    path: '/v1/suppressions',
    body,
  })) as SuppressionOutcome;
}

export async function checkNumber(
  daemon: DaemonClient,
  number: string,
  country?: string,
): Promise<{ readonly number: string; readonly suppressions: readonly Suppression[] }> {
  const query = country === undefined ? '' : `?country=${encodeURIComponent(country)}`;
  const path = `/v1/suppressions/${encodeURIComponent(number)}${query}`;
  return (await daemon.ask({ method: 'GET', path })) as {
    number: string;
    suppressions: Suppression[];
  };
}

export async function recordConsent(
  daemon: DaemonClient,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly recorded: number; readonly invalid: readonly number[] }> {
  return (await daemon.ask({ method: 'POST', path: '/v1/consents', body })) as {
    recorded: number;
    invalid: number[];
  };
}

/** The newest first. */
export async function showConsents(
  daemon: DaemonClient,
  number: string,
  query: Readonly<Record<string, string>>,
): Promise<{ readonly number: string; readonly consents: readonly StoredConsent[] }> {
  const search = new URLSearchParams(query);
  const path = `/v1/consents/${encodeURIComponent(number)}${search.size > 0 ? `?${search}` : ''}`;
  return (await daemon.ask({ method: 'GET', path })) as {
    number: string;
    consents: StoredConsent[];
  };
}
