import { randomBytes } from 'node:crypto';
import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import { checkAction } from './ami-frame';
import type { AmiPacket, AmiReply } from './ami-link';

const DEADLINE_MS = 5000;

interface Waiting {
  readonly resolve: (reply: AmiReply) => void;
  readonly reject: (error: CodedError) => void;
  readonly cancelDeadline: () => void;
  response?: AmiPacket;
  readonly events: AmiPacket[];
}

/** Actions under way on one AMI connection, told apart by ids that are never used twice. */
export class AmiActions {
  private readonly nonce = randomBytes(6).toString('hex');
  private readonly waiting = new Map<string, Waiting>();
  private counter = 0;

  constructor(
    private readonly clock: Clock,
    private readonly write: (fields: AmiPacket) => void,
    private readonly event: (packet: AmiPacket) => void,
  ) {}

  /** Rejects with AMI_DOWN, AMI_DEADLINE or AMI_VALUE_REFUSED. */
  send(fields: AmiPacket): Promise<AmiReply> {
    this.counter += 1;
    const id = `${this.nonce}-${this.counter}`;
    return new Promise((resolve, reject) => {
      checkAction(fields);
      const cancelDeadline = this.clock.schedule(this.clock.now() + DEADLINE_MS, () => {
        this.waiting.delete(id);
        reject(new CodedError('AMI_DEADLINE', `no answer to ${fields.Action ?? 'an action'}`));
      });
      this.waiting.set(id, { resolve, reject, cancelDeadline, events: [] });
      this.write({ ...fields, ActionID: id });
    });
  }

  receive(packet: AmiPacket): void {
    const id = packet.actionid ?? '';
    const waiting = this.waiting.get(id);
    if (!waiting) {
      if (packet.event !== undefined) this.event(packet);
      return;
    }
    if (packet.response !== undefined) waiting.response = packet;
    else waiting.events.push(packet);
    const isList = /^start$/i.test(waiting.response?.eventlist ?? '');
    const isComplete = /^complete$/i.test(packet.eventlist ?? '');
    if (waiting.response === undefined || (isList && !isComplete)) return;
    this.waiting.delete(id);
    waiting.cancelDeadline();
    waiting.resolve({ response: waiting.response, events: waiting.events });
  }

  rejectAll(reason: string): void {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const one of waiting) {
      one.cancelDeadline();
      one.reject(new CodedError('AMI_DOWN', reason));
    }
  }
}
