import { CodedError } from '../../port/coded-error';
import type { AmiPacket } from './ami-link';

const PACKET_BYTES_MAX = 1024 * 1024;
const END = '\r\n\r\n';

/** Cuts AMI's byte stream into packets; a chunk may end anywhere, even inside a character. */
export class AmiReader {
  private rest: Buffer = Buffer.alloc(0);
  private greeted = false;

  constructor(private readonly packet: (packet: AmiPacket) => void) {}

  /** Throws AMI_GARBLED when it is no AMI that speaks. */
  feed(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    if (!this.greeted && !this.greet()) return;
    for (;;) {
      const end = this.rest.indexOf(END);
      if (end < 0) break;
      const text = this.rest.toString('utf8', 0, end);
      this.rest = this.rest.subarray(end + END.length);
      this.packet(parsePacket(text));
    }
    if (this.rest.length > PACKET_BYTES_MAX) throw garbled('a packet has no end');
  }

  /** The first line, `Asterisk Call Manager/11.0.0`, stands alone. */
  private greet(): boolean {
    const end = this.rest.indexOf('\r\n');
    if (end < 0 && this.rest.length < 200) return false;
    const line = this.rest.toString('utf8', 0, Math.max(0, end));
    if (!line.startsWith('Asterisk Call Manager')) throw garbled('no Asterisk Call Manager there');
    this.rest = this.rest.subarray(end + 2);
    this.greeted = true;
    return true;
  }
}

const garbled = (detail: string): CodedError => new CodedError('AMI_GARBLED', detail);

function parsePacket(text: string): AmiPacket {
  const packet: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    packet[line.slice(0, colon).toLowerCase()] ??= line.slice(colon + 1).trimStart();
  }
  return packet;
}

/** Throws AMI_VALUE_REFUSED for a line break in a key or a value. */
export function checkAction(fields: AmiPacket): void {
  for (const [key, value] of Object.entries(fields)) {
    if (!/[\r\n\0]/.test(value) && /^[A-Za-z0-9_-]+$/.test(key)) continue;
    throw new CodedError('AMI_VALUE_REFUSED', `the field ${JSON.stringify(key)} is not safe`);
  }
}

export function formatAction(fields: AmiPacket): string {
  checkAction(fields);
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${value}\r\n`);
  return `${lines.join('')}\r\n`;
}
