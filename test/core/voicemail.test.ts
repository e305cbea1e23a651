import { inbound, Scenario } from './scenario';
import { waitingCentre } from './waiting-centre';

const CENTRE = waitingCentre(
  {},
  { keys: { '9': 'mailbox' } },
  {
    mailbox: {
      type: 'voicemail',
      media: ['sound:leitstand/voicemail', 'sound:leitstand/beep'],
      lengthMaxMs: 60_000,
      next: 'thanks',
      onFailed: 'sorry',
    },
    sorry: { type: 'play', media: ['sound:sorry'], next: 'bye' },
    thanks: { type: 'play', media: ['sound:thanks'], next: 'bye' },
  },
);

/** A caller who waits, presses the key for it, and hears the tone. */
/** The tone is over, and nothing was heard yet of the recording. */
function afterTone(): { s: Scenario; legId: string; recordingId: string } {
  const s = new Scenario(CENTRE);
  const legId = s.queue();
  s.event({ type: 'leg.digit', legId, digit: '9' });
  const { mediaId } = s.last('play');
  s.event({ type: 'leg.media-ended', legId, mediaId, reason: 'finished' });
  return { s, legId, recordingId: s.last('record').recordingId };
}

function atTone(): { s: Scenario; legId: string; recordingId: string } {
  const s = new Scenario(CENTRE);
  const legId = s.queue();
  s.event({ type: 'leg.digit', legId, digit: '9' });
  const { mediaId, media } = s.last('play');
  expect(media.at(-1)).toBe('sound:en/leitstand/beep');
  s.event({ type: 'leg.media-ended', legId, mediaId, reason: 'finished' });
  const command = s.last('record');
  expect(command).toMatchObject({ legId, durationMaxMs: 60_000 });
  const { recordingId } = command;
  s.event({ type: 'recording.started', recordingId });
  return { s, legId, recordingId };
}

it('keeps what is said until the key #, and goes on', () => {
  const { s, legId, recordingId } = atTone();
  s.pass(5_000);
  s.event({ type: 'leg.digit', legId, digit: '5' });
  expect(s.sent('stop-record')).toBe(0);
  s.event({ type: 'leg.digit', legId, digit: '#' });
  expect(s.last('stop-record')).toMatchObject({ recordingId });
  s.event({ type: 'recording.ended', recordingId, reason: 'stopped', file: 'a.wav' });
  expect(s.last('play').media).toEqual(['sound:en/thanks']);
  expect(s.all('voicemail.left')).toMatchObject([
    { recordingId, queueId: 'sales', lengthMs: 5_000 },
  ]);
  s.end(legId);
  expect(s.record()).toMatchObject({ result: 'voicemail', queueId: 'sales' });
});

it('is a message too when the caller ends it by hanging up', () => {
  const { s, legId, recordingId } = atTone();
  s.pass(8_000);
  s.end(legId);
  expect(s.record().result).toBe('voicemail');
  s.event({ type: 'recording.ended', recordingId, reason: 'finished', file: 'a.wav' });
  expect(s.all('voicemail.left')).toMatchObject([{ recordingId, lengthMs: 8_000 }]);
});

it('is none when nothing was said, or nothing could be recorded', () => {
  const { s, legId, recordingId } = atTone();
  s.pass(300);
  s.event({ type: 'leg.digit', legId, digit: '#' });
  s.event({ type: 'recording.ended', recordingId, reason: 'stopped', file: 'a.wav' });
  s.end(legId);
  expect(s.all('voicemail.left')).toEqual([]);
  expect(s.record().result).toBe('unserved');
});

it('is none either from who hangs up at the tone', () => {
  const { s, legId } = atTone();
  s.pass(300);
  s.end(legId);
  expect(s.record().result).not.toBe('voicemail');
});

describe('a message that is none', () => {
  it('could not be recorded: nobody is told that it is saved', () => {
    const { s } = afterTone();
    const { commandId } = s.last('record');
    s.event({ type: 'command.failed', commandId, code: 'REFUSED', detail: 'disk full' });
    expect(s.all('recording.missing')).toHaveLength(1);
    expect(s.last('play').media).toEqual(['sound:en/sorry']);
  });

  it('had nothing said in it: the same', () => {
    const { s, legId, recordingId } = atTone();
    s.pass(300);
    s.event({ type: 'leg.digit', legId, digit: '#' });
    s.event({ type: 'recording.ended', recordingId, reason: 'stopped', file: 'a.wav' });
    expect(s.last('play').media).toEqual(['sound:en/sorry']);
  });
});

describe('a restart', () => {
  it('between the tone and the recording: the caller is asked anew, once', () => {
    const { s, legId } = afterTone();
    s.crash(2_000);
    s.reconnect({ legs: [inbound(legId)] });
    expect(s.last('play').media.at(-1)).toBe('sound:en/leitstand/beep');
    const { mediaId } = s.last('play');
    s.event({ type: 'leg.media-ended', legId, mediaId, reason: 'finished' });
    expect(s.last('record')).toMatchObject({ legId });
  });

  it('does not make a message longer than its caller was there', () => {
    const { s, legId, recordingId } = afterTone();
    s.event({ type: 'recording.started', recordingId });
    s.pass(300);
    s.crash(600_000);
    const endedAt = s.at - 599_900;
    s.reconnect({
      ended: [{ legId, startedAt: endedAt - 20_000, endedAt, cause: 'normal', source: 'cdr-file' }],
    });
    expect(s.record().result).not.toBe('voicemail');
    expect(s.all('voicemail.left')).toEqual([]);
  });

  it('nor longer than a message may be', () => {
    const { s, legId, recordingId } = afterTone();
    s.event({ type: 'recording.started', recordingId });
    s.pass(10_000);
    s.crash(600_000);
    s.reconnect({ legs: [inbound(legId)] });
    expect(s.all('voicemail.left')).toMatchObject([{ lengthMs: 60_000 }]);
  });
});

it('is stopped as soon as it has begun where the key came before', () => {
  const { s, legId, recordingId } = afterTone();
  s.event({ type: 'leg.digit', legId, digit: '#' });
  s.event({ type: 'recording.started', recordingId });
  expect(s.sent('stop-record')).toBe(1);
});

it('names the prompt that was played as that by which the caller agreed', () => {
  const { s } = afterTone();
  const played = s.commands.flatMap((c) => (c.type === 'play' ? [c.media] : [])).at(-1);
  expect([...s.world.recordings.values()][0]?.consent.prompt).toEqual(played);
});
