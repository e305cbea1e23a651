import { createHash } from 'node:crypto';
import type { PhoneCall, RefusalStatus } from './phone-call';
import type { SipMessage } from './sipp-trace';

/**
 * What a phone does with a call by itself: `ring` rings for ever, `vanish` does not even say that
 * it got the call, a number answers after so many ms, `refuse` answers with that SIP status, a
 * function does as it likes.
 */
export type Behaviour =
  | 'ring'
  | 'vanish'
  | { readonly answerAfterMs: number }
  | { readonly refuse: RefusalStatus }
  | ((call: PhoneCall) => void);

export const ANSWERS: Behaviour = { answerAfterMs: 0 };
export const BUSY: Behaviour = { refuse: 486 };
export const REJECTS: Behaviour = { refuse: 603 };

/** Sends an order about one REGISTER and resolves to the first final response. */
export type Enrol = (
  user: string,
  expiresS: number,
  proof: (challenge: SipMessage) => string,
) => Promise<number>;

/** One agent's phone, or one number beyond the carrier. The newest behaviour counts. */
export class SipPhone {
  /** Calls that came, oldest first. */
  readonly calls: PhoneCall[] = [];
  private readonly waiting: ((call: PhoneCall) => void)[] = [];
  private handedOut = 0;

  constructor(
    readonly user: string,
    public behaviour: Behaviour,
    private readonly enrol: Enrol,
    private readonly password = '',
  ) {}

  /** Registers at the switch with digest authentication. Rejects unless it is accepted. */
  async register(expiresS = 600): Promise<void> {
    const status = await this.enrol(this.user, expiresS, (challenge) => this.prove(challenge));
    if (status !== 200) throw new Error(`${this.user} could not register: ${status}`);
  }

  /** Takes the registration back: the phone is not reachable any more. */
  async unregister(): Promise<void> {
    await this.register(0);
  }

  /** The next call that this method has not returned yet; waits for it. */
  async nextCall(withinMs = 20_000): Promise<PhoneCall> {
    const ready = this.calls[this.handedOut];
    this.handedOut += 1;
    if (ready) return ready;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error(`no call came to ${this.user} within ${withinMs} ms`)),
        withinMs,
      );
      this.waiting.push((call) => {
        clearTimeout(deadline);
        resolve(call);
      });
    });
  }

  /** Does with the call what the behaviour says. */
  receive(call: PhoneCall): void {
    this.calls.push(call);
    this.waiting.shift()?.(call);
    if (this.behaviour === 'vanish' || call.stage === 'ended') return;
    if (typeof this.behaviour === 'function') return this.behaviour(call);
    if (this.behaviour === 'ring') return call.ring();
    if ('refuse' in this.behaviour) return call.refuse(this.behaviour.refuse);
    const { answerAfterMs } = this.behaviour;
    if (answerAfterMs > 0) call.ring();
    const answer = (): void => {
      // A call that was taken back while it rang is not answered any more.
      if (call.stage !== 'ended') call.answer().catch(() => undefined);
    };
    if (answerAfterMs > 0) setTimeout(answer, answerAfterMs);
    else answer();
  }

  /** RFC 2617 with qop=auth, MD5. */
  private prove(challenge: SipMessage): string {
    const said = challenge.headers.get('www-authenticate') ?? '';
    const word = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(said)?.[1] ?? '';
    const uri = 'sip:127.0.0.1';
    const secret = md5(`${this.user}:${word('realm')}:${this.password}`);
    const count = '00000001';
    const own = 'c0ffee00';
    const parts = [secret, word('nonce'), count, own, 'auth', md5(`REGISTER:${uri}`)];
    return [
      `Digest username="${this.user}"`,
      `realm="${word('realm')}"`,
      `nonce="${word('nonce')}"`,
      `opaque="${word('opaque')}"`,
      `uri="${uri}"`,
      'algorithm=MD5',
      'qop=auth',
      `nc=${count}`,
      `cnonce="${own}"`,
      `response="${md5(parts.join(':'))}"`,
    ].join(', ');
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
