import { randomUUID } from 'node:crypto';
import { CdrFile } from './cdr-file';
import { Director, type Reply } from './director';
import { type EslFrame, frameBytes } from './esl-frame';
import type { FakeEsl } from './fake-esl';
import { FakeLeg, heardBy, type LiveWords, type Running, wordsAs } from './fake-leg';
import { FakeTape } from './fake-tape';
import type { Exchange, FarPhone } from './far-phone';
import type { Recording, Scene } from './recording';

export interface FakeFreeSwitchOptions {
  readonly recording: Recording;
  readonly seed: number;
  /** Where to write what mod_cdr_csv would. */
  readonly cdrFile?: string;
}

/** The switch's time runs so much faster than it was recorded. */
export const SPEED = 10;

/**
 * What a FreeSWITCH does between its event socket and its phones, played from recorded scenes:
 * the state of the legs decides which scene comes next, and its frames are those of the real one.
 */
export class FakeFreeSwitch implements Exchange {
  readonly legs = new Map<string, FakeLeg>();
  /** Who answers a number beyond the carrier. */
  readonly numbers = new Map<string, FarPhone>();
  /** Phones that are registered. */
  readonly registered = new Set<string>();
  readonly globals = new Map<string, string>();
  /** Over the limit of sessions a second. */
  isOverloaded = false;
  readonly director: Director;
  /** What is in the files of recordings. */
  readonly tapes = new Map<string, FakeTape>();
  private members = 0;
  private readonly looking = new Set<() => void>();

  constructor(
    readonly esl: FakeEsl,
    options: FakeFreeSwitchOptions,
  ) {
    const { recording, seed, cdrFile } = options;
    const cdrs = cdrFile === undefined ? null : new CdrFile(cdrFile);
    const tell = (frame: EslFrame): void => {
      cdrs?.see(frame);
      esl.tell(frame);
    };
    this.director = new Director(recording, tell, seed);
  }

  leg(uuid: string): FakeLeg | null {
    const leg = this.legs.get(uuid);
    return leg && !leg.hasEnded ? leg : null;
  }

  living(): FakeLeg[] {
    return [...this.legs.values()].filter((leg) => !leg.hasEnded);
  }

  /** Plays a scene of this leg as it is now; complains, and says false, where none was recorded. */
  play(
    name: string,
    leg: FakeLeg | null,
    rest: {
      readonly words?: LiveWords;
      readonly reply?: Reply;
      readonly fields?: Readonly<Record<string, string>>;
    } = {},
  ): Scene | null {
    const scene = this.director.find(name);
    if (!scene) {
      this.esl.complaints.push(`no scene "${name}" was recorded`);
      return null;
    }
    const words = { ...leg?.words(), ...rest.words };
    const memberOf = (uuid: string): string | undefined => this.legs.get(uuid)?.memberId;
    this.director.play(scene, { leg, ...rest, words, memberOf });
    return scene;
  }

  /** Somebody calls in; the dialplan parks him. */
  callIn({ ani, dnis }: { readonly ani: string; readonly dnis: string }): FakeLeg {
    const leg = new FakeLeg(randomUUID(), 'inbound', { ani, dnis }, Date.now());
    leg.variables.set('leitstand_app', 'leitstand');
    leg.variables.set('leitstand_dnis', dnis);
    this.legs.set(leg.uuid, leg);
    this.play('far calls', leg);
    this.changed();
    return leg;
  }

  answers(leg: FakeLeg): void {
    if (leg.hasEnded || leg.isAnswered || leg.direction === 'inbound') return;
    this.becomesAnswered(leg);
    this.play(leg.isDevice ? 'far answers, device' : 'far answers', leg);
    this.changed();
  }

  hangsUp(leg: FakeLeg, cause?: 'busy' | 'rejected'): void {
    if (leg.hasEnded) return;
    const isRefusal = leg.state === 'ringing';
    const refusal = `far refuses, ${cause === 'busy' ? 'busy' : 'rejected'}`;
    this.ends(leg, isRefusal ? refusal : `far hangs up @ ${leg.state}`);
  }

  presses(leg: FakeLeg, digit: string): void {
    if (leg.hasEnded || !leg.isAnswered) return;
    const fields = { 'DTMF-Digit': digit, variable_playback_terminator_used: digit };
    const { running } = leg;
    if (running?.stopsAtDigit) {
      this.play('digit stops it', leg, { fields });
      this.stopRunning(leg);
    } else {
      const way = leg.direction === 'inbound' ? 'in' : 'out';
      this.play(`digit @ parked ${way}`, leg, { fields });
    }
    this.changed();
  }

  sings(leg: FakeLeg, hz: number | null): void {
    leg.singsHz = hz;
    this.changed();
  }

  hears(leg: FakeLeg): readonly number[] {
    return heardBy(leg, this.legs.values());
  }

  isSilent(leg: FakeLeg): boolean {
    const isPlaying = leg.running !== null && leg.running.kind !== 'silence';
    return !isPlaying && this.hears(leg).length === 0;
  }

  /** A phone registers, or takes its registration back. */
  setRegistered(device: string, isRegistered: boolean): void {
    const was = this.registered.has(device);
    if (isRegistered) this.registered.add(device);
    else this.registered.delete(device);
    if (!was && !isRegistered) return;
    const anew = was && isRegistered ? ' anew' : '';
    const name = isRegistered ? `phone registers${anew}` : 'phone unregisters';
    this.play(name, null, { words: { device } });
  }

  /** The leg is over: the scene tells it, then its place in the world is empty. */
  ends(leg: FakeLeg, sceneName: string, reply?: Reply): void {
    this.play(sceneName, leg, reply ? { reply } : {});
    this.forget(leg);
    this.changed();
  }

  becomesAnswered(leg: FakeLeg): void {
    leg.stopRinging();
    leg.answeredAt = Date.now();
    leg.doing = { what: 'parked' };
  }

  /** Something runs on the leg until `endsWith`, a scene, is played after so many ms. */
  run(
    leg: FakeLeg,
    what: Omit<Running, 'cancel'>,
    end: { readonly afterMs: number; readonly scene: string } | null,
  ): void {
    const timer = end
      ? setTimeout(() => {
          this.play(end.scene, leg);
          leg.running = null;
          this.changed();
        }, end.afterMs / SPEED)
      : undefined;
    leg.running = { ...what, cancel: () => clearTimeout(timer) };
  }

  stopRunning(leg: FakeLeg): void {
    leg.running?.cancel();
    leg.running = null;
  }

  /** All calls are gone, and nobody is told. */
  crash(): void {
    for (const leg of this.living()) this.forget(leg);
    this.globals.clear();
    this.director.coreUuid = randomUUID();
    this.changed();
  }

  /** It is told to stop: all calls end, and so does the event socket. */
  shutDown(): void {
    const scene = this.director.recording.scene('shutdown');
    const isNotice = ({ headers }: EslFrame): boolean =>
      headers.get('Content-Type') === 'text/disconnect-notice';
    for (const leg of this.living()) {
      const passages = scene.passages.filter(({ frame }) => !isNotice(frame));
      this.director.play({ ...scene, passages }, { leg, words: leg.words() });
    }
    const notice = scene.passages.map(({ frame }) => frame).find(isNotice);
    if (notice) this.esl.tellBytes(frameBytes(notice), true);
    this.crash();
  }

  /** It is about to come into a conference, as one more member. */
  becomesMember(leg: FakeLeg): void {
    this.members += 1;
    leg.memberId = String(this.members);
    leg.variables.set('conference_member_id', leg.memberId);
  }

  tape(file: string): FakeTape {
    const known = this.tapes.get(file) ?? new FakeTape(SPEED);
    this.tapes.set(file, known);
    return known;
  }

  /** Who sings now is on tape from now on. */
  private listen(): void {
    for (const leg of this.living()) {
      for (const { file, isMasked } of leg.recordings.values()) {
        const own = leg.singsHz === null ? [] : [leg.singsHz];
        this.tape(file).hear(isMasked ? [] : [...own, ...this.hears(leg)]);
      }
    }
  }

  changed(): void {
    this.listen();
    for (const look of [...this.looking]) look();
  }

  until(isSo: () => boolean, what: string): Promise<void> {
    return new Promise((done, fail) => {
      const deadline = setTimeout(() => {
        this.looking.delete(look);
        fail(new Error(`the far side waited in vain for ${what}`));
      }, 8000);
      const look = (): void => {
        if (!isSo()) return;
        clearTimeout(deadline);
        this.looking.delete(look);
        done();
      };
      this.looking.add(look);
      look();
    });
  }

  /** Puts two legs that were in a pair back to where `park_after_bridge` sends them. */
  part(leg: FakeLeg): void {
    const { doing } = leg;
    if (doing.what === 'pair') doing.with.doing = { what: 'parked' };
    leg.doing = { what: 'parked' };
  }

  /** The words of a scene in which a second leg plays. */
  peerWords(peer: FakeLeg): LiveWords {
    return wordsAs('peer.', peer);
  }

  private forget(leg: FakeLeg): void {
    leg.stopRinging();
    this.part(leg);
    this.stopRunning(leg);
    for (const { file, cancel } of leg.recordings.values()) {
      cancel();
      this.tape(file).end();
    }
    leg.recordings.clear();
    leg.endedAt = Date.now();
  }
}
