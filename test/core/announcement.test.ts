import { Scenario } from './scenario';
import { waitingCentre } from './waiting-centre';

const TALKING_QUEUE = {
  waiting: {
    announce: { firstMs: 10_000, everyMs: 30_000, position: true },
    comfort: { firstMs: 20_000, everyMs: 30_000, messages: [['sound:one'], ['sound:de/two']] },
  },
};

const said = (s: Scenario, legId: string): string[] =>
  s.commands.flatMap((command) =>
    command.type === 'play' && command.legId === legId ? [command.media.join(' ')] : [],
  );

/** What plays on the leg comes to its end. */
function finish(s: Scenario, legId: string): void {
  const play = s.commands.findLast((c) => c.type === 'play' && c.legId === legId);
  if (play?.type !== 'play') throw new Error('nothing plays');
  s.event({ type: 'leg.media-ended', legId, mediaId: play.mediaId, reason: 'finished' });
}

describe('one who waits', () => {
  it('hears the position, messages in turn, and music in between', () => {
    const s = new Scenario(waitingCentre(TALKING_QUEUE));
    s.queue(1);
    const second = s.queue(2);
    for (let seconds = 0; seconds < 50; seconds += 10) {
      s.pass(10_000);
      if (!said(s, second).at(-1)?.startsWith('music')) finish(s, second);
    }
    expect(said(s, second)).toEqual([
      'music:default',
      'sound:en/leitstand/your-position number:en/2',
      'music:default',
      'sound:en/one',
      'music:default',
      // Its own languages stand as they are written.
      'sound:en/leitstand/your-position number:en/2',
      'music:default',
      'sound:de/two',
      'music:default',
    ]);
  });

  it('is told to be next when that is so, and never a place nearer than the true one', () => {
    const s = new Scenario(waitingCentre(TALKING_QUEUE));
    const first = s.queue(1);
    s.pass(10_000);
    expect(said(s, first).at(-1)).toBe('sound:en/leitstand/you-are-next');
    finish(s, first);
    // Somebody with priority comes in between: "second" would be heard as a step back.
    s.queue(2, '2');
    s.pass(30_000);
    expect(said(s, first).filter((media) => media.includes('position'))).toEqual([]);
    expect(said(s, first).filter((media) => media.includes('next'))).toHaveLength(1);
  });

  it('is joined at once with the agent who answers, whatever is being said', () => {
    const s = new Scenario(waitingCentre(TALKING_QUEUE));
    const first = s.queue(1);
    s.pass(10_000);
    s.logIn('anna');
    const sent = s.commands.length;
    s.connect(first);
    expect(s.commands.slice(sent).map((c) => c.type)).toEqual(['join', 'join']);
    s.pass(120_000);
    expect(s.phase).toBe('talking');
    expect(s.world.timers.size).toBe(0);
  });

  it('is not spoken to while a phone rings, and hears the rest if it rings in vain', () => {
    const s = new Scenario(waitingCentre(TALKING_QUEUE));
    s.logIn('anna');
    const first = s.queue(1);
    s.pass(14_000);
    expect(said(s, first)).toEqual(['music:default']);
    s.end(s.last('originate').legId, 'no-answer');
    s.pass(5_000);
    expect(said(s, first).at(-1)).toBe('sound:en/leitstand/you-are-next');
  });

  it('hears music again when an announcement cannot be played', () => {
    const s = new Scenario(waitingCentre(TALKING_QUEUE));
    const legId = s.queue(1);
    s.pass(10_000);
    const { mediaId } = s.last('play');
    s.event({ type: 'leg.media-ended', legId, mediaId, reason: 'failed', detail: 'no file' });
    expect(s.all('media.failed').at(-1)).toMatchObject({ detail: 'no file' });
    expect(said(s, legId).at(-1)).toBe('music:default');
  });

  it('is told more after a crash, at its time, and nothing that may be out of date', () => {
    const s = new Scenario(waitingCentre(TALKING_QUEUE));
    const legId = s.queue(1);
    s.pass(10_000);
    s.crash();
    s.reconnect({
      legs: [
        { legId, direction: 'inbound', state: 'answered', held: false, ani: '01', dnis: '100' },
      ],
    });
    expect(said(s, legId)).toEqual(['music:default']);
    s.pass(7_000);
    expect(said(s, legId)).toEqual(['music:default', 'sound:en/one']);
  });
});

describe('a key pressed while waiting', () => {
  const keys = { keys: { '7': 'sorry', '8': 'sales' } };

  it('leads to its node, also while a phone rings', () => {
    const s = new Scenario(waitingCentre({}, keys));
    const first = s.queue(1);
    s.event({ type: 'leg.digit', legId: first, digit: '5' });
    expect(s.phase).toBe('queued');
    s.logIn('anna');
    s.event({ type: 'leg.digit', legId: first, digit: '7' });
    expect(s.all('contact.overflowed')).toMatchObject([{ reason: 'key' }]);
    expect(said(s, first).at(-1)).toBe('sound:en/sorry');
    expect(s.agent('anna').status).toBe('available');
    expect(s.last('hangup').legId).toBe(s.last('originate').legId);
  });

  it('keeps the place for one who comes back to the queue', () => {
    const s = new Scenario(waitingCentre({}, keys));
    const first = s.queue(1);
    s.pass(1_000);
    s.queue(2);
    s.pass(1_000);
    s.event({ type: 'leg.digit', legId: first, digit: '8' });
    s.logIn('anna');
    s.connect(first);
    expect(s.world.legs.get(first)?.bridgeId).toBeDefined();
    expect(s.all('call.connected')).toMatchObject([{ waitedMs: 1 }]);
  });

  it('changes nothing once an agent has answered', () => {
    const s = new Scenario(waitingCentre({}, keys));
    const first = s.queue(1);
    s.logIn('anna');
    s.event({ type: 'leg.answered', legId: s.last('originate').legId });
    s.event({ type: 'leg.digit', legId: first, digit: '7' });
    expect(s.phase).toBe('connecting');
  });
});
