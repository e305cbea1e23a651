import { isDone } from './ari-link';
import type { DriverDesk } from './driver-desk';
import type { Leg } from './leg';
import { channelVariableRequest, globalVariableRequest, setVariableRequest } from './to-wire';

/** On a channel whose bridge is recorded: the ids of its recordings, with commas. */
const RECORDINGS_VARIABLE = 'LEITSTAND_RECORDINGS';
/** Global, with the recording's id behind it, while that is paused. */
const PAUSED_VARIABLE = 'LEITSTAND_PAUSED_';

/** What Asterisk lists nowhere and an engine after us has to know about recordings. */
export class RecordingNotes {
  constructor(private readonly desk: DriverDesk) {}

  async onLegs(legIds: Iterable<string>, recordingIds: readonly string[]): Promise<void> {
    const note = async (legId: string): Promise<void> => {
      const leg = this.desk.book.get(legId);
      const value = recordingIds.join(',');
      if (leg) await this.desk.ask(setVariableRequest(leg.channelId, RECORDINGS_VARIABLE, value));
    };
    await Promise.all([...legIds].map(note));
  }

  async read({ channelId }: Leg): Promise<readonly string[]> {
    const value = await this.value(channelVariableRequest(channelId, RECORDINGS_VARIABLE));
    return value.split(',').filter((id) => id !== '');
  }

  async pause(recordingId: string, paused: boolean): Promise<void> {
    const name = `${PAUSED_VARIABLE}${recordingId}`;
    await this.desk.ask(globalVariableRequest('POST', name, paused ? 'yes' : ''));
  }

  async isPaused(recordingId: string): Promise<boolean> {
    const name = `${PAUSED_VARIABLE}${recordingId}`;
    return (await this.value(globalVariableRequest('GET', name))) === 'yes';
  }

  private async value(request: Parameters<DriverDesk['ask']>[0]): Promise<string> {
    const reply = await this.desk.ask(request);
    const value = (reply.body as { value?: unknown } | undefined)?.value;
    return isDone(reply) && typeof value === 'string' ? value : '';
  }
}
