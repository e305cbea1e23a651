import type { Effect } from '../../src/core/effect';
import type { Fact, FactBody } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import type { Core, CoreViews, Stepped, WorldState } from '../../src/engine/core';
import type { CallRecord } from '../../src/port/call-record';

/** A core of a few rules, so that the engine's tests show the engine and nothing else. */
export interface CountingWorld extends WorldState {
  engineId: string;
  seq: number;
  at: number;
  epoch: number;
  nonce: string;
  timers: Map<string, { at: number }>;
  /** Legs that were offered and have not ended. */
  legs: Set<string>;
  fired: string[];
}

/**
 * leg.offered: `answer` is commanded, and the timer `gone:<leg>` set to 10 s later.
 * leg.answered: `hold` is commanded. leg.ended: the timer is cleared, a record is written.
 * agent.status-requested for `crash`: throws, as a programmer's error would.
 */
export const countingCore: Core<CountingWorld> = {
  step,
  newWorld: (engineId) => ({
    engineId,
    seq: 0,
    at: 0,
    epoch: 0,
    nonce: '',
    timers: new Map(),
    legs: new Set(),
    fired: [],
  }),
  freezeWorld: (world) => ({ ...world, timers: [...world.timers], legs: [...world.legs] }),
  thawWorld: (frozen) => {
    const data = frozen as { timers: [string, { at: number }][]; legs: string[] };
    const world = { ...(frozen as CountingWorld) };
    return { ...world, timers: new Map(data.timers), legs: new Set(data.legs) };
  },
};

export const countingViews: CoreViews<CountingWorld> = {
  centre: () => {
    throw new Error('the counting core has no centre');
  },
  queues: () => [],
  staffing: () => null,
  agents: () => [],
  calls: () => [],
  switches: () => [],
  callbacks: () => [],
  campaigns: () => [],
  floorNow: () => null,
  recordings: () => [],
  hopper: () => ({ wants: [], openZones: () => [], held: () => new Set<string>() }),
  openCommandCount: () => 0,
};

function step(world: CountingWorld, input: Input): Stepped {
  if (input.seq <= world.seq) throw new Error(`seq ${input.seq} after ${world.seq}`);
  world.seq = input.seq;
  world.at = input.at;
  world.epoch = input.epoch;
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  const emit = (body: FactBody): void => {
    const { engineId, epoch, seq, at, cause } = input;
    const factIndex = facts.length;
    facts.push({ schema: 1, engineId, epoch, seq, factIndex, at, clientId: 'c1', cause, body });
  };
  act(world, input, emit, effects);
  return { facts, effects };
}

type Emit = (body: FactBody) => void;

function act(world: CountingWorld, { body, at }: Input, emit: Emit, effects: Effect[]): void {
  if (body.type === 'engine.started') {
    world.nonce = body.nonce;
    emit({ type: 'engine.started', nonce: body.nonce, build: body.build });
  } else if (body.type === 'timer.fired') {
    if (!world.timers.delete(body.timerId)) return;
    world.fired.push(body.timerId);
    emit({ type: 'bound.reached', bound: body.timerId, limit: 1 });
  } else if (body.type === 'agent.status-requested') {
    if (body.agentId === 'crash') throw new Error('planted');
    emit({ type: 'request.refused', refusal: { code: 'AGENT_UNKNOWN', detail: body.agentId } });
  } else if (body.type === 'input.quarantined') {
    const { quarantinedSeq, error } = body;
    emit({ type: 'input.quarantined', quarantinedSeq, error });
  } else if (body.type === 'switch.event') {
    hear(world, body.event, { at, emit, effects });
  }
}

interface Doing {
  readonly at: number;
  readonly emit: Emit;
  readonly effects: Effect[];
}

function hear(
  world: CountingWorld,
  event: Extract<Input['body'], { type: 'switch.event' }>['event'],
  { at, emit, effects }: Doing,
): void {
  const { switchId } = event;
  if (event.type === 'leg.offered') {
    const { legId } = event;
    world.legs.add(legId);
    world.timers.set(`gone:${legId}`, { at: at + 10_000 });
    effects.push({ type: 'timer.set', timerId: `gone:${legId}`, at: at + 10_000 });
    const commandId = `answer:${legId}`;
    effects.push({ type: 'command', command: { type: 'answer', commandId, switchId, legId } });
    emit({ type: 'call.answered', callId: legId });
  } else if (event.type === 'leg.ended') {
    const { legId } = event;
    world.legs.delete(legId);
    world.timers.delete(`gone:${legId}`);
    effects.push({ type: 'timer.clear', timerId: `gone:${legId}` });
    emit({ type: 'record.completed', record: { callId: legId } as CallRecord });
  } else if (event.type === 'command.failed') {
    const { commandId, code, detail } = event;
    emit({ type: 'command.failed', commandId, command: 'answer', code, detail });
  }
}
