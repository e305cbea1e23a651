import { Scenario } from './scenario';
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
    },
    thanks: { type: 'play', media: ['sound:thanks'], next: 'bye' },
  },
);

/** A caller who waits, presses the key for it, and hears the tone. */
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
