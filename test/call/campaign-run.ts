import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PacingSettings } from '../../src/core/dialer/campaign-config';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import type { CampaignView } from '../../src/engine/facade/campaign-view';
import type { CallRecord } from '../../src/port/call-record';
import { AsteriskRig } from '../switch/asterisk-rig';
import { ANSWERS } from '../switch/sip-phone';
import { campaignCentre } from './campaign-centre';
import { CampaignFeed } from './campaign-feed';
import { DaemonProcess } from './daemon-process';
import { type CrowdPace, LeadCrowd } from './lead-crowd';

export interface RunOptions {
  readonly leads: number;
  readonly agents: number;
  readonly linesMax: number;
  readonly pace: CrowdPace;
}

/** As the API tells operators: with what is dialed, and the last change alone. */
export type SeenCampaign = Omit<CampaignView, 'dialing' | 'changes'> & {
  readonly dialing: NonNullable<CampaignView['dialing']>;
  readonly lastChange?: CampaignView['changes'][number];
};

/** How many leads of a list stand where. */
export interface ListCounts {
  readonly remaining: number;
  readonly inHopper: number;
  readonly done: number;
}

/** The campaign as it stood at one moment of the run, as a supervisor would see it. */
export interface Moment {
  /** Since the start. */
  readonly atMs: number;
  readonly view: SeenCampaign;
}

const SAMPLE_MS = 1_000;

export const agentIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `agent${n}`);

/**
 * A daemon as its users run it, a real Asterisk, and a list whose people are played by sipp: led
 * over HTTP from the import to the end of the list.
 */
export class CampaignRun {
  readonly moments: Moment[] = [];
  private startedAt = 0;

  private constructor(
    private readonly rig: AsteriskRig,
    private readonly daemon: DaemonProcess,
    private readonly folder: string,
    readonly crowd: LeadCrowd,
  ) {}

  /** Resolves when the agents are on their lines and the list is imported. */
  static async prepare({ leads, agents, linesMax, pace }: RunOptions): Promise<CampaignRun> {
    const names = agentIds(agents);
    const rig = await AsteriskRig.start({ instance: 'main', devices: names });
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-campaign-'));
    const daemon = new DaemonProcess({ folder, config: await configFor(rig) });
    const crowd = new LeadCrowd(rig.phones, leads, pace);
    const run = new CampaignRun(rig, daemon, folder, crowd);
    try {
      await daemon.start();
      await daemon.ask('POST', '/v1/centre', campaignCentre(names, linesMax));
      for (const name of names) await rig.device(name, ANSWERS);
      for (const name of names) {
        await daemon.ask('POST', `/v1/agents/${name}/status`, { status: 'available' });
      }
      await run.until(({ agents: { loggedIn, noLine } }) => loggedIn === agents && noLine === 0);
      return run;
    } catch (error) {
      await run.close();
      throw error;
    }
  }

  /** The list as a client would send it; returns the report. */
  async import<T>(): Promise<T> {
    const { url, token } = await this.daemon.connection();
    const rows = this.crowd.numbers.map((number, index) => `lead-${index},${number}`);
    const query = new URLSearchParams({ country: 'DE', map: 'number=phone,key=id' });
    const reply = await fetch(`${url}/v1/campaigns/crowd/lists/crowd/import?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
      body: ['id,phone', ...rows, ''].join('\n'),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`import: ${reply.status} ${text}`);
    return JSON.parse(text) as T;
  }

  async start(): Promise<void> {
    this.startedAt = Date.now();
    await this.daemon.ask('POST', '/v1/campaigns/crowd/start', { reason: 'test' });
  }

  async setPacing(change: Partial<PacingSettings>): Promise<void> {
    await this.ask('PATCH', '/v1/campaigns/crowd/pacing', { change, reason: 'test' });
  }

  /** Asks the API as an operator; throws what it answers where that is an error. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.daemon.ask<T>(method, path, body);
  }

  /** What happens from now on. */
  async feed(): Promise<CampaignFeed> {
    return CampaignFeed.open(await this.daemon.connection());
  }

  /** Looks each second, and keeps what it saw, until it fits. */
  async until(fits: (view: SeenCampaign) => boolean): Promise<SeenCampaign> {
    for (;;) {
      const view = await this.daemon.ask<SeenCampaign>('GET', '/v1/campaigns/crowd');
      if (this.startedAt > 0) this.moments.push({ atMs: Date.now() - this.startedAt, view });
      if (fits(view)) return view;
      await new Promise((done) => setTimeout(done, SAMPLE_MS));
    }
  }

  /** What has become of the list's leads, once SQL has heard of all that were ready. */
  async settledList(): Promise<ListCounts> {
    for (;;) {
      const { lists } = await this.ask<{ lists: readonly { leadsNow: ListCounts }[] }>(
        'GET',
        '/v1/campaigns/crowd/lists',
      );
      const counts = lists[0]?.leadsNow;
      if (counts?.inHopper === 0) return counts;
      await new Promise((done) => setTimeout(done, SAMPLE_MS));
    }
  }

  /** All call detail records, once there are so many. */
  async records(count: number): Promise<readonly CallRecord[]> {
    for (;;) {
      const records: CallRecord[] = [];
      for (let cursor = ''; ; ) {
        const page = await this.daemon.ask<{ records: CallRecord[]; next?: string }>(
          'GET',
          `/v1/cdrs?limit=500${cursor}`,
        );
        records.push(...page.records);
        if (page.next === undefined) break;
        cursor = `&cursor=${encodeURIComponent(page.next)}`;
      }
      if (records.length >= count) return records;
      await new Promise((done) => setTimeout(done, SAMPLE_MS));
    }
  }

  async close(): Promise<void> {
    await this.daemon.stop();
    await this.rig.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function configFor({ asterisk }: AsteriskRig): Promise<string> {
  const { ariUrl, ariUser, ariPassword, amiPort, amiUser, amiPassword, witnessFile } = asterisk;
  return `
engineId: campaign
dataDir: ./data
http: { port: ${await freePort('tcp', 'api')}, requestsPerMinute: 100000 }
switches:
  - switchId: main
    kind: asterisk
    ari: { url: '${ariUrl}', user: ${ariUser}, password: '${ariPassword}' }
    ami: { port: ${amiPort}, user: ${amiUser}, password: '${amiPassword}' }
    witnessFile: ${witnessFile}
`;
}
