import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CodedError } from '../../../port/coded-error';
import { writeConfiguration } from './configuration';
import { portInUse } from './free-port';
import { configurationFile, ServerProcess } from './server-process';
import {
  type Device,
  decide,
  decideForRunning,
  type EmbeddedOptions,
  fits,
  type Ports,
  readInstance,
  type Settings,
  type Trunk,
  writeInstance,
} from './settings';
import { socketFolder } from './socket-folder';

const run = promisify(execFile);
const BOOT_LOOK_MS = 50;
const STOP_MAX_MS = 10_000;
const LOG_TAIL_LINES = 12;

/**
 * A real Asterisk of our own below one folder, with the project's dialplan, on loopback. It
 * outlives this process: an engine that comes back after a crash finds its calls still up.
 * Any number of instances live side by side, each with its own run folder and instance name.
 */
export class EmbeddedAsterisk {
  private readonly options: EmbeddedOptions;
  private server?: ServerProcess | undefined;
  private settings?: Settings | undefined;
  private stopping = false;
  private readonly endListeners = new Set<(detail: string) => void>();

  constructor(options: EmbeddedOptions) {
    this.options = {
      ...options,
      prefix: resolve(options.prefix),
      runDir: resolve(options.runDir),
    };
  }

  /**
   * Resolves when Asterisk is fully booted. One that an earlier process left running here is taken
   * over, calls and all, when it has the same name, users and ports; else it is replaced.
   * Rejects with ASTERISK_NOT_INSTALLED, ASTERISK_DID_NOT_BOOT, PORT_IN_USE, BAD_ASTERISK_SETTING,
   * BAD_ASTERISK_TEMPLATE or SOCKET_FOLDER_UNSAFE.
   */
  async start(): Promise<void> {
    if (this.server?.alive()) return;
    const { runDir } = this.options;
    const last = readInstance(runDir);
    const left = last && ServerProcess.find(last.pid, runDir);
    if (last && left) {
      if (fits(this.options, last.settings)) return this.takeOver(left, last.settings);
      await this.end(left);
    }
    await this.boot(last?.settings ?? this.settings);
  }

  /** Ends all its calls and stops it. */
  async stop(): Promise<void> {
    const server = this.server;
    if (!server) return;
    this.stopping = true;
    await this.cli('core stop now').catch(() => server.signal('SIGTERM'));
    await this.end(server);
  }

  /** SIGKILL: for tests of what a crash of the switch does. */
  async kill(): Promise<void> {
    const server = this.server;
    if (!server) return;
    this.stopping = true;
    server.signal('SIGKILL');
    await this.end(server);
  }

  /** Ports, users and passwords stay as they are. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Runs one command of Asterisk's console and resolves to what it prints. */
  async cli(command: string): Promise<string> {
    const { prefix, runDir } = this.options;
    const words = ['-C', configurationFile(runDir), '-rx', command];
    const { stdout } = await run(join(prefix, 'bin', 'asterisk'), words, { cwd: runDir });
    return stdout.trimEnd();
  }

  /** Called when it ends though nobody here stopped it; the returned function ends that. */
  onUnexpectedEnd(listener: (detail: string) => void): () => void {
    this.endListeners.add(listener);
    return () => void this.endListeners.delete(listener);
  }

  get running(): boolean {
    return this.server?.alive() === true;
  }

  get pid(): number {
    return this.server?.pid ?? 0;
  }

  /** Without a trailing slash, `http://127.0.0.1:<port>/ari`. */
  get ariUrl(): string {
    return `http://127.0.0.1:${this.decided.ports.http}/ari`;
  }

  get ariUser(): string {
    return this.decided.ariUser;
  }

  get ariPassword(): string {
    return this.decided.ariPassword;
  }

  get amiPort(): number {
    return this.decided.ports.ami;
  }

  get amiUser(): string {
    return this.decided.amiUser;
  }

  get amiPassword(): string {
    return this.decided.amiPassword;
  }

  get sipPort(): number {
    return this.decided.ports.sip;
  }

  get ports(): Ports {
    return this.decided.ports;
  }

  get devices(): readonly Required<Device>[] {
    return this.decided.devices;
  }

  get trunks(): readonly Trunk[] {
    return this.decided.trunks;
  }

  /** What it saw of each channel, see dialplan/cel_custom.conf. */
  get witnessFile(): string {
    return join(this.options.runDir, 'log', 'cel-custom', 'leitstand.csv');
  }

  /** Its warnings and errors. */
  get logFile(): string {
    return join(this.options.runDir, 'log', 'messages');
  }

  /** Recordings as ARI names them are below this folder. */
  get recordingFolder(): string {
    return join(this.options.runDir, 'spool', 'recording');
  }

  private get decided(): Settings {
    if (!this.settings) throw new Error('start the embedded Asterisk before asking about it');
    return this.settings;
  }

  private async boot(last?: Settings): Promise<void> {
    const { prefix, runDir, endsWithParent } = this.options;
    const settings = await decide(this.options, last);
    this.settings = settings;
    mkdirSync(runDir, { recursive: true });
    writeConfiguration(this.options, settings);
    for (const stale of ['asterisk.ctl', 'asterisk.pid']) {
      rmSync(join(socketFolder(runDir), stale), { force: true });
    }
    const logFrom = sizeOf(this.logFile);
    this.stopping = false;
    const program = join(prefix, 'bin', 'asterisk');
    const server = ServerProcess.spawn(program, runDir, endsWithParent === true);
    this.server = server;
    writeInstance(runDir, { pid: server.pid, settings });
    await this.booted(server);
    await this.checkListening(server, logFrom);
    server.onEnd((detail) => this.noticeEnd(server, detail));
  }

  private async booted(server: ServerProcess): Promise<void> {
    const maxMs = this.options.bootTimeoutMs ?? 60_000;
    const socket = join(socketFolder(this.options.runDir), 'asterisk.ctl');
    for (let leftMs = maxMs; leftMs > 0; leftMs -= BOOT_LOOK_MS) {
      if (!server.alive()) throw await this.didNotBoot(server, 'it ended while it started');
      if (existsSync(socket)) {
        const said = await this.cli('core waitfullybooted').catch(() => '');
        if (said.includes('fully booted')) return;
      }
      await wait(BOOT_LOOK_MS);
    }
    throw await this.didNotBoot(server, `it was not up after ${maxMs} ms`);
  }

  /** Asterisk boots without a port that it cannot have, and only its log says so. */
  private async checkListening(server: ServerProcess, logFrom: number): Promise<void> {
    const lines = readFileSync(this.logFile).subarray(logFrom).toString('utf8').split('\n');
    const complaint = lines.find((line) => /address already in use/i.test(line));
    if (complaint === undefined) return;
    await this.end(server);
    throw portInUse(`Asterisk ${this.options.instance}: ${complaint.trim()}`);
  }

  private async didNotBoot(server: ServerProcess, why: string): Promise<CodedError> {
    server.signal('SIGKILL');
    await this.end(server);
    const files = [join(this.options.runDir, 'log', 'console'), this.logFile];
    const tail = files.flatMap((file) => tailOf(file)).join('\n');
    return new CodedError(
      'ASTERISK_DID_NOT_BOOT',
      `Asterisk ${this.options.instance}: ${why}\n${tail}`,
      `look into ${this.logFile}`,
    );
  }

  private async takeOver(server: ServerProcess, running: Settings): Promise<void> {
    this.server = server;
    this.stopping = false;
    this.settings = decideForRunning(this.options, running);
    writeConfiguration(this.options, this.settings);
    writeInstance(this.options.runDir, { pid: server.pid, settings: this.settings });
    await this.booted(server);
    for (const part of ['dialplan reload', 'module reload res_pjsip.so']) await this.cli(part);
  }

  private async end(server: ServerProcess): Promise<void> {
    if (!(await server.ended(STOP_MAX_MS))) {
      server.signal('SIGKILL');
      await server.ended(STOP_MAX_MS);
    }
    if (this.server === server) this.server = undefined;
    rmSync(socketFolder(this.options.runDir), { recursive: true, force: true });
  }

  private noticeEnd(server: ServerProcess, detail: string): void {
    if (this.server === server) this.server = undefined;
    if (this.stopping) return;
    for (const listener of this.endListeners) listener(detail);
  }
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

function tailOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES);
}
