import type { Line } from '../../../src/driver/simulated/far-end';
import type { SimulatedRecording } from '../../../src/driver/simulated/recorder';
import type { BridgePart } from '../../../src/port/switch-command';
import { Stand } from './stand';

const BRIDGE = 'bridge';
const TALK: BridgePart = { role: 'talk' };

/** A customer, an agent and a supervisor who all make a sound of their own. */
function trio(stand: Stand, part: BridgePart): readonly [Line, Line, Line] {
  const [customer, agent, supervisor] = [stand.answered(), stand.answered(), stand.answered()];
  customer.sing(440);
  agent.sing(660);
  supervisor.sing(880);
  join(stand, customer, TALK);
  join(stand, agent, TALK);
  join(stand, supervisor, part);
  return [customer, agent, supervisor];
}

function join(stand: Stand, { legId }: Line, part: BridgePart): void {
  stand.send({ type: 'join', legId, bridgeId: BRIDGE, ...part });
  stand.clock.advanceBy(10);
}

describe('a supervisor on the simulated switch', () => {
  it('listens, whispers and barges in without leaving', () => {
    const stand = new Stand();
    const [customer, agent, supervisor] = trio(stand, { role: 'listen' });
    expect(supervisor.hears()).toEqual(['tone:440', 'tone:660']);
    expect([customer.hears(), agent.hears()]).toEqual([['tone:660'], ['tone:440']]);
    const coaching: BridgePart = { role: 'whisper', coachedLegId: agent.legId };
    join(stand, supervisor, coaching);
    expect([customer.hears(), agent.hears()]).toEqual([['tone:660'], ['tone:440', 'tone:880']]);
    const { legId } = supervisor;
    expect(stand.device.takeSnapshot(0).bridges).toMatchObject([
      { roles: [{ legId, ...coaching }] },
    ]);
    join(stand, supervisor, TALK);
    expect(customer.hears()).toEqual(['tone:660', 'tone:880']);
    expect(stand.ofType('leg.joined').map(({ role }) => role)).toEqual([
      'talk',
      'talk',
      'listen',
      'whisper',
      'talk',
    ]);
    expect(stand.ofType('leg.left')).toEqual([]);
  });

  it('cannot coach itself', () => {
    const stand = new Stand();
    const [, , supervisor] = trio(stand, { role: 'listen' });
    join(stand, supervisor, { role: 'whisper', coachedLegId: supervisor.legId });
    expect(stand.ofType('command.failed')).toMatchObject([{ code: 'REFUSED' }]);
  });
});

describe('a recording on the simulated switch', () => {
  it('holds silence while it is paused, and no whisper', () => {
    const kept: SimulatedRecording[] = [];
    const stand = new Stand({ onRecorded: (recording) => kept.push(recording), commandMs: [0, 0] });
    const [, agent] = trio(stand, { role: 'listen' });
    const recordingId = 'recording';
    const steps = [
      'record',
      'pause-record',
      'pause-record',
      'resume-record',
      'stop-record',
    ] as const;
    for (const type of steps) {
      if (type === 'record') {
        stand.send({ type, recordingId, bridgeId: BRIDGE, durationMaxMs: 60_000 });
      } else stand.send({ type, recordingId });
      stand.clock.advanceBy(1000);
      const paused = stand.device.takeSnapshot(0).pausedRecordings;
      expect(paused).toEqual(type === 'pause-record' ? [recordingId] : []);
    }
    expect(stand.types().filter((type) => type.startsWith('recording.'))).toEqual([
      'recording.started',
      'recording.paused',
      'recording.paused',
      'recording.resumed',
      'recording.ended',
    ]);
    const talk = [440, 660];
    expect(kept).toMatchObject([{ file: 'recording.wav', durationMs: 4000 }]);
    expect(kept[0]?.stretches).toEqual([
      { fromMs: 0, tones: talk },
      { fromMs: 1000, tones: [] },
      { fromMs: 2000, tones: [] },
      { fromMs: 3000, tones: talk },
    ]);
    expect(agent.live).toBe(true);
  });

  it('that does not run can neither be paused nor resumed', () => {
    const stand = new Stand();
    for (const type of ['pause-record', 'resume-record'] as const) {
      stand.send({ type, recordingId: 'nowhere' });
    }
    stand.clock.advanceBy(10);
    const codes = stand.ofType('command.failed').map(({ code }) => code);
    expect(codes).toEqual(['MEDIA_NOT_FOUND', 'MEDIA_NOT_FOUND']);
  });
});
