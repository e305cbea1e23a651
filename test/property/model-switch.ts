import type { BridgeSnapshot, LegSnapshot, SwitchSnapshot } from '../../src/port/switch';
import type { BridgePart, JoinCommand, SwitchCommand } from '../../src/port/switch-command';
import type { LegWitness, SwitchEvent } from '../../src/port/switch-event';
import { ModelRecorder } from './model-recorder';

interface ModelLeg {
  readonly legId: string;
  readonly direction: 'inbound' | 'outbound';
  state: LegSnapshot['state'];
  bridgeId?: string;
  part?: BridgePart;
  held: boolean;
  mediaId?: string;
}

const partOf = (command: JoinCommand): BridgePart =>
  command.role === 'whisper'
    ? { role: command.role, coachedLegId: command.coachedLegId }
    : { role: command.role };

type Report = SwitchEvent extends infer E
  ? E extends SwitchEvent
    ? Omit<E, 'switchId'>
    : never
  : never;

/**
 * The least that a switch is: legs that obey commands, in whatever order and as late as the test
 * pleases. It reports through `outbox`, which the test delivers, shuffles, doubles or loses.
 */
export class ModelSwitch {
  readonly legs = new Map<string, ModelLeg>();
  readonly ended: LegWitness[] = [];
  readonly outbox: Report[] = [];
  readonly pending: SwitchCommand[] = [];
  readonly recorder = new ModelRecorder((report) => this.outbox.push(report));
  /** Which phone each leg was called at. */
  readonly devices = new Map<string, string>();

  offer(legId: string, ani: string, dnis: string): void {
    this.legs.set(legId, { legId, direction: 'inbound', state: 'offered', held: false });
    this.outbox.push({ type: 'leg.offered', legId, ani, dnis });
  }

  /** Carries out one waiting command; `refuse` makes it fail instead. */
  obey(index: number, refuse: boolean): void {
    const [command] = this.pending.splice(index, 1);
    if (command && this.recorder.obey(command, refuse, (one) => this.isThere(one))) return;
    if (!command || !('legId' in command) || command.legId === undefined) return;
    if (command.type === 'originate' && !refuse) {
      const { legId, to } = command;
      if (to.kind === 'device') this.devices.set(legId, to.device);
      this.legs.set(legId, { legId, direction: 'outbound', state: 'dialing', held: false });
      return;
    }
    const leg = this.legs.get(command.legId);
    const { commandId, legId } = command;
    if (!leg) return this.fail(commandId, legId, 'LEG_NOT_FOUND');
    if (refuse && command.type !== 'hangup') return this.fail(commandId, legId, 'REFUSED');
    this.perform(command, leg);
  }

  private fail(commandId: string, legId: string, code: 'LEG_NOT_FOUND' | 'REFUSED'): void {
    this.outbox.push({ type: 'command.failed', commandId, legId, code, detail: 'model' });
  }

  private perform(command: SwitchCommand, leg: ModelLeg): void {
    const { legId } = leg;
    switch (command.type) {
      case 'answer':
        return this.answer(legId);
      case 'play':
      case 'collect-digits':
        leg.mediaId = command.mediaId;
        this.outbox.push({ type: 'leg.media-started', legId, mediaId: command.mediaId });
        return;
      case 'join':
        leg.bridgeId = command.bridgeId;
        leg.held = false;
        delete leg.mediaId;
        leg.part = partOf(command);
        this.outbox.push({ type: 'leg.joined', legId, bridgeId: command.bridgeId, ...leg.part });
        return;
      case 'leave':
      case 'hold': {
        const isOffHold = leg.held && command.type === 'leave';
        if (leg.bridgeId !== command.bridgeId && !isOffHold) return;
        delete leg.bridgeId;
        leg.held = command.type === 'hold';
        const reason = leg.held ? 'hold' : 'left';
        this.outbox.push({ type: 'leg.left', legId, bridgeId: command.bridgeId, reason });
        this.recorder.look((one) => this.isThere(one));
        return;
      }
      case 'hangup':
        return this.end(legId, command.cause, 'us');
      default:
        return;
    }
  }

  answer(legId: string): void {
    const leg = this.legs.get(legId);
    if (!leg || leg.state === 'answered') return;
    leg.state = 'answered';
    this.outbox.push({ type: 'leg.answered', legId });
  }

  /** The bridge broke under the leg. */
  fall(legId: string): void {
    const leg = this.legs.get(legId);
    if (!leg?.bridgeId) return;
    const { bridgeId } = leg;
    delete leg.bridgeId;
    this.outbox.push({ type: 'leg.left', legId, bridgeId, reason: 'left' });
    this.recorder.look((one) => this.isThere(one));
  }

  finishMedia(legId: string): void {
    const leg = this.legs.get(legId);
    if (!leg?.mediaId) return;
    const { mediaId } = leg;
    delete leg.mediaId;
    this.outbox.push({ type: 'leg.media-ended', legId, mediaId, reason: 'finished' });
  }

  digit(legId: string, digit: string): void {
    if (this.legs.has(legId)) this.outbox.push({ type: 'leg.digit', legId, digit });
  }

  end(legId: string, cause: LegWitness['cause'] = 'normal', by: 'us' | 'remote' = 'remote'): void {
    if (!this.legs.delete(legId)) return;
    this.recorder.look((one) => this.isThere(one));
    this.outbox.push({ type: 'leg.ended', legId, cause, by });
  }

  /** What is recorded is still to be heard: the leg, or somebody in the bridge. */
  private isThere({ legId, bridgeId }: { readonly legId?: string; readonly bridgeId?: string }) {
    if (legId !== undefined) return this.legs.get(legId)?.state === 'answered';
    return [...this.legs.values()].some((leg) => leg.bridgeId === bridgeId);
  }

  snapshot(): SwitchSnapshot {
    const legs = [...this.legs.values()];
    const bridges = new Map<string, string[]>();
    for (const { legId, bridgeId } of legs) {
      if (bridgeId) bridges.set(bridgeId, [...(bridges.get(bridgeId) ?? []), legId]);
    }
    return {
      switchId: 'pbx',
      legs: legs.map(({ legId, direction, state, held }) => ({
        legId,
        direction,
        state,
        held,
        ...(direction === 'inbound' && { ani: '0', dnis: '100' }),
      })),
      bridges: [...bridges].map(
        ([bridgeId, legIds]): BridgeSnapshot => ({
          bridgeId,
          legIds,
          roles: legIds.flatMap((legId) => {
            const part = this.legs.get(legId)?.part ?? { role: 'talk' };
            return part.role === 'talk' ? [] : [{ legId, ...part }];
          }),
        }),
      ),
      media: legs.flatMap(({ legId, mediaId }) => (mediaId ? [{ legId, mediaId }] : [])),
      ...this.recorder.snapshot(),
      ended: [],
    };
  }
}
