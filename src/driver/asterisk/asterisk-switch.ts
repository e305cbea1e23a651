import type { Clock } from '../../port/clock';
import { CodedError, isCodedError } from '../../port/coded-error';
import type { Switch, SwitchSnapshot } from '../../port/switch';
import type { SwitchCommand } from '../../port/switch-command';
import type { LegWitness, SwitchEvent } from '../../port/switch-event';
import { type DriverLog, SILENT_LOG } from '../link/driver-log';
import { Failure } from '../link/failure';
import { type Asking, RequestWindow } from '../link/request-window';
import type { AmiLinkOptions } from './ami-link';
import { AmiWatch } from './ami-watch';
import type { AriEvent } from './ari-event';
import type { AriLink, AriReply, AriRequest } from './ari-link';
import { isDone, messageOf } from './ari-link';
import { BoothDesk } from './booth-desk';
import { BridgeDesk } from './bridge-desk';
import { BridgeDoor } from './bridge-door';
import { CommandDesk } from './command-desk';
import type { DriverDesk, Report } from './driver-desk';
import { WireReader } from './from-wire';
import { LegBook } from './leg-book';
import { type AmiLinkName, type AriLinkName, amiLinkOf, ariLinkOf } from './link-choice';
import { MediaDesk } from './media-desk';
import { MediaReader } from './media-reader';
import { OriginateDesk } from './originate-desk';
import { RecordingDesk } from './recording-desk';
import { RedirectDesk } from './redirect-desk';
import { SnoopDesk } from './snoop-desk';
import { type SnapshotParts, takeSnapshot } from './switch-snapshot';
import { eventFilterRequest } from './to-wire';
import { readWitnesses } from './witness-file';

export interface AsteriskOptions {
  readonly switchId: string;
  readonly ari: {
    /** `http://127.0.0.1:8088/ari` */
    readonly url: string;
    readonly user: string;
    readonly password: string;
    /** The Stasis app: one for each engine. */
    readonly app: string;
    /** `websocket`: REST over the WebSocket, over HTTP where Asterisk lacks that. */
    readonly link?: AriLinkName;
  };
  /** Without it nobody tells who is reachable, and there is no second witness. */
  readonly ami?: AmiLinkOptions & { readonly link?: AmiLinkName };
  /** What Asterisk's CEL writes (dialplan/cel_custom.conf): how legs ended while we were away. */
  readonly witnessFile?: string;
  readonly clock: Clock;
  readonly log?: DriverLog;
  /** Where the dialplan listens for a machine; default `leitstand-amd`. */
  readonly amdContext?: string;
}

const IN_FLIGHT_MAX = 20;
const QUEUE_MAX = 10_000;
const DEADLINE_MS = 5000;
const SETTLE_AGAIN_MS = 1000;

/** Asterisk 20 and later, through ARI. */
export class AsteriskSwitch implements Switch {
  readonly switchId: string;
  private readonly link: AriLink;
  private readonly window: RequestWindow;
  private readonly desk: DriverDesk;
  private readonly reader: WireReader;
  private readonly snapshotParts: SnapshotParts;
  private readonly commands: CommandDesk;
  private readonly ami: AmiWatch | null;
  private sink: (event: SwitchEvent) => void = () => undefined;
  private phase: 'down' | 'settling' | 'up' | 'closed' = 'down';
  /** Events that came while the filter was being set: the switch is reported up before them. */
  private early: AriEvent[] = [];

  constructor(private readonly options: AsteriskOptions) {
    const { switchId, ari, clock, log = SILENT_LOG } = options;
    if (!/^[A-Za-z0-9_.-]{1,64}$/.test(ari.app)) {
      throw new CodedError('ARI_APP_INVALID', `${ari.app} is no name for a Stasis app`);
    }
    this.switchId = switchId;
    this.link = ariLinkOf(ari, clock, log);
    const limits = { inFlightMax: IN_FLIGHT_MAX, queueMax: QUEUE_MAX, deadlineMs: DEADLINE_MS };
    this.window = new RequestWindow(clock, limits);
    this.desk = {
      switchId,
      app: ari.app,
      clock,
      log,
      book: new LegBook(switchId),
      report: (report) => this.report(report),
      ask: (request, asking) => this.ask(request, asking),
    };
    const snoops = new SnoopDesk(this.desk);
    const recordings = new RecordingDesk(this.desk, snoops);
    const mediaReader = new MediaReader(this.desk);
    const media = new MediaDesk(this.desk, mediaReader);
    const door = new BridgeDoor(this.desk);
    const booths = new BoothDesk(this.desk, door, snoops);
    const bridges = new BridgeDesk(this.desk, { media, door, booths });
    this.reader = new WireReader(this.desk, {
      media: mediaReader,
      recordings,
      snoops,
      departed: (leg, bridgeId) => bridges.departed(leg, bridgeId),
    });
    this.commands = new CommandDesk(this.desk, {
      reader: this.reader,
      media,
      bridges,
      recordings,
      originates: new OriginateDesk(this.desk, this.reader),
      redirects: new RedirectDesk(this.desk, media),
      amdContext: options.amdContext ?? 'leitstand-amd',
    });
    this.snapshotParts = {
      desk: this.desk,
      reader: this.reader,
      media,
      recordings,
      booths,
      snoops,
    };
    this.ami = amiWatchOf(options, this.desk);
  }

  async connect(sink: (event: SwitchEvent) => void): Promise<void> {
    this.sink = sink;
    let settled: Promise<void> = Promise.resolve();
    await this.link.open({
      up: () => {
        settled = this.settle();
        settled.catch(() => undefined);
      },
      down: (reason) => this.wentDown(reason),
      event: (event) => this.receive(event),
    });
    try {
      await settled;
      await this.ami?.open();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  execute(command: SwitchCommand): void {
    if (this.phase === 'up') return this.commands.carryOut(command);
    queueMicrotask(() => {
      this.commands.fail(command, new Failure('SWITCH_DOWN', 'the link to Asterisk is down'));
    });
  }

  async snapshot(since: number): Promise<SwitchSnapshot> {
    if (this.phase !== 'up') throw new CodedError('SWITCH_DOWN', 'the link to Asterisk is down');
    const ended = await this.endedSince(since);
    return takeSnapshot(this.snapshotParts, ended);
  }

  async close(): Promise<void> {
    this.phase = 'closed';
    this.window.clear(new CodedError('SWITCH_DOWN', 'the link was closed'));
    await Promise.all([this.link.close(), this.ami?.close()]);
  }

  private async endedSince(since: number): Promise<readonly LegWitness[]> {
    const { witnessFile, switchId } = this.options;
    if (witnessFile === undefined) return [];
    try {
      return await readWitnesses(witnessFile, switchId, since);
    } catch (error) {
      this.log(`no witness file: ${(error as Error).message}`);
      return [];
    }
  }

  /** Sets the filter, which a restarted Asterisk has forgotten, and only then says `switch.up`. */
  private async settle(): Promise<void> {
    this.phase = 'settling';
    this.early = [];
    try {
      const filter = await this.ask(eventFilterRequest(this.desk.app));
      if (filter.status === 403) throw readOnly(this.options.ari.user);
      if (!isDone(filter)) this.log(`no event filter: ${messageOf(filter)}`);
      const version = await this.version();
      if (this.phase !== 'settling') return;
      this.phase = 'up';
      this.report({ type: 'switch.up', ...(version === undefined ? {} : { version }) });
      for (const event of this.early.splice(0)) this.receive(event);
    } catch (error) {
      this.log(`not settled: ${(error as Error).message}`);
      if (isCodedError(error) && error.code === 'ARI_READ_ONLY') throw error;
      this.settleLater();
    }
  }

  /** An Asterisk that is too busy to answer now is asked again. */
  private settleLater(): void {
    const { clock } = this.desk;
    clock.schedule(clock.now() + SETTLE_AGAIN_MS, () => {
      if (this.phase === 'settling') this.settle().catch(() => undefined);
    });
  }

  private async version(): Promise<string | undefined> {
    const path = ['asterisk', 'info'];
    const reply = await this.ask({ method: 'GET', path, query: { only: 'system' } });
    const version = (reply.body as { system?: { version?: unknown } } | undefined)?.system?.version;
    return typeof version === 'string' ? version : undefined;
  }

  private receive(event: AriEvent): void {
    if (event.type === 'ApplicationReplaced') return this.replaced();
    if (this.phase === 'settling') this.early.push(event);
    else if (this.phase === 'up') this.reader.read(event);
  }

  /** Another engine has taken the app. Coming back would only take it from that one in turn. */
  private replaced(): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    const reason = `another engine took the Stasis app ${this.desk.app}`;
    this.window.clear(new CodedError('SWITCH_DOWN', reason));
    this.report({ type: 'switch.down', reason, fatal: true });
    void this.link.close();
    void this.ami?.close();
  }

  private wentDown(reason: string): void {
    if (this.phase === 'closed') return;
    const wasUp = this.phase === 'up';
    this.phase = 'down';
    this.desk.book.beginGap();
    this.window.clear(new CodedError('SWITCH_DOWN', reason));
    if (wasUp) this.report({ type: 'switch.down', reason });
  }

  private ask(request: AriRequest, asking?: Asking): Promise<AriReply> {
    return this.window.run(() => this.link.request(request), asking);
  }

  private report(report: Report): void {
    this.sink({ ...report, switchId: this.switchId } as SwitchEvent);
  }

  private log(message: string): void {
    const { log = SILENT_LOG, switchId } = this.options;
    log.warn({ switchId, detail: message }, 'Asterisk is not as expected');
  }
}

function amiWatchOf({ ami, clock }: AsteriskOptions, desk: DriverDesk): AmiWatch | null {
  if (!ami) return null;
  const { switchId, log, book, report } = desk;
  return new AmiWatch({
    switchId,
    link: amiLinkOf(ami, clock, log),
    clock,
    log,
    report,
    isOurs: (legId) => book.get(legId) !== undefined || book.hasEnded(legId),
  });
}

const readOnly = (user: string): CodedError =>
  new CodedError(
    'ARI_READ_ONLY',
    `the ARI user ${user} may ask, but not give orders`,
    'Set read_only = no for it in ari.conf.',
  );
