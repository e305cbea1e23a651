import type { RtpStream } from './rtp-stream';
import type { SipMessage } from './sipp-trace';

/** How a call ended, seen from the phone. */
export interface CallEnd {
  /** `near`: the phone hung up or refused. */
  readonly by: 'near' | 'far';
  /** SIP status of a call that was refused, else 0. */
  readonly status: number;
  /** The Q.850 cause that the switch named (RFC 3326), 0 where it named none. */
  readonly q850: number;
}

export type Order = (method: string, headers?: readonly string[]) => void;

type Stage = 'begun' | 'ringing' | 'answered' | 'ended';

/** What a phone may refuse a call with. */
export type RefusalStatus = 404 | 480 | 486 | 503 | 603;

/** One call on one phone. The test decides each step; every wait is for what was really seen. */
export class PhoneCall {
  stage: Stage = 'begun';
  /** The INVITE of the call, once it was seen. */
  invite?: SipMessage;
  end?: CallEnd;
  private movedTo?: string;
  /** The switch has said something about our INVITE. */
  private hasBegun = false;
  private askedToEnd = false;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly callId: string,
    readonly direction: 'outgoing' | 'incoming',
    readonly voice: RtpStream,
    private readonly order: Order,
  ) {}

  /** Resolves when the far end rings (outgoing: 180 or 183 came; incoming: 180 went). */
  async ringing(): Promise<void> {
    await this.until(() => this.stage !== 'begun', 'ringing');
  }

  /** Resolves when the call is up on both sides; rejects when it ends before. */
  async answered(): Promise<void> {
    await this.until(() => this.stage === 'answered' || this.stage === 'ended', 'answered');
    if (this.stage === 'ended') {
      throw new Error(`the call was not answered, it ended: ${JSON.stringify(this.end)}`);
    }
  }

  async ended(withinMs = 20_000): Promise<CallEnd> {
    await this.until(() => this.stage === 'ended', 'ended', withinMs);
    return this.end as CallEnd;
  }

  /** Resolves with the user part of where the switch sends this phone (302, or REFER). */
  async redirected(): Promise<string> {
    await this.until(() => this.movedTo !== undefined, 'redirected');
    return this.movedTo ?? '';
  }

  ring(): void {
    this.order('RING');
  }

  async answer(): Promise<void> {
    this.order('ANSWER', [`X-Rtp-Port: ${this.voice.port}`]);
    await this.answered();
  }

  refuse(status: RefusalStatus): void {
    this.askedToEnd = true;
    this.order(`REFUSE${status}`);
  }

  /**
   * BYE, or CANCEL before an answer, and that not before the switch has said something (RFC 3261,
   * section 9.1). Resolves when the far end has agreed.
   */
  async hangUp(): Promise<CallEnd> {
    if (this.direction === 'outgoing') await this.until(() => this.hasBegun, 'begun');
    if (this.stage !== 'ended') {
      this.askedToEnd = true;
      this.order('HANGUP');
    }
    return this.ended();
  }

  /** Takes in what sipp sent or received of this call. */
  see(message: SipMessage): void {
    const { direction, method, status } = message;
    const inbound = direction === 'received';
    if (method === 'INVITE' && status === 0) this.invite ??= message;
    this.learnVoice(message);
    if (inbound && method === 'INVITE' && status >= 100) this.begin();
    if (inbound && status === 302) this.move(message.headers.get('contact') ?? '');
    if (inbound && method === 'REFER') this.move(message.headers.get('refer-to') ?? '');
    if (method === 'INVITE' && (status === 180 || status === 183)) this.advance('ringing');
    if (method === 'ACK' && !this.refused()) this.advance('answered');
    if (method === 'INVITE' && status >= 300) this.finish(message, inbound ? 'far' : 'near');
    if (method === 'BYE' && status === 0 && inbound) this.finish(message, 'far');
    if (method === 'BYE' && status === 200 && inbound) this.finish(message, 'near');
    if (method === 'CANCEL' && status === 0 && inbound) this.finish(message, 'far');
  }

  private begin(): void {
    this.hasBegun = true;
    for (const go of this.waiting.splice(0)) go();
  }

  private move(address: string): void {
    this.movedTo = /sip:([^@;>]+)/.exec(address)?.[1] ?? '';
    for (const go of this.waiting.splice(0)) go();
  }

  private refused(): boolean {
    return this.stage === 'ended';
  }

  private learnVoice({ direction, body }: SipMessage): void {
    if (direction !== 'received') return;
    const port = /^m=audio (\d+)/m.exec(body)?.[1];
    if (port !== undefined) this.voice.remotePort = Number(port);
  }

  private advance(stage: Stage): void {
    const order: Stage[] = ['begun', 'ringing', 'answered', 'ended'];
    if (order.indexOf(stage) <= order.indexOf(this.stage)) return;
    this.stage = stage;
    for (const go of this.waiting.splice(0)) go();
  }

  private finish(message: SipMessage, by: 'near' | 'far'): void {
    if (this.end) return;
    const reason = message.headers.get('reason') ?? '';
    const q850 = Number(/Q\.850;\s*cause=(\d+)/i.exec(reason)?.[1] ?? 0);
    this.end = { by: this.askedToEnd ? 'near' : by, status: message.status, q850 };
    this.advance('ended');
    this.voice.stopTone();
  }

  private async until(done: () => boolean, what: string, withinMs = 20_000): Promise<void> {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      for (const go of this.waiting.splice(0)) go();
    }, withinMs);
    while (!done() && !late) await new Promise<void>((go) => this.waiting.push(go));
    clearTimeout(deadline);
    if (!done()) throw new Error(`the call was not ${what} within ${withinMs} ms: ${this.stage}`);
  }
}
