import type { Reply } from './director';
import type { EslBack } from './fake-esl';
import { type FakeFreeSwitch, SPEED } from './fake-freeswitch';
import { FakeLeg, type LiveWords, type Running } from './fake-leg';
import { answerQuery } from './fake-query';
import { mediaKindOf, mediaMsOf } from './media-kind';
import { variablesSetBy } from './recording';

type Handler = (words: readonly string[], reply: Reply, command: string) => void;

/** Between the ringing of a phone that answers by itself and its answer. */
const ANSWER_AFTER_MS = 10;

/** Carries out what the driver sends, in the forms that were recorded and in no others. */
export class FakeCommands implements EslBack {
  private readonly handlers: readonly (readonly [RegExp, Handler])[] = [
    [/^api uuid_answer (\S+)$/, ([uuid], reply) => this.answer(uuid, reply)],
    [/^api uuid_kill (\S+) (\S+)$/, ([uuid, cause], reply) => this.kill(uuid, cause, reply)],
    [/^api uuid_park (\S+)$/, ([uuid], reply) => this.park(uuid, reply)],
    [/^api uuid_bridge (\S+) (\S+)$/, ([one, two], reply) => this.bridge(one, two, reply)],
    [
      /^api uuid_transfer (\S+) (-both )?conference:leitstand-([^@]+)@\w+(\+flags\{mute\})?,park/,
      ([uuid, both, name = '', mute], reply) => this.confer(uuid, { name, both, mute }, reply),
    ],
    [/^api uuid_transfer (\S+) (\S+)$/, ([uuid], reply) => this.fallback(uuid, reply)],
    [/^api uuid_break (\S+) all$/, ([uuid], reply) => this.stop(uuid, reply)],
    [/^api uuid_setvar_multi (\S+) /, ([uuid], reply, command) => this.mark(uuid, reply, command)],
    [
      /^api conference leitstand-(\S+) (mute|unmute) (\d+)$/,
      ([name = '', how = '', id = ''], reply) => this.muteMember(name, { how, id }, reply),
    ],
    [
      /^api conference leitstand-(\S+) relate (\d+) (\d+) (nospeak|clear)$/,
      ([name = '', id = '', other = '', how = ''], reply) =>
        this.relate(name, { how, id, other }, reply),
    ],
    [
      /^api uuid_record (\S+) (mask|unmask) (\S+)$/,
      ([uuid = '', how = '', file = ''], reply) => this.mask(uuid, { how, file }, reply),
    ],
    [/^api uuid_record (\S+) start (\S+) (\d+)$/, (words, reply) => this.record(words, reply)],
    [/^api uuid_record (\S+) stop (\S+)$/, (words, reply) => this.stopRecord(words, reply)],
    [/^sendmsg (\S+)\n/, ([uuid], reply, command) => this.execute(uuid, reply, command)],
    [/^bgapi originate /, (_, reply, command) => this.originate(reply, command)],
  ];

  constructor(private readonly fake: FakeFreeSwitch) {}

  take(command: string, reply: Reply): void {
    const { esl, director } = this.fake;
    if (!director.recording.knows(command)) {
      esl.complain(command);
      return reply(director.recording.refusal());
    }
    for (const [form, handle] of this.handlers) {
      const match = form.exec(command);
      if (!match) continue;
      handle(match.slice(1), reply, command);
      return this.fake.changed();
    }
    if (!answerQuery(this.fake, command, reply)) esl.complain(command);
  }

  private answer(uuid = '', reply: Reply): void {
    const leg = this.fake.leg(uuid);
    const state = leg === null ? 'gone' : leg.isAnswered ? 'parked' : 'offered';
    if (leg && !leg.isAnswered) this.fake.becomesAnswered(leg);
    this.fake.play(`answer @ ${state}`, leg, { words: { leg: uuid }, reply });
  }

  private kill(uuid = '', cause = '', reply: Reply): void {
    const leg = this.fake.leg(uuid);
    if (leg) return this.fake.ends(leg, `kill ${cause} @ ${leg.state}`, reply);
    this.fake.play('kill NORMAL_CLEARING @ gone', null, { words: { leg: uuid }, reply });
  }

  private park(uuid = '', reply: Reply): void {
    const leg = this.fake.leg(uuid);
    const state = leg?.state.replace(/^(parked) .*/, '$1') ?? 'gone';
    this.fake.play(`park @ ${state}`, leg, { words: { leg: uuid }, reply });
    if (leg) this.fake.part(leg);
  }

  private bridge(one = '', two = '', reply: Reply): void {
    const [leg, peer] = [this.fake.leg(one), this.fake.leg(two)];
    if (!leg || !peer) {
      this.fake.play('bridge @ gone', null, { words: { leg: one, 'peer.leg': two }, reply });
      return;
    }
    const ways = [leg, peer].map(({ direction }) => (direction === 'inbound' ? 'in' : 'out'));
    const scene = ways[0] === ways[1] ? 'bridge in out' : `bridge ${ways.join(' ')}`;
    this.fake.play(scene, leg, { words: this.fake.peerWords(peer), reply });
    leg.doing = { what: 'pair', with: peer };
    peer.doing = { what: 'pair', with: leg };
  }

  private confer(
    uuid = '',
    to: { name: string; both: string | undefined; mute: string | undefined },
    reply: Reply,
  ): void {
    const leg = this.fake.leg(uuid);
    const words = { leg: uuid, bridge: to.name };
    if (!leg) return void this.fake.play('confer @ gone', null, { words, reply });
    const { doing } = leg;
    const peer = to.both !== undefined && doing.what === 'pair' ? doing.with : null;
    const isIn = ({ doing: its }: FakeLeg) => its.what === 'conference' && its.name === to.name;
    const isNew = !this.fake.living().some(isIn);
    const how = to.mute !== undefined ? ' mute' : peer ? ' both' : isNew ? ' alone' : '';
    const coming = peer ? [leg, peer] : [leg];
    for (const one of coming) this.fake.becomesMember(one);
    this.fake.play(`confer${how} @ ${leg.state}`, leg, { words, reply });
    this.fake.part(leg);
    const isMuted = to.mute !== undefined;
    for (const one of coming) {
      one.doing = { what: 'conference', name: to.name, isMuted, unheardBy: new Set() };
    }
  }

  private member(name: string, id: string): FakeLeg | undefined {
    return this.fake
      .living()
      .find(
        ({ doing, memberId }) =>
          doing.what === 'conference' && doing.name === name && memberId === id,
      );
  }

  private muteMember(name: string, { how, id }: { how: string; id: string }, reply: Reply): void {
    const leg = this.member(name, id);
    if (leg?.doing.what !== 'conference') {
      return void this.fake.play('mute @ no member', null, { reply });
    }
    leg.doing.isMuted = how === 'mute';
    this.fake.play(`member ${how}`, leg, { reply });
  }

  private relate(
    name: string,
    { how, id, other }: { how: string; id: string; other: string },
    reply: Reply,
  ): void {
    const [leg, peer] = [this.member(name, id), this.member(name, other)];
    if (leg?.doing.what !== 'conference' || !peer) {
      return void this.fake.play('relate @ no member', null, { reply });
    }
    if (how === 'clear') leg.doing.unheardBy.delete(other);
    else leg.doing.unheardBy.add(other);
    this.fake.play(`relate ${how}`, leg, { reply });
  }

  private mask(uuid: string, { how, file }: { how: string; file: string }, reply: Reply): void {
    const leg = this.fake.leg(uuid);
    const recording = leg?.recordings.get(file);
    const state = leg === null ? 'gone' : recording ? 'recorded' : 'not recorded';
    const verb = recording ? how : 'mask';
    this.fake.play(`${verb} @ ${state}`, leg, { words: { leg: uuid, file }, reply });
    if (recording) recording.isMasked = how === 'mask';
  }

  private fallback(uuid = '', reply: Reply): void {
    const leg = this.fake.leg(uuid);
    if (leg) return this.fake.ends(leg, 'fallback @ offered', reply);
    this.fake.play('confer @ gone', null, { words: { leg: uuid }, reply });
  }

  private stop(uuid = '', reply: Reply): void {
    const leg = this.fake.leg(uuid);
    const isPlaying = leg?.running && leg.running.kind !== 'listen';
    const state = leg === null ? 'gone' : isPlaying ? 'playing' : 'parked';
    this.fake.play(`stop @ ${state}`, leg, { words: { leg: uuid }, reply });
    if (leg && isPlaying) this.fake.stopRunning(leg);
  }

  private mark(uuid = '', reply: Reply, command: string): void {
    const leg = this.fake.leg(uuid);
    for (const [name, value] of variablesSetBy(command)) leg?.variables.set(name, value);
    this.fake.play(leg ? 'mark' : 'mark @ gone', leg, { words: { leg: uuid }, reply });
  }

  private record([uuid = '', file = '', seconds]: readonly string[], reply: Reply): void {
    const leg = this.fake.leg(uuid);
    const words = { leg: uuid, file };
    if (!leg) return void this.fake.play('record @ gone', null, { words, reply });
    this.fake.play('record @ parked in', leg, { words, reply });
    const full = (): void => {
      leg.recordings.delete(file);
      this.fake.tape(file).end();
      this.fake.play('record is full', leg, { words });
    };
    const timer = setTimeout(full, (Number(seconds) * 1000) / SPEED);
    const cancel = (): void => clearTimeout(timer);
    leg.recordings.set(file, { kind: 'record', file, words, stopsAtDigit: false, cancel });
    this.fake.tape(file).begin();
  }

  private stopRecord([uuid = '', file = '']: readonly string[], reply: Reply): void {
    const leg = this.fake.leg(uuid);
    const recording = leg?.recordings.get(file);
    const state = leg === null ? 'gone' : recording ? 'parked in' : 'not recorded';
    const words = { leg: uuid, file };
    if (recording) this.fake.tape(file).end();
    const fields = { variable_record_ms: String(this.fake.tape(file).durationMs) };
    this.fake.play(`stop record @ ${state}`, leg, { words, fields, reply });
    recording?.cancel();
    leg?.recordings.delete(file);
  }

  private execute(uuid = '', reply: Reply, command: string): void {
    const header = (name: string): string =>
      new RegExp(`^${name}: (.*)$`, 'm').exec(command)?.[1] ?? '';
    const leg = this.fake.leg(uuid);
    const id = header('event-uuid');
    const [app, arg] = [header('execute-app-name'), header('execute-app-arg')];
    if (!leg) {
      const scene = app === 'playback' ? 'play @ gone' : 'listen @ gone';
      return void this.fake.play(scene, null, { words: { leg: uuid, media: id, id }, reply });
    }
    if (app === 'playback') return this.playMedia(leg, { id, arg }, reply);
    if (app === 'redirect' || app === 'deflect') {
      leg.redirectedTo = /sip:([^@]+)@/.exec(arg)?.[1] ?? '';
      return this.fake.ends(leg, `${app} @ ${app === 'deflect' ? 'parked in' : 'offered'}`, reply);
    }
    this.listen(leg, { app, id, arg }, reply);
  }

  private playMedia(leg: FakeLeg, { id, arg }: { id: string; arg: string }, reply: Reply): void {
    const [, digits = 'none', whole = ''] =
      /^%\[playback_terminators=([^\]]+)\](.*)$/.exec(arg) ?? [];
    const file = whole.startsWith('file_string') ? whole : whole.replace(/^\{[^}]*\}/, '');
    const kind = mediaKindOf(whole);
    const words: LiveWords = { media: id, file };
    this.fake.play(`play ${kind}`, leg, { words, reply });
    if (kind === 'missing') return;
    const what: Omit<Running, 'cancel'> = { kind, file, words, stopsAtDigit: digits !== 'none' };
    const afterMs = mediaMsOf(whole);
    this.fake.run(leg, what, kind === 'music' ? null : { afterMs, scene: `${kind} ends` });
  }

  /** `detect_audio` waits for a sound, `detect_silence` for the end of one. */
  private listen(
    leg: FakeLeg,
    { app, id, arg }: { app: string; id: string; arg: string },
    reply: Reply,
  ): void {
    const words = { id };
    const isLoud = leg.singsHz !== null;
    const isAudio = app === 'detect_audio';
    if (isAudio && isLoud) return void this.fake.play('a sound is heard', leg, { words, reply });
    const name = isAudio ? 'nothing is heard' : isLoud ? 'no silence' : 'silence';
    this.fake.play(`${name} begins`, leg, { words, reply });
    const limitMs = Number(arg.split(' ')[2]);
    const what = { kind: 'listen', file: '', words, stopsAtDigit: false };
    const afterMs = name === 'silence' ? 800 : limitMs;
    this.fake.run(leg, what, { afterMs, scene: `${name} ends` });
  }

  private originate(reply: Reply, command: string): void {
    const variables = variablesSetBy(command);
    const uuid = variables.get('origination_uuid') ?? '';
    const job = /Job-UUID: (\S+)/.exec(command)?.[1] ?? '';
    const [, device] = /\}user\/([^@]+)@/.exec(command) ?? [];
    const [, trunk, number = ''] = /\}sofia\/gateway\/([^/]+)\/(\S+)/.exec(command) ?? [];
    const own = { job, ...(device === undefined ? { dnis: number } : { device }) };
    const leg = new FakeLeg(uuid, 'outbound', own, Date.now());
    for (const [name, value] of variables) leg.variables.set(name, value);
    const outcome = this.outcomeOf({ device, trunk, number });
    const isRinging = outcome === 'rings';
    const scene =
      isRinging && device !== undefined ? 'originate device, rings' : `originate, ${outcome}`;
    if (isRinging) this.fake.legs.set(uuid, leg);
    this.fake.play(scene, leg, { reply });
    if (!isRinging) return;
    const ringMs = Number(variables.get('originate_timeout')) * 1000;
    // The driver counts along, so that this time is the real one.
    const timer = setTimeout(() => this.fake.ends(leg, 'nobody answers'), ringMs);
    leg.stopRinging = () => clearTimeout(timer);
    this.ring(leg, device ?? number);
  }

  private ring(leg: FakeLeg, callee: string): void {
    const phone = this.fake.numbers.get(callee);
    if (phone) phone.leg = leg;
    const isQuick = leg.isDevice || phone?.behaviour === 'answers';
    if (isQuick) setTimeout(() => this.fake.answers(leg), ANSWER_AFTER_MS);
  }

  private outcomeOf(to: {
    readonly device: string | undefined;
    readonly trunk: string | undefined;
    readonly number: string;
  }): string {
    if (this.fake.isOverloaded) return 'too many a second';
    if (to.device !== undefined) {
      if (this.fake.registered.has(to.device)) return 'rings';
      return /^desk-/.test(to.device) ? 'unreachable-device' : 'unknown-device';
    }
    if (to.trunk === 'nowhere') return 'unreachable-trunk';
    if (to.trunk !== 'carrier') return 'unknown-trunk';
    const behaviour = this.fake.numbers.get(to.number)?.behaviour;
    if (behaviour === undefined) return 'unknown-number';
    return behaviour === 'busy' || behaviour === 'rejects' ? behaviour : 'rings';
  }
}
