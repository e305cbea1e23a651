import { causeOf, endOf, hangupNameOf } from '../../../src/driver/freeswitch/causes';
import { originateFailure } from '../../../src/driver/freeswitch/failure';
import { mediaIdIn, mediaOf } from '../../../src/driver/freeswitch/media';
import {
  conferenceCommand,
  endpointOf,
  originateCommand,
  ringSecondsOf,
} from '../../../src/driver/freeswitch/to-wire';
import { HANGUP_CAUSES } from '../../../src/port/hangup-cause';
import type { OriginateCommand } from '../../../src/port/switch-command';

describe('a cause', () => {
  /** As recorded: name, Q.850, SIP status, and whether a reply of the far end is behind it. */
  const ends: readonly (readonly [string, string, string, string, string])[] = [
    ['USER_BUSY', '17', '486', 'far', 'busy'],
    ['CALL_REJECTED', '21', '603', 'far', 'rejected'],
    ['UNALLOCATED_NUMBER', '1', '404', 'far', 'unallocated-number'],
    ['NO_USER_RESPONSE', '18', '480', 'far', 'no-answer'],
    ['NORMAL_TEMPORARY_FAILURE', '41', '503', 'far', 'congestion'],
    ['NORMAL_TEMPORARY_FAILURE', '41', '503', '', 'unreachable'],
    ['ORIGINATOR_CANCEL', '16', '487', '', 'cancelled'],
    ['NORMAL_CLEARING', '16', '', '', 'cancelled'],
    ['SYSTEM_SHUTDOWN', '', '', '', 'switch-failure'],
    ['SOMETHING_NEW', '', '', '', 'unknown'],
  ];
  it.each(ends)('%s, %s, SIP %s (%s) before the answer is %s', (name, q850, sip, host, cause) => {
    const event = {
      'Hangup-Cause': name,
      variable_hangup_cause_q850: q850,
      variable_sip_term_status: sip,
      ...(host === '' ? {} : { variable_sip_reply_host: host }),
    };
    expect(causeOf(endOf(event), false)).toBe(cause);
  });

  it('of a ring timeout names no status: the 487 is the answer to our own CANCEL', () => {
    const event = {
      'Hangup-Cause': 'NO_ANSWER',
      variable_sip_invite_failure_status: '487',
      variable_sip_hangup_disposition: 'send_cancel',
    };
    expect(endOf(event)).toMatchObject({ name: 'NO_ANSWER' });
    expect(endOf(event).sip).toBeUndefined();
  });

  it('after the answer is what FreeSWITCH names, whatever status SIP had', () => {
    expect(causeOf({ name: 'NORMAL_CLEARING', sip: 486 }, true)).toBe('normal');
    expect(causeOf({ name: 'MEDIA_TIMEOUT' }, true)).toBe('unreachable');
  });

  it('can be given for every word of ours', () => {
    for (const cause of HANGUP_CAUSES) expect(hangupNameOf(cause)).toMatch(/^[A-Z_]+$/);
  });
});

describe('a call that came to nothing', () => {
  it.each([
    ['INVALID_GATEWAY', 'DESTINATION_UNKNOWN'],
    ['CHAN_NOT_IMPLEMENTED', 'DESTINATION_UNKNOWN'],
    ['GATEWAY_DOWN', 'DESTINATION_UNREACHABLE'],
    ['USER_NOT_REGISTERED', 'DESTINATION_UNREACHABLE'],
    ['SUBSCRIBER_ABSENT', 'DESTINATION_UNKNOWN'],
    ['DESTINATION_OUT_OF_ORDER', 'OVERLOADED'],
  ])('by %s is told as %s', (name, code) => {
    expect(originateFailure(`-ERR ${name}\n`)).toMatchObject({ code, detail: name });
  });
});

describe('what is played', () => {
  const place = {
    soundFolder: '/sounds',
    soundFormat: 'wav',
    language: 'en',
    numberParts: async () => ['digits/40.wav', 'digits/2.wav'],
  };
  const file = async (...media: string[]) => (await mediaOf('m1', media, place)) as object;

  it.each([
    ['sound:de/hello', '{leitstand_media=m1}/sounds/de/hello.wav'],
    ['sound:hello.gsm', '{leitstand_media=m1}/sounds/hello.gsm'],
    ['silence:1.5', '{leitstand_media=m1}silence_stream://1500'],
    ['music:jazz', '{leitstand_media=m1}local_stream://jazz'],
    ['tone:440/250,0/250', '{leitstand_media=m1}tone_stream://%(250,0,440);%(250,0,0)'],
  ])('%s is spelled %s', async (uri, spelled) => {
    expect(await file(uri)).toEqual({ kind: 'file', file: spelled });
  });

  it('bears the media id in each of its parts', async () => {
    const wire = (await file('digits:1#', 'number:42')) as { file: string };
    const parts = wire.file.replace('file_string://', '').split('!');
    expect(parts).toHaveLength(4);
    expect(parts.map(mediaIdIn)).toEqual(['m1', 'm1', 'm1', 'm1']);
    expect(parts[1]).toContain('/sounds/digits/pound.wav');
  });

  it('is said in the language that is named', async () => {
    const { file: own } = (await file('number:en/42')) as { file: string };
    expect(own).toContain('/sounds/digits/40.wav');
    const { file: foreign } = (await file('number:de/42', 'digits:de/7')) as { file: string };
    expect(foreign.match(/\/sounds\/de\/digits\/\d/g)).toEqual([
      '/sounds/de/digits/4',
      '/sounds/de/digits/2',
      '/sounds/de/digits/7',
    ]);
  });

  it.each([
    ['video:cat'],
    ['sound:../etc/passwd'],
    ['sound:a!b'],
    ['sound:${x}'],
    ['silence:0'],
    ['tone:abc'],
    ['music:a', 'music:b'],
    [],
  ])('is refused: %s', async (...media) => {
    expect(await file(...media)).toMatchObject({ kind: 'wrong' });
  });
});

describe('a command', () => {
  const command: OriginateCommand = {
    type: 'originate',
    legId: '977e6751-5ed8-4c34-88c6-f758451dfb52',
    to: { kind: 'number', number: '4930', trunk: 'carrier' },
    callerNumber: '+4940',
    callerName: "Meyer, O'Hara",
    ringTimeoutMs: 20_000,
  };

  it('calls under our own id and job id, with the name in quotes', () => {
    const place = { app: 'leitstand', endpoint: 'sofia/gateway/carrier/4930' };
    const { line, headers } = originateCommand('job-1', place, command);
    expect(headers).toEqual({ 'Job-UUID': 'job-1' });
    expect(line).toContain(`{origination_uuid=${command.legId},`);
    expect(line).toContain("origination_caller_id_name='Meyer, O\u2019Hara'");
    expect(line).toMatch(/park_after_bridge=true.*\}sofia\/gateway\/carrier\/4930 &park\(\)$/);
  });

  it.each(['a,b', 'a|b', 'a/b', 'a b', '${x}', '', 'a@b'])('calls nobody named %j', (name) => {
    expect(endpointOf({ kind: 'device', device: name }, 'd')).toBeNull();
    expect(endpointOf({ kind: 'number', number: name, trunk: 't' }, 'd')).toBeNull();
    expect(endpointOf({ kind: 'number', number: '1', trunk: name }, 'd')).toBeNull();
  });

  it('rings never shorter than asked for', () => {
    expect([1, 1000, 1001, 20_000].map(ringSecondsOf)).toEqual([2, 2, 3, 21]);
  });

  it('mutes the one who only listens', () => {
    const place = { name: 'leitstand-b', profile: 'leitstand', mute: true, both: false };
    expect(conferenceCommand('u', place).line).toBe(
      'api uuid_transfer u conference:leitstand-b@leitstand+flags{mute},park inline',
    );
  });
});
