import type { Centre } from '../../../src/core/centre';
import { Prng } from '../../../src/driver/simulated/prng';
import { CoreLoop } from '../core-loop';
import { ShuffledSink } from '../shuffled-sink';
import type { FarSide, HarnessFactory, SwitchHarness } from '../switch-harness';

/** Who ends the call, and when. */
const ENDINGS = [
  'caller in the menu',
  'caller in the queue',
  'caller while the phone rings',
  'caller in the talk',
  'engine in the talk',
] as const;

const AGENT = 'agent-1';

/**
 * The real core on the real driver, with the driver's own order of events permuted and doubled
 * on the way: each call ends once, with a whole record, and its agent is free at the end.
 */
export function orderCases(factory: HarnessFactory, seeds: readonly number[]): void {
  const seen = { overtaken: 0, doubled: 0 };

  describe.each(seeds)('the core on events out of order, seed %d', (seed) => {
    it.each(ENDINGS)('ends a call once that is ended by the %s', async (ending) => {
      const harness = await factory('conformance-o');
      const loop = new CoreLoop(harness, centreOf(harness));
      const parts = { clock: harness.clock, prng: new Prng(seed), windowMs: 40, doubledShare: 0.3 };
      const shuffled = new ShuffledSink(loop.sink, parts);
      try {
        await harness.driver.connect(shuffled.sink);
        await loop.fact('switch.up');
        await loop.reconcile();
        await play(loop, harness, ending);
        await loop.until(() => loop.world.calls.size === 0, 'the end of all calls');
        await harness.driver.snapshot(0);
        shuffled.flush();
        await agentIsFree(loop);
      } finally {
        loop.close();
        await harness.driver.close();
        await harness.close();
      }
      loop.records.finish();
      expect([...loop.broken, ...loop.records.broken]).toEqual([]);
      expect(loop.records.records.size).toBe(1);
      seen.overtaken += shuffled.overtaken;
      seen.doubled += shuffled.doubled;
    });
  });

  it('has really been put out of order and doubled', () => {
    expect(seen.overtaken).toBeGreaterThan(seeds.length);
    expect(seen.doubled).toBeGreaterThan(seeds.length);
  });
}

async function play(loop: CoreLoop, harness: SwitchHarness, ending: string): Promise<void> {
  const isLate = ending.includes('talk') || ending.includes('rings');
  if (isLate) loop.give({ type: 'agent.status-requested', agentId: AGENT, status: 'available' });
  const caller = harness.call({ ani: '4930111', dnis: '4930999' });
  await caller.answered();
  const { callId } = await loop.fact('call.answered');
  if (ending.includes('menu')) return caller.hangUp();
  await queue(loop, caller);
  if (ending.includes('queue')) return caller.hangUp();
  await loop.fact('offer.made', { callId });
  if (ending.includes('rings')) return caller.hangUp();
  await loop.fact('call.connected', { callId, agentId: AGENT });
  if (ending.includes('caller')) return caller.hangUp();
  loop.give({ type: 'call.hangup-requested', callId });
  await caller.ended();
}

/** A key that came before the prompt is lost in the shuffle: the caller presses it once more. */
async function queue(loop: CoreLoop, caller: FarSide): Promise<void> {
  const { callId } = await loop.fact('ivr.entered', { node: 'menu' });
  caller.press('1');
  await loop.fact('contact.queued', { callId });
}

async function agentIsFree(loop: CoreLoop): Promise<void> {
  const isFree = () => loop.world.agents.get(AGENT)?.state === 'idle';
  await loop.until(() => isFree() && loop.world.legs.size === 0, 'a free agent');
  expect(loop.world.agents.get(AGENT)?.assignment).toBeUndefined();
}

/** One number, a menu of one key, one queue, one agent on the harness's phone. */
function centreOf(harness: SwitchHarness): Centre {
  const clientId = 'client';
  const exits = { onTimeout: 'bye', onFull: 'bye' };
  const menu = { timeoutMs: 10_000, attemptsMax: 3, invalidMedia: [], onFailed: 'bye' };
  return {
    clients: [{ clientId, name: 'Client' }],
    providers: [{ providerId: 'provider', name: 'Provider', clientIds: [clientId] }],
    skills: [],
    agents: [
      {
        agentId: AGENT,
        name: 'Agent',
        providerId: 'provider',
        phone: { switchId: harness.switchId, device: harness.device },
        skills: {},
      },
    ],
    queues: [
      {
        queueId: 'queue',
        clientId,
        name: 'Queue',
        requirement: [],
        music: harness.music,
        waitingMax: 10,
        waitMaxMs: 600_000,
        ringTimeoutMs: 20_000,
        wrapUpMs: 1000,
        serviceLevelMs: 20_000,
      },
    ],
    flows: [
      {
        flowId: 'flow',
        clientId,
        start: 'answer',
        nodes: {
          answer: { type: 'answer', next: 'menu' },
          menu: { type: 'menu', media: [harness.sound], choices: { '1': 'queue' }, ...menu },
          queue: { type: 'queue', queueId: 'queue', skills: [], priority: 0, ...exits },
          bye: { type: 'hangup', cause: 'normal' },
        },
      },
    ],
    numbers: [{ number: '4930999', clientId, flowId: 'flow', language: 'en' }],
    calendars: [],
  };
}
