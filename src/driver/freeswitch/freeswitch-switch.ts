import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { Switch, SwitchSnapshot } from '../../port/switch';
import type { SwitchCommand } from '../../port/switch-command';
import type { LegWitness, SwitchEvent } from '../../port/switch-event';
import { type DriverLog, SILENT_LOG } from '../link/driver-log';
import { Failure } from '../link/failure';
import { type Asking, RequestWindow } from '../link/request-window';
import { BridgeDesk } from './bridge-desk';
import { agreeOnChannels, type ListingParts } from './channel-listing';
import { CommandDesk } from './command-desk';
import type { DriverDesk, Report } from './driver-desk';
import { EndpointWatch } from './endpoint-watch';
import { EngineFence } from './engine-fence';
import type { EslEvent } from './esl-frame';
import type { EslCommand, EslLink, EslLinkOptions } from './esl-link';
import { WireReader } from './from-wire';
import { JobDesk } from './job-desk';
import { LegBook } from './leg-book';
import { type EslLinkName, eslLinkOf } from './link-choice';
import { MachineDesk } from './machine-desk';
import { MediaDesk } from './media-desk';
import { MediaReader } from './media-reader';
import { OriginateDesk } from './originate-desk';
import { learnPremises } from './premises';
import { RecordingDesk } from './recording-desk';
import { RedirectDesk } from './redirect-desk';
import { probeOf } from './subscription';
import { takeSnapshot } from './switch-snapshot';
import { readWitnesses } from './witness-file';

export interface FreeswitchOptions {
  readonly switchId: string;
  readonly esl: EslLinkOptions & { readonly link?: EslLinkName };
  /** As `leitstand_app` in the dialplan: the engine whose calls these are. Default `leitstand`. */
  readonly app?: string;
  /** Of the devices; default: the switch's own `domain`. */
  readonly domain?: string;
  /** On the switch's disk; default: its own `sound_prefix` and `recordings_dir`. */
  readonly soundFolder?: string;
  readonly recordingFolder?: string;
  /** The ending of sounds that are named without one; default `wav`. */
  readonly soundFormat?: string;
  /** In which numbers are said; default `en`. */
  readonly language?: string;
  /** Profile in conference.conf.xml; default `leitstand`. */
  readonly conferenceProfile?: string;
  /** Extension in the dialplan; default `leitstand-fallback`. */
  readonly fallbackExtension?: string;
  /** What mod_cdr_csv writes (freeswitch-conf/): how legs ended while we were away. */
  readonly witnessFile?: string;
  readonly clock: Clock;
  readonly log?: DriverLog;
}

const IN_FLIGHT_MAX = 20;
const QUEUE_MAX = 10_000;
const DEADLINE_MS = 5000;
const SETTLE_AGAIN_MS = 1000;
const DOWN = 'the link to FreeSWITCH is down';

/** FreeSWITCH 1.10 and later, through its event socket. */
export class FreeswitchSwitch implements Switch {
  readonly switchId: string;
  private readonly link: EslLink;
  private readonly window: RequestWindow;
  private readonly desk: DriverDesk;
  private readonly reader: WireReader;
  private readonly jobs = new JobDesk();
  private readonly fence: EngineFence;
  private readonly endpoints: EndpointWatch;
  private readonly commands: CommandDesk;
  private readonly listing: ListingParts;
  private sink: (event: SwitchEvent) => void = () => undefined;
  private phase: 'down' | 'settling' | 'up' | 'closed' = 'down';
  /** Events that came while we settled in: the switch is reported up before them. */
  private readonly early: EslEvent[] = [];
  /** Counts up each time that we settle in, and when that is over. */
  private run = 0;
  private cancelAgain: () => void = () => undefined;

  constructor(private readonly options: FreeswitchOptions) {
    const { switchId, esl, clock, log = SILENT_LOG, app = 'leitstand' } = options;
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(app)) throw appInvalid(app);
    this.switchId = switchId;
    this.link = eslLinkOf({ options: esl, clock, log, probe: probeOf(app) }, esl.link);
    const limits = { inFlightMax: IN_FLIGHT_MAX, queueMax: QUEUE_MAX, deadlineMs: DEADLINE_MS };
    this.window = new RequestWindow(clock, limits);
    this.desk = {
      switchId,
      app,
      clock,
      log,
      book: new LegBook(switchId),
      premises: { domain: '', soundFolder: '', recordingFolder: '' },
      report: (report) => this.report(report),
      ask: (command, asking) => this.ask(command, asking),
    };
    this.fence = new EngineFence(this.desk, () => this.replaced());
    this.endpoints = new EndpointWatch(this.desk);
    const media = new MediaReader(this.desk);
    const recordings = new RecordingDesk(this.desk);
    const mediaDesk = new MediaDesk(this.desk, media, {
      language: options.language ?? 'en',
      soundFormat: options.soundFormat ?? 'wav',
    });
    const bridges = new BridgeDesk(this.desk, {
      media: mediaDesk,
      recordings,
      conferenceProfile: options.conferenceProfile ?? 'leitstand',
    });
    const machines = new MachineDesk(this.desk, mediaDesk);
    const fallbackExtension = options.fallbackExtension ?? 'leitstand-fallback';
    this.reader = new WireReader(this.desk, {
      media,
      recordings,
      jobs: this.jobs,
      custom: (event) => {
        this.endpoints.read(event);
        this.fence.read(event);
      },
      applied: (event) => machines.applied(event),
      departed: (bridgeId) => bridges.departed(bridgeId),
      fallbackExtension,
    });
    this.commands = new CommandDesk(this.desk, {
      reader: this.reader,
      media: mediaDesk,
      bridges,
      recordings,
      originates: new OriginateDesk(this.desk, { reader: this.reader, jobs: this.jobs }),
      redirects: new RedirectDesk(this.desk, mediaDesk, this.endpoints),
      machines,
      fallbackExtension,
    });
    const afterGap = async (): Promise<void> => {
      await bridges.verify();
      await recordings.verify();
    };
    this.listing = { desk: this.desk, reader: this.reader, media, recordings, afterGap };
  }

  async connect(sink: (event: SwitchEvent) => void): Promise<void> {
    this.sink = sink;
    let settled: Promise<void> = Promise.resolve();
    await this.link.open({
      up: () => {
        settled = this.settle();
      },
      down: (reason) => this.wentDown(reason),
      event: (event) => this.receive(event),
      probed: (answer) => this.fence.probed(answer),
    });
    await settled;
  }

  execute(command: SwitchCommand): void {
    if (this.phase === 'up') return this.commands.carryOut(command);
    queueMicrotask(() => this.commands.fail(command, new Failure('SWITCH_DOWN', DOWN)));
  }

  async snapshot(since: number): Promise<SwitchSnapshot> {
    if (this.phase !== 'up') throw new CodedError('SWITCH_DOWN', DOWN);
    const ended = await this.endedSince(since);
    return takeSnapshot(this.listing, ended);
  }

  async close(): Promise<void> {
    this.phase = 'closed';
    this.beginRun();
    this.window.clear(new CodedError('SWITCH_DOWN', 'the link was closed'));
    // Whoever waits for something of a leg waits no longer.
    for (const leg of this.desk.book.legs()) this.desk.book.close(leg);
    await this.link.close();
  }

  private async endedSince(since: number): Promise<readonly LegWitness[]> {
    const { witnessFile: file } = this.options;
    if (file === undefined) return [];
    try {
      const { switchId, app } = this.desk;
      return await readWitnesses({ file, switchId, app }, since);
    } catch (error) {
      this.log(`no witness file: ${(error as Error).message}`);
      return [];
    }
  }

  /** Takes the switch, looks who is there, and only then says `switch.up`. */
  private async settle(): Promise<void> {
    const run = this.beginRun();
    this.phase = 'settling';
    try {
      const isOurs = await this.fence.take();
      if (run !== this.run) return;
      if (!isOurs) return this.replaced();
      const version = await learnPremises(this.desk, this.options);
      if (run !== this.run) return;
      this.phase = 'up';
      this.report({ type: 'switch.up', ...(version === undefined ? {} : { version }) });
      for (const event of this.early.splice(0)) this.receive(event);
    } catch (error) {
      if (run !== this.run) return;
      this.log(`not settled: ${(error as Error).message}`);
      return this.again(() => void this.settle());
    }
    await this.lookAround(run, [
      () => agreeOnChannels(this.listing, true),
      () => this.endpoints.askAll(),
    ]);
  }

  /** What is not answered is asked again by itself: the switch is up without it. */
  private async lookAround(run: number, looks: readonly (() => Promise<void>)[]): Promise<void> {
    const missing: (() => Promise<void>)[] = [];
    for (const look of looks) {
      if (run !== this.run) return;
      await look().catch((error: Error) => {
        missing.push(look);
        if (run === this.run) this.log(`not looked around: ${error.message}`);
      });
    }
    if (run !== this.run || missing.length === 0) return;
    this.again(() => void this.lookAround(run, missing));
  }

  /** A FreeSWITCH that is too busy to answer now is asked again. */
  private again(work: () => void): void {
    const { clock } = this.desk;
    this.cancelAgain = clock.schedule(clock.now() + SETTLE_AGAIN_MS, work);
  }

  /** What an earlier run still waits for means nothing any more. */
  private beginRun(): number {
    this.cancelAgain();
    this.run += 1;
    return this.run;
  }

  private receive(event: EslEvent): void {
    if (this.phase === 'settling') this.early.push(event);
    else if (this.phase === 'up') this.reader.read(event);
  }

  /** Another engine has taken this switch. Coming back would only take it from that one in turn. */
  private replaced(): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    this.beginRun();
    const reason = `another engine took FreeSWITCH for ${this.desk.app}`;
    this.window.clear(new CodedError('SWITCH_DOWN', reason));
    this.report({ type: 'switch.down', reason, fatal: true });
    void this.link.close();
  }

  private wentDown(reason: string): void {
    if (this.phase === 'closed') return;
    const wasUp = this.phase === 'up';
    this.phase = 'down';
    this.beginRun();
    this.early.length = 0;
    this.desk.book.beginGap();
    this.jobs.clear();
    this.window.clear(new CodedError('SWITCH_DOWN', reason));
    if (wasUp) this.report({ type: 'switch.down', reason });
  }

  private ask(command: EslCommand, asking?: Asking): Promise<string> {
    return this.window.run(() => this.link.request(command), asking);
  }

  private report(report: Report): void {
    if (this.phase === 'closed' && report.type !== 'switch.down') return;
    this.sink({ ...report, switchId: this.switchId } as SwitchEvent);
  }

  private log(message: string): void {
    const { log = SILENT_LOG, switchId } = this.options;
    log.warn({ switchId, detail: message }, 'FreeSWITCH is not as expected');
  }
}

const appInvalid = (app: string): CodedError =>
  new CodedError(
    'ESL_APP_INVALID',
    `${app} is no name for an engine on FreeSWITCH`,
    'Take 1 to 64 letters, digits, "-" and "_", as in leitstand_app of the dialplan.',
  );
