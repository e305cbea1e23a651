import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

/** What the phone does with a call, chosen by the user part of the number that was dialled. */
const FINAL: Readonly<Record<string, string>> = {
  busy: '486 Busy Here',
  reject: '603 Decline',
  forbidden: '403 Forbidden',
  missing: '404 Not Found',
  gone: '480 Temporarily Unavailable',
  overload: '503 Service Unavailable',
};

interface Dialog {
  readonly invite: SipMessage;
  readonly toTag: string;
  readonly peer: AddressInfo;
}

interface SipMessage {
  readonly start: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/**
 * A SIP phone without a voice, on loopback UDP: it answers, refuses, rings for ever or keeps
 * silent, and it can place a call. Only what a test of a switch needs of RFC 3261.
 */
export class SipPhone {
  /** Requests and answers seen, `INVITE answer`, `200 INVITE`, …, in order. */
  readonly seen: string[] = [];
  private readonly dialogs = new Map<string, Dialog>();
  private readonly waiting: { readonly test: (line: string) => boolean; go: () => void }[] = [];
  private counter = 0;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (data, from) => {
      this.receive(parse(data.toString('latin1')), from as unknown as AddressInfo);
    });
  }

  static async listen(port = 0): Promise<SipPhone> {
    const socket = createSocket('udp4');
    await new Promise<void>((done) => socket.bind(port, '127.0.0.1', done));
    return new SipPhone(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => this.socket.close(() => done()));
  }

  /** Resolves when a line that begins so was seen, before or after this call. */
  async saw(start: string): Promise<void> {
    const test = (line: string): boolean => line.startsWith(start);
    if (this.seen.some(test)) return;
    await new Promise<void>((go) => this.waiting.push({ test, go }));
  }

  /** Registers `user` at the switch; `expires` 0 takes it back. */
  register(user: string, switchPort: number, expires = 300): void {
    const contact = `Contact: <sip:${user}@127.0.0.1:${this.port}>`;
    const aor = `sip:${user}@127.0.0.1`;
    const extra = [contact, `Expires: ${expires}`];
    this.request('REGISTER', { uri: `sip:127.0.0.1:${switchPort}`, from: aor, to: aor, extra });
  }

  /** Calls `number`; acknowledges the answer by itself. Returns the Call-ID. */
  call(number: string, switchPort: number, from = 'caller'): string {
    const uri = `sip:${number}@127.0.0.1:${switchPort}`;
    const contact = `Contact: <sip:${from}@127.0.0.1:${this.port}>`;
    const fromUri = `sip:${from}@127.0.0.1:${this.port}`;
    return this.request('INVITE', { uri, from: fromUri, to: uri, extra: [contact], sdp: true });
  }

  /** Answers a call that rings here, by the user part that was dialled. */
  answer(user: string): void {
    this.reply(this.find(user), '200 OK', true);
  }

  /** Hangs up an answered call that came in for `user`. */
  hangup(user: string): void {
    const dialog = this.find(user);
    const { invite, toTag, peer } = dialog;
    const target = /<([^>]+)>/.exec(header(invite, 'Contact'))?.[1] ?? '';
    const lines = [
      `BYE ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${this.unique()}`,
      'Max-Forwards: 70',
      `From: ${header(invite, 'To')};tag=${toTag}`,
      `To: ${header(invite, 'From')}`,
      `Call-ID: ${header(invite, 'Call-ID')}`,
      'CSeq: 1 BYE',
      'Content-Length: 0',
    ];
    this.send(`${lines.join('\r\n')}\r\n\r\n`, peer.port);
  }

  private find(user: string): Dialog {
    const dialog = [...this.dialogs.values()].find((one) => userOf(one.invite) === user);
    if (!dialog) throw new Error(`no call came in for ${user}`);
    return dialog;
  }

  private request(
    method: string,
    call: { uri: string; from: string; to: string; extra: string[]; sdp?: boolean },
  ): string {
    const callId = `${this.unique()}@127.0.0.1`;
    const body = call.sdp === true ? this.sdp() : '';
    const lines = [
      `${method} ${call.uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${this.unique()}`,
      'Max-Forwards: 70',
      `From: <${call.from}>;tag=${this.unique()}`,
      `To: <${call.to}>`,
      `Call-ID: ${callId}`,
      `CSeq: 1 ${method}`,
      ...call.extra,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
    ];
    this.send(`${lines.join('\r\n')}\r\n\r\n${body}`, Number(/:(\d+)$/.exec(call.uri)?.[1]));
    return callId;
  }

  private receive(message: SipMessage, from: AddressInfo): void {
    if (message.start.startsWith('SIP/2.0')) return this.receiveReply(message, from);
    const method = message.start.split(' ')[0] ?? '';
    const callId = header(message, 'Call-ID');
    if (method === 'INVITE' && this.dialogs.has(callId)) return;
    this.note(`${method} ${userOf(message)}`); if(process.env.SIPDUMP) console.log(message);
    if (method === 'INVITE') return this.ring({ invite: message, toTag: this.unique(), peer: from });
    if (method === 'ACK') return;
    this.reply({ invite: message, toTag: this.unique(), peer: from }, '200 OK', false);
    const dialog = this.dialogs.get(callId);
    if (method === 'CANCEL' && dialog) this.reply(dialog, '487 Request Terminated', false);
    if (method === 'CANCEL' || method === 'BYE') this.dialogs.delete(callId);
  }

  private ring(dialog: Dialog): void {
    this.dialogs.set(header(dialog.invite, 'Call-ID'), dialog);
    const user = userOf(dialog.invite);
    const kind = user.split('-')[0] ?? '';
    if (kind === 'silent') return;
    const final = FINAL[kind];
    if (final !== undefined) return this.reply(dialog, final, false);
    this.reply(dialog, '180 Ringing', false);
    if (kind === 'answer') this.reply(dialog, '200 OK', true);
  }

  private receiveReply(message: SipMessage, from: AddressInfo): void {
    const status = message.start.split(' ')[1] ?? '';
    const method = header(message, 'CSeq').split(' ')[1] ?? '';
    this.note(`${status} ${method}`);
    if (method !== 'INVITE' || Number(status) < 200) return;
    const target = /<([^>]+)>/.exec(header(message, 'Contact'))?.[1] ?? 'sip:127.0.0.1';
    const lines = [
      `ACK ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${this.unique()}`,
      `From: ${header(message, 'From')}`,
      `To: ${header(message, 'To')}`,
      `Call-ID: ${header(message, 'Call-ID')}`,
      'CSeq: 1 ACK',
      'Content-Length: 0',
    ];
    this.send(`${lines.join('\r\n')}\r\n\r\n`, from.port);
  }

  private reply(dialog: Dialog, status: string, sdp: boolean): void {
    const kept = dialog.invite.headers.filter(([name]) =>
      ['via', 'from', 'call-id', 'cseq', 'record-route'].includes(name.toLowerCase()),
    );
    const to = header(dialog.invite, 'To');
    const body = sdp ? this.sdp() : '';
    const lines = [
      `SIP/2.0 ${status}`,
      ...kept.map(([name, value]) => `${name}: ${value}`),
      `To: ${to.includes('tag=') ? to : `${to};tag=${dialog.toTag}`}`,
      `Contact: <sip:phone@127.0.0.1:${this.port}>`,
      ...(sdp ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${body.length}`,
    ];
    this.send(`${lines.join('\r\n')}\r\n\r\n${body}`, dialog.peer.port);
  }

  private sdp(): string {
    const lines = [
      'v=0',
      'o=phone 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      'm=audio 9 RTP/AVP 0',
      'a=rtpmap:0 PCMU/8000',
    ];
    return `${lines.join('\r\n')}\r\n`;
  }

  private note(line: string): void {
    this.seen.push(line);
    for (const one of this.waiting.filter(({ test }) => test(line))) one.go();
  }

  private send(text: string, port: number): void {
    this.socket.send(Buffer.from(text, 'latin1'), port, '127.0.0.1');
  }

  private unique(): string {
    this.counter += 1;
    return `${process.pid}x${this.port}x${this.counter}`;
  }
}

function parse(text: string): SipMessage {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  const [start = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return { start, headers, body };
}

function header(message: SipMessage, name: string): string {
  const lower = name.toLowerCase();
  return message.headers.find(([key]) => key.toLowerCase() === lower)?.[1] ?? '';
}

const userOf = (message: SipMessage): string => /sip:([^@;>]+)@/.exec(message.start)?.[1] ?? '';
