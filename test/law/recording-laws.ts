import { forbids } from '../../src/core/recording/consent';
import { isLive, type Recording } from '../../src/core/recording/recording';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import type { RecordingSupplement } from '../../src/port/call-record';
import type { SwitchSnapshot } from '../../src/port/switch';

/** The laws of recordings over a journal: nobody against their word, and each leaves its proof. */
export class RecordingLaws {
  readonly broken: string[] = [];
  private readonly begun = new Set<string>();
  private readonly proven = new Set<string>();

  take(world: World, { facts, effects }: Stepped): void {
    for (const effect of effects) {
      if (effect.type === 'command' && effect.command.type === 'record') {
        this.begin(world, effect.command.recordingId);
      }
    }
    for (const { body } of facts) {
      if (body.type === 'record.supplemented' && body.supplement.kind === 'recording') {
        this.prove(body.supplement);
      }
    }
  }

  /** After everything has been hung up and sealed. */
  finish(): void {
    for (const id of this.begun) {
      if (!this.proven.has(id)) this.fail(`recording ${id} left no supplement`);
    }
  }

  private fail(line: string): void {
    this.broken.push(line);
  }

  private begin(world: World, id: string): void {
    const recording = world.recordings.get(id);
    if (this.begun.has(id) || !recording) return;
    this.begun.add(id);
    if (recording.purpose !== 'talk') return;
    const refusal = forbids({
      policy: world.directory.queues.get(recording.queueId ?? '')?.recording,
      consent: world.calls.get(recording.callId)?.consent,
      agent: world.agents.get(recording.agentId ?? '')?.config,
    });
    if (refusal) this.fail(`recording ${id} begins, which ${refusal.code} forbids`);
  }

  private prove(supplement: RecordingSupplement): void {
    const { recordingId: id, startedAt, endedAt, pauses } = supplement;
    if (!this.begun.has(id)) this.fail(`recording ${id} is proven and never began`);
    if (this.proven.has(id)) this.fail(`recording ${id} is proven twice`);
    this.proven.add(id);
    let at = startedAt ?? 0;
    for (const pause of pauses) {
      const until = pause.endedAt ?? endedAt ?? 0;
      if (pause.startedAt < at || until < pause.startedAt) this.fail(`pauses of ${id} overlap`);
      at = until;
    }
    if (endedAt !== undefined && at > endedAt) this.fail(`recording ${id} is paused after its end`);
  }
}

/** What must hold of the recordings of a world after any step. */
export function brokenRecordings(world: World): string[] {
  return [...world.recordings.values()].flatMap((one) => {
    const complaint = isLive(one) ? ofLive(world, one) : ofEnded(world, one);
    return complaint ? [`recording ${one.recordingId} (${one.phase}) ${complaint}`] : [];
  });
}

function ofLive(world: World, one: Recording): string | null {
  const call = world.calls.get(one.callId);
  const isTalk = call?.phase === 'talking' || call?.phase === 'held';
  const isOwn = call?.recordingPlan?.recordingId === one.recordingId;
  if (one.purpose === 'talk' && one.wanted !== 'ended' && !(isTalk && isOwn)) {
    return 'goes on without its conversation';
  }
  const isAsked = world.commands.has(one.commandId ?? '');
  const isDoubtful = world.switches.get(one.switchId)?.state !== 'up' || one.phase === 'starting';
  if (isAsked || isDoubtful || one.wanted === one.phase) return null;
  // Its command met no link that is up again: the next look at the switch asks anew.
  return world.at - one.touchedAt > AUDITED_MS ? `is to be ${one.wanted}, and nobody asks` : null;
}

const AUDITED_MS = 75_000;

const ofEnded = (world: World, { recordingId }: Recording): string | null =>
  world.timers.has(`seal:${recordingId}`) ? null : 'waits for its seal without an end';

/** The recordings of a world against those that a switch says run, once nothing is under way. */
export function recordingsDiffer(world: World, snapshot: SwitchSnapshot): string[] {
  const running = new Set(snapshot.recordings);
  const paused = new Set(snapshot.pausedRecordings);
  const strays = snapshot.recordings
    .filter((id) => !isKnown(world.recordings.get(id)))
    .map((id) => `recording ${id} runs, and the world does not know it`);
  const others = [...world.recordings.values()].filter(
    (one) => one.switchId === snapshot.switchId && isLive(one),
  );
  return [
    ...strays,
    ...others.flatMap(({ recordingId: id, phase }) => {
      if (!running.has(id)) return [`recording ${id} (${phase}) does not run`];
      return paused.has(id) === (phase === 'paused') ? [] : [`recording ${id} is not ${phase}`];
    }),
  ];
}

const isKnown = (one: Recording | undefined): boolean => one !== undefined && isLive(one);
