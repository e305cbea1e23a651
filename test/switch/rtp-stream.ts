import { createSocket, type Socket } from 'node:dgram';
import { fromUlaw, loudness, SAMPLE_RATE, sine, toneShare } from './tone';

const PACKET_MS = 20;
const PACKET_SAMPLES = (SAMPLE_RATE * PACKET_MS) / 1000;
/** What a judgement about a tone looks at: the last ten packets. */
const WINDOW_SAMPLES = 10 * PACKET_SAMPLES;
const EVENT_TYPE = 101;
const DIGITS = '0123456789*#ABCD';
/** Root mean square below which a line counts as silent: comfort noise passes. */
const SILENCE_MAX = 100;
const TONE_SHARE_MIN = 0.6;
/** Of one tone among several, or of one that was there for a moment only. */
const MIXED_SHARE_MIN = 0.1;
const MOMENT_SAMPLES = 2 * PACKET_SAMPLES;

interface Listener {
  readonly check: () => boolean;
  readonly resolve: () => void;
  /** Nothing more will come. */
  readonly giveUp: (reason: string) => void;
}

/** One end of a call's voice (RTP, RFC 3550; key presses as of RFC 4733), on loopback. */
export class RtpStream {
  /** Where the far end listens, as its SDP says. */
  remotePort = 0;
  /** Keys that came as events, in order. */
  readonly keysHeard: string[] = [];
  packetsReceived = 0;
  private samples: number[] = [];
  private lastPacketAt = 0;
  private lastLoudAt = 0;
  private readonly lastToneAt = new Map<number, number>();
  private readonly watches = new Map<number, { heard: boolean }[]>();
  private readonly listeners = new Set<Listener>();
  private sequence = 1;
  private timestamp = 160;
  private toneHz = 0;
  private pump?: NodeJS.Timeout | undefined;
  private lastEventTimestamp = -1;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (packet) => this.receive(packet));
  }

  static async open(): Promise<RtpStream> {
    const socket = createSocket('udp4');
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    return new RtpStream(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Sends a tone without end; another frequency replaces it. */
  sendTone(hz: number): void {
    this.toneHz = hz;
    this.startPump();
  }

  /** Falls silent: no packets at all. */
  stopTone(): void {
    this.toneHz = 0;
    clearInterval(this.pump);
    this.pump = undefined;
  }

  /**
   * Presses keys one after the other. Resolves when the last one is released. A key that Asterisk
   * reads late is played to the end by itself, 80 ms and 45 ms of silence: with keys that come
   * faster it never gets out of the delay, and tells each of them twice.
   */
  async pressKeys(keys: string, heldMs = 80, gapMs = 120): Promise<void> {
    const toneHz = this.toneHz;
    this.stopTone();
    for (const key of keys) {
      await this.pressKey(DIGITS.indexOf(key.toUpperCase()), heldMs);
      await new Promise((done) => setTimeout(done, gapMs));
      this.timestamp += (gapMs * SAMPLE_RATE) / 1000;
    }
    if (toneHz !== 0) this.sendTone(toneHz);
  }

  /** Resolves when the tone is what is mostly heard; rejects after `withinMs`. */
  hears(hz: number, withinMs = 8000): Promise<void> {
    return this.until(
      () => this.hearsNow(hz),
      withinMs,
      () => `${hz} Hz was not heard`,
    );
  }

  /** Resolves when of these tones exactly the wanted ones are heard; with none of them, silence. */
  hearsOnly(wanted: readonly number[], among: readonly number[], withinMs = 8000): Promise<void> {
    const isSo = (): boolean =>
      among.every((hz) => this.hearsNow(hz, MIXED_SHARE_MIN) === wanted.includes(hz)) &&
      (wanted.length > 0 || !this.fresh() || this.level() <= SILENCE_MAX);
    const heard = () => among.filter((hz) => this.hearsNow(hz, MIXED_SHARE_MIN)).join(', ');
    return this.until(isSo, withinMs, () => `not ${wanted.join(', ')} Hz is heard but ${heard()}`);
  }

  /** Watches from now on; what it returns tells whether the tone came, be it for a moment. */
  overhears(hz: number): () => boolean {
    const watch = { heard: false };
    this.watches.set(hz, [...(this.watches.get(hz) ?? []), watch]);
    return () => watch.heard;
  }

  /** Resolves when nothing was heard for so long: silence, or no packets at all. */
  hearsNothing(forMs = 300, withinMs = 8000): Promise<void> {
    const from = Date.now();
    const quiet = (): boolean => Date.now() - Math.max(from, this.lastLoudAt) >= forMs;
    return this.until(quiet, withinMs, () => 'the line did not fall silent');
  }

  /** Resolves when the tone was not heard for so long, whatever else was. */
  hearsNoTone(hz: number, forMs = 300, withinMs = 8000): Promise<void> {
    const from = Date.now();
    const gone = (): boolean => {
      if (this.fresh() && this.hearsNow(hz)) this.lastToneAt.set(hz, Date.now());
      return Date.now() - Math.max(from, this.lastToneAt.get(hz) ?? 0) >= forMs;
    };
    return this.until(gone, withinMs, () => `${hz} Hz did not end`);
  }

  /** Resolves when at least something loud enough was heard since the call. */
  hearsSomething(withinMs = 8000): Promise<void> {
    const from = Date.now();
    return this.until(
      () => this.lastLoudAt > from,
      withinMs,
      () => 'nothing was heard',
    );
  }

  /** Resolves when these keys, and no others, have come as events. */
  hearsKeys(keys: string, withinMs = 8000): Promise<void> {
    const heard = (): boolean => this.keysHeard.join('') === keys;
    return this.until(heard, withinMs, () => `the keys came as "${this.keysHeard.join('')}"`);
  }

  close(): void {
    this.stopTone();
    // Whoever still listens hears nothing any more; timers of theirs would keep the process alive.
    for (const listener of [...this.listeners]) listener.giveUp('the line was closed');
    this.socket.close();
  }

  /** What the last judgement would have been made of, for a failed test's message. */
  describe(): string {
    const level = Math.round(this.level());
    return `${this.packetsReceived} packets came, the last ones at level ${level}`;
  }

  private level(): number {
    return loudness(this.samples.slice(-WINDOW_SAMPLES));
  }

  private hearsNow(hz: number, shareMin = TONE_SHARE_MIN): boolean {
    const window = this.samples.slice(-WINDOW_SAMPLES);
    if (window.length < WINDOW_SAMPLES || !this.fresh()) return false;
    return loudness(window) > SILENCE_MAX && toneShare(window, hz) > shareMin;
  }

  private watch(): void {
    if (this.watches.size === 0) return;
    const moment = this.samples.slice(-MOMENT_SAMPLES);
    if (loudness(moment) <= SILENCE_MAX) return;
    for (const [hz, watches] of this.watches) {
      if (toneShare(moment, hz) <= MIXED_SHARE_MIN) continue;
      for (const watch of watches) watch.heard = true;
    }
  }

  private fresh(): boolean {
    return Date.now() - this.lastPacketAt < 5 * PACKET_MS;
  }

  private until(check: () => boolean, withinMs: number, complaint: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.listeners.delete(listener);
        clearInterval(look);
        clearTimeout(deadline);
      };
      const listener: Listener = {
        check,
        resolve: () => {
          stop();
          resolve();
        },
        giveUp: (reason) => {
          stop();
          reject(new Error(`${complaint()}, ${reason}: ${this.describe()}`));
        },
      };
      const attempt = (): void => {
        if (check()) listener.resolve();
      };
      // Silence may mean no packets, so nothing that arrives would prompt a look.
      const look = setInterval(attempt, PACKET_MS);
      const deadline = setTimeout(() => listener.giveUp(`within ${withinMs} ms`), withinMs);
      this.listeners.add(listener);
      attempt();
    });
  }

  private receive(packet: Buffer): void {
    if (packet.length < 12) return;
    const type = packet.readUInt8(1) & 0x7f;
    const payload = packet.subarray(12);
    this.packetsReceived += 1;
    if (type === EVENT_TYPE) return this.receiveEvent(packet.readUInt32BE(4), payload);
    if (type !== 0) return;
    this.lastPacketAt = Date.now();
    const heard = Array.from(payload, fromUlaw);
    if (loudness(heard) > SILENCE_MAX) this.lastLoudAt = this.lastPacketAt;
    this.samples = [...this.samples, ...heard].slice(-WINDOW_SAMPLES);
    this.watch();
    for (const listener of this.listeners) if (listener.check()) listener.resolve();
  }

  /** An event comes in many packets with one timestamp: one key press. */
  private receiveEvent(timestamp: number, payload: Buffer): void {
    const key = DIGITS[payload[0] ?? 99];
    if (key === undefined || timestamp === this.lastEventTimestamp) return;
    this.lastEventTimestamp = timestamp;
    this.keysHeard.push(key);
  }

  /** Sends what is due by the clock, so that a busy machine delays packets but loses none. */
  private startPump(): void {
    if (this.pump) return;
    const startedAt = Date.now();
    let sent = 0;
    this.pump = setInterval(() => {
      const due = Math.floor((Date.now() - startedAt) / PACKET_MS);
      for (; sent < due; sent += 1) {
        this.send(0, sent === 0, sine(this.toneHz, this.timestamp, PACKET_SAMPLES));
        this.timestamp += PACKET_SAMPLES;
      }
    }, PACKET_MS);
  }

  private async pressKey(event: number, heldMs: number): Promise<void> {
    const packets = Math.max(3, Math.round(heldMs / PACKET_MS));
    for (let i = 1; i <= packets + 2; i += 1) {
      const over = i >= packets;
      const duration = Math.min(i, packets) * PACKET_SAMPLES;
      const payload = Buffer.from([event, (over ? 0x80 : 0) | 10, duration >> 8, duration & 0xff]);
      this.send(EVENT_TYPE, i === 1, payload);
      if (!over) await new Promise((done) => setTimeout(done, PACKET_MS));
    }
    this.timestamp += packets * PACKET_SAMPLES;
  }

  private send(type: number, marker: boolean, payload: Buffer): void {
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8((marker ? 0x80 : 0) | type, 1);
    header.writeUInt16BE(this.sequence & 0xffff, 2);
    header.writeUInt32BE(this.timestamp >>> 0, 4);
    header.writeUInt32BE(this.port, 8);
    this.sequence += 1;
    if (this.remotePort !== 0) {
      this.socket.send(Buffer.concat([header, payload]), this.remotePort, '127.0.0.1');
    }
  }
}
