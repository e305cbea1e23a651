import { causeOf, q850Of, rawCauseOf } from '../../../src/driver/asterisk/causes';
import { channelIdOf, isHelperChannel, legIdOf } from '../../../src/driver/asterisk/channel-id';
import { mediaOf } from '../../../src/driver/asterisk/media';
import { ringSecondsOf } from '../../../src/driver/asterisk/to-wire';
import { Backoff } from '../../../src/driver/link/backoff';
import { HANGUP_CAUSES } from '../../../src/port/hangup-cause';

const OWN = '977e6751-5ed8-4c34-88c6-f758451dfb52';

describe('the words of Asterisk', () => {
  it.each([
    [16, undefined, true, 'normal'],
    [16, undefined, false, 'cancelled'],
    [16, 603, true, 'normal'],
    [19, 480, false, 'no-answer'],
    [19, 486, false, 'busy'],
    [127, undefined, false, 'unknown'],
    [99, undefined, true, 'unknown'],
    [undefined, undefined, true, 'normal'],
    [0, undefined, false, 'cancelled'],
    [20, undefined, false, 'unreachable'],
  ] as const)('Q.850 %s with SIP %s, answered %s, is %s', (q850, sip, answered, cause) => {
    expect(causeOf(q850, sip, answered)).toBe(cause);
  });

  it('have a Q.850 value for each of our causes', () => {
    for (const cause of HANGUP_CAUSES) expect(q850Of(cause)).toBeGreaterThanOrEqual(1);
  });

  it('keep as raw only what is a value of its kind', () => {
    expect(rawCauseOf(0, 200, '')).toBeUndefined();
    expect(rawCauseOf(17, 486, 'User busy')).toEqual({ q850: 17, sip: 486, text: 'User busy' });
  });

  it.each([OWN, 'rig-1795314265.7', '1795314265.7'])('channel %s has one leg, both ways', (id) => {
    const legId = legIdOf('a', id);
    expect(channelIdOf('a', legId)).toBe(id);
    expect(legId === OWN || channelIdOf('b', legId) === null).toBe(true);
  });

  it('tell a helper of Asterisk from a call', () => {
    expect(isHelperChannel('Snoop/x.1-0000')).toBe(true);
    expect(isHelperChannel('Recorder/ARI-1;2')).toBe(true);
    expect(isHelperChannel('PJSIP/carrier-00000001')).toBe(false);
    expect(isHelperChannel('Local/4711@leitstand-inbound-1;1')).toBe(false);
  });

  it.each([
    [[]],
    [['sound:../../etc/passwd']],
    [['sound:http://evil/x']],
    [['sound:a,sound:b']],
    [['digits:12;rm']],
    [['tone:440\r\n']],
    [['tone:440']],
    [['tone:440/']],
    [['silence:-1']],
    [['silence:x']],
    [['music:default', 'sound:a']],
    [['music:a b']],
    [['recording:x']],
    [['sound']],
  ])('%j cannot be played', (media) => {
    expect(mediaOf(media).kind).toBe('wrong');
  });

  it('play what the port can name', () => {
    expect(mediaOf(['sound:de/welcome', 'digits:0049', 'number:42', 'silence:25'])).toEqual({
      kind: 'playback',
      parts: [
        {
          media: [
            'sound:de/welcome',
            'digits:0049',
            'number:42',
            'sound:silence/10',
            'sound:silence/10',
            'sound:silence/5',
          ],
        },
      ],
    });
    expect(mediaOf(['sound:de/position', 'number:de/42'])).toEqual({
      kind: 'playback',
      parts: [{ media: ['sound:de/position', 'number:42'] }],
      language: 'de',
    });
    expect(mediaOf(['sound:a', 'sound:b', 'tone:440/250,0+0/50', 'tone:9/1', 'sound:c'])).toEqual({
      kind: 'playback',
      parts: [
        { media: ['sound:a', 'sound:b'] },
        { media: ['tone:440/250,0+0/50'], lengthMs: 300 },
        { media: ['tone:9/1'], lengthMs: 1 },
        { media: ['sound:c'] },
      ],
    });
    expect(mediaOf(['music:hold'])).toEqual({ kind: 'music', musicClass: 'hold' });
  });

  it('count ring timeouts in whole seconds, and never in none', () => {
    expect([0, 1, 999, 1000, 1001, 20_500].map(ringSecondsOf)).toEqual([1, 1, 1, 1, 2, 21]);
  });
});

describe('the pauses between attempts', () => {
  it('double up to ten seconds and stay there, for ever', () => {
    const longest = new Backoff(() => 0);
    const waits = Array.from({ length: 2000 }, () => longest.next());
    expect(waits.slice(0, 7)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000]);
    expect(new Set(waits.slice(6))).toEqual(new Set([10_000]));
    longest.reset();
    expect(longest.next()).toBe(250);
  });

  it('are shortened by chance, by no more than a half', () => {
    expect(new Backoff(() => 0.999).next()).toBe(125);
  });
});
