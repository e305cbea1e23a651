import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { providePart } from '../../src/driver/asterisk/embedded/part';
import { PhoneCall } from './phone-call';
import { RtpStream } from './rtp-stream';
import { type Behaviour, SipPhone } from './sip-phone';
import { type SipMessage, SippTrace } from './sipp-trace';

export interface Caller {
  /** Who calls (ANI). */
  readonly caller?: string;
}

/**
 * All phones of a test: callers, agents' phones and the numbers beyond the carrier. One sipp plays
 * them; it answers for any number of calls at once. Close it at the end.
 */
export class PhoneBank {
  private readonly phones = new Map<string, SipPhone>();
  private readonly calls = new Map<string, PhoneCall>();
  /** What came of calls whose voice is not open yet; the first one is the INVITE. */
  private readonly arriving = new Map<string, SipMessage[]>();
  private readonly enrolments = new Map<string, (message: SipMessage) => void>();
  private readonly voices = new Set<RtpStream>();
  private counter = 0;
  /** A switch may remember the ids of a bank that was here before, at the same port. */
  private readonly mark = Date.now().toString(36);
  private complaint = '';

  private constructor(
    readonly port: number,
    private readonly switchPort: number,
    private readonly socket: Socket,
    private readonly folder: string,
  ) {}

  private sipp?: ChildProcess;
  private trace?: SippTrace;

  /** `port`: where the phones listen, as the switch's trunk has it. Rejects PART_UNAVAILABLE. */
  static async start(switchPort: number, port = 0): Promise<PhoneBank> {
    const program = join(await providePart('sipp'), 'bin', 'sipp');
    const socket = createSocket('udp4');
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-phones-'));
    const listen = await freePort('udp', 'phones', port);
    const bank = new PhoneBank(listen, switchPort, socket, folder);
    await bank.run(program);
    return bank;
  }

  /** A phone of the switch, or (without a password) a number that the trunk calls. */
  phone(user: string, behaviour: Behaviour = 'ring', password = ''): SipPhone {
    const phone = new SipPhone(
      user,
      behaviour,
      (...enrolment) => this.enrol(...enrolment),
      password,
    );
    this.phones.set(user, phone);
    return phone;
  }

  /** One that was made by `phone` or `AsteriskRig.device`. */
  phoneOf(user: string): SipPhone {
    const phone = this.phones.get(user);
    if (!phone) throw new Error(`there is no phone ${user}`);
    return phone;
  }

  /** Calls a number of the switch through its trunk. */
  async dial(number: string, { caller = '493055501' }: Caller = {}): Promise<PhoneCall> {
    const callId = this.nextId('out');
    const call = await this.newCall(callId, 'outgoing');
    this.order('CALL', callId, [
      `X-Number: ${number}`,
      `X-Caller: ${caller}`,
      `X-Target: 127.0.0.1:${this.switchPort}`,
      `X-Branch: z9hG4bK${callId}`,
      `X-Rtp-Port: ${call.voice.port}`,
    ]);
    return call;
  }

  async close(): Promise<void> {
    const sipp = this.sipp;
    if (sipp && sipp.exitCode === null && !sipp.signalCode) {
      const gone = new Promise<void>((done) => sipp.once('exit', () => done()));
      sipp.kill('SIGKILL');
      await gone;
    }
    this.trace?.close();
    for (const voice of this.voices) voice.close();
    this.socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(program: string): Promise<void> {
    this.trace = new SippTrace(join(this.folder, 'messages'), (message) => this.see(message));
    const words = [
      ['-sf', join(__dirname, 'phones.xml'), '-i', '127.0.0.1', '-p', String(this.port)],
      ['-rsa', `127.0.0.1:${this.switchPort}`, '-nostdin', '-default_behaviors', 'none'],
      ['-trace_msg', '-message_file', this.trace.file, '-timer_resol', '1'],
      // A machine that stands still for a moment is no reason to stop.
      ['-watchdog_minor_maxtriggers', '1000000', '-watchdog_major_maxtriggers', '1000000'],
    ].flat();
    // The kernel ends it with this process, however that one ends.
    const tie = '/usr/bin/setpriv';
    const command = existsSync(tie) ? [tie, '--pdeathsig', 'KILL', program] : [program];
    const sipp = spawn(command[0] ?? program, [...command.slice(1), ...words], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    sipp.stderr?.on('data', (text) => {
      this.complaint += String(text);
    });
    this.sipp = sipp;
    await this.listening(sipp);
  }

  /** Asks until it answers once: sipp does not say when it listens. */
  private listening(sipp: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const callId = this.nextId('ready');
      const ask = setInterval(() => this.order('OPTIONS', callId), 30);
      const end = (settle: () => void): void => {
        clearInterval(ask);
        clearTimeout(deadline);
        this.enrolments.delete(callId);
        settle();
      };
      const fail = (why: string): void =>
        end(() => reject(new Error(`sipp ${why}: ${this.complaint.trim()}`)));
      const deadline = setTimeout(() => fail('did not start within 15 s'), 15_000);
      sipp.once('exit', (code) => fail(`ended with code ${code}`));
      this.enrolments.set(callId, ({ direction, status }) => {
        if (direction === 'sent' && status === 200) end(resolve);
      });
    });
  }

  private async enrol(
    user: string,
    expiresS: number,
    proof: (challenge: SipMessage) => string,
  ): Promise<number> {
    const callId = this.nextId('register');
    const status = new Promise<number>((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`${user}: REGISTER unanswered`)), 10_000);
      let proved: string | undefined;
      this.enrolments.set(callId, (message) => {
        if (message.direction !== 'received' || message.status < 200) return;
        const turn = message.headers.get('cseq');
        // The same answer again: the request had been sent twice.
        if (message.status === 401 && turn !== undefined && turn === proved) return;
        if (message.status === 401 && proved === undefined) {
          proved = turn ?? '';
          return this.order('AUTHORIZE', callId, [`X-Proof: ${proof(message)}`]);
        }
        clearTimeout(deadline);
        this.enrolments.delete(callId);
        resolve(message.status);
      });
    });
    this.order('ENROL', callId, [
      `X-Caller: ${user}`,
      `X-Target: 127.0.0.1:${this.switchPort}`,
      `X-Expires: ${expiresS}`,
    ]);
    return status;
  }

  private see(message: SipMessage): void {
    const enrolment = this.enrolments.get(message.callId);
    if (enrolment) return enrolment(message);
    const call = this.calls.get(message.callId);
    if (call) return call.see(message);
    const early = this.arriving.get(message.callId);
    if (early) return void early.push(message);
    if (message.direction !== 'received' || !message.startLine.startsWith('INVITE ')) return;
    void this.takeCall(message);
  }

  private async takeCall(invite: SipMessage): Promise<void> {
    const early = [invite];
    this.arriving.set(invite.callId, early);
    const call = await this.newCall(invite.callId, 'incoming', invite);
    this.arriving.delete(invite.callId);
    for (const message of early) call.see(message);
    const user = /sip:([^@;>]+)@/.exec(invite.startLine)?.[1] ?? '';
    const phone = this.phones.get(user);
    if (phone) phone.receive(call);
    else call.refuse(404);
  }

  private async newCall(
    callId: string,
    direction: 'outgoing' | 'incoming',
    invite?: SipMessage,
  ): Promise<PhoneCall> {
    const voice = await RtpStream.open();
    this.voices.add(voice);
    // sipp copies these headers into its responses, which must be those of the INVITE.
    const copied = (['via', 'from', 'to', 'cseq'] as const).map(
      (name) => `${name}: ${invite?.headers.get(name) ?? ''}`,
    );
    const call = new PhoneCall(callId, direction, voice, (method, headers = []) =>
      this.order(method, callId, headers, invite ? copied : undefined),
    );
    this.calls.set(callId, call);
    return call;
  }

  private order(
    method: string,
    callId: string,
    headers: readonly string[] = [],
    dialog: readonly string[] = [
      'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKorder',
      'From: <sip:test@127.0.0.1>;tag=test',
      'To: <sip:phones@127.0.0.1>',
      `CSeq: 1 ${method}`,
    ],
  ): void {
    const lines = [`${method} sip:phones@127.0.0.1 SIP/2.0`, ...dialog, `Call-ID: ${callId}`];
    const text = [...lines, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
    this.socket.send(text, this.port, '127.0.0.1');
  }

  private nextId(kind: string): string {
    this.counter += 1;
    return `${kind}-${process.pid}-${this.mark}-${this.counter}`;
  }
}
