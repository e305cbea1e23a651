import type { PhoneBank } from '../switch/phone-bank';
import type { PhoneCall } from '../switch/phone-call';

/** What a lead's phone does when it is called. */
export type Manner = 'talks' | 'quick' | 'machine' | 'busy' | 'silent' | 'rejects' | 'nobody';

/** What each of twenty leads in a row does. */
const MIXED: readonly Manner[] = [
  ...(['talks', 'silent', 'talks', 'busy', 'talks', 'machine', 'talks', 'silent'] as const),
  ...(['quick', 'talks', 'nobody', 'talks', 'silent', 'talks', 'rejects', 'talks'] as const),
  ...(['busy', 'talks', 'silent', 'machine'] as const),
];

/** How the people of a crowd are. */
export interface CrowdPace {
  readonly answerMs: number;
  readonly talkMs: number;
  /** In the order of the list, over and over; absent: a mix in which one of five is silent. */
  readonly manners?: readonly Manner[];
}

const MACHINE_HZ = 700;
/**
 * Whoever talks stays that long: who was called may wait two seconds for an agent at the most, so
 * on the slowest machine such a call is connected or dropped, and nothing else.
 */
const PATIENCE_MS = 2_500;

/** The people, and machines, of a list: their phones behind the carrier. */
export class LeadCrowd {
  /** How often each number was called. */
  readonly calls = new Map<string, number>();
  /** E.164, in the order of the list. */
  readonly numbers: readonly string[];

  constructor(
    phones: PhoneBank,
    size: number,
    private readonly pace: CrowdPace,
  ) {
    this.numbers = Array.from({ length: size }, (_, index) => `+4930${2_000_000 + index}`);
    for (const [index, number] of this.numbers.entries()) this.install(phones, number, index);
  }

  /** Of the lead with this index in `numbers`. */
  mannerOf(index: number): Manner {
    const { manners = MIXED } = this.pace;
    return manners[index % manners.length] ?? 'talks';
  }

  private install(phones: PhoneBank, number: string, index: number): void {
    const manner = this.mannerOf(index);
    if (manner === 'nobody') return;
    phones.phone(number, (call) => {
      this.calls.set(number, (this.calls.get(number) ?? 0) + 1);
      if (manner === 'busy') return call.refuse(486);
      if (manner === 'rejects') return call.refuse(603);
      call.ring();
      if (manner !== 'silent') void this.answer(call, manner, index).catch(() => undefined);
    });
  }

  /** A word, and then they listen: how people answer. */
  private async greet({ voice }: PhoneCall): Promise<void> {
    voice.sendTone(MACHINE_HZ);
    await pause(300);
    // Silence that is heard: a line without any packets would tell nothing.
    voice.sendTone(0);
  }

  private async answer(call: PhoneCall, manner: Manner, index: number): Promise<void> {
    // Spread without dice, so that every run has the same crowd.
    const spread = 0.5 + ((index * 7_919) % 1_000) / 1_000;
    await pause(this.pace.answerMs * spread);
    if (call.stage === 'ended') return;
    await call.answer();
    if (manner === 'machine') return call.voice.sendTone(MACHINE_HZ);
    await this.greet(call);
    const staysMs = Math.max(PATIENCE_MS, this.pace.talkMs * spread);
    await pause(manner === 'quick' ? 100 : staysMs);
    if (call.stage === 'answered') await call.hangUp();
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
