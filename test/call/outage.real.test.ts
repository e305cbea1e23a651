import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { readWitnesses } from '../../src/driver/asterisk/witness-file';
import { Prng } from '../../src/driver/simulated/prng';
import type { CallView } from '../../src/engine/facade';
import type { CallRecord } from '../../src/port/call-record';
import { AsteriskRig } from '../switch/asterisk-rig';
import type { PhoneCall } from '../switch/phone-call';
import { DaemonProcess } from './daemon-process';
import { AGENTS, NUMBER, OUTAGE_CENTRE } from './outage-centre';

jest.setTimeout(120_000);

const KILLS = Number(process.env['LEITSTAND_KILLS'] ?? 20);
const FIRST_SEED = Number(process.env['LEITSTAND_KILLS_FIRST'] ?? 1);
/** Asterisk's clock and ours are one here; its file and our events are written on their own. */
/** What agents answer with, apart from all callers' tones. */
const ANSWER_HZ = 1_700;
const TOLERANCE_MS = 1_000;

let rig: AsteriskRig;
let daemon: DaemonProcess;
let folder: string;

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: AGENTS });
  folder = mkdtempSync(join(tmpdir(), 'leitstand-outage-'));
  const { ariUrl, ariUser, ariPassword, amiPort, amiUser, amiPassword, witnessFile } = rig.asterisk;
  const config = `
engineId: outage
dataDir: ./data
http: { port: ${await freePort('tcp', 'api')}, requestsPerMinute: 100000 }
switches:
  - switchId: main
    kind: asterisk
    ari: { url: '${ariUrl}', user: ${ariUser}, password: '${ariPassword}' }
    ami: { port: ${amiPort}, user: ${amiUser}, password: '${amiPassword}' }
    witnessFile: ${witnessFile}
`;
  daemon = new DaemonProcess({ folder, config });
  await daemon.start();
  await daemon.ask('POST', '/v1/centre', OUTAGE_CENTRE);
  for (const id of AGENTS) await rig.device(id, id.startsWith('t') ? { answerAfterMs: 0 } : 'ring');
}, 240_000);

afterAll(async () => {
  await daemon?.stop();
  await rig?.stop();
  if (folder && !process.env['KEEP']) rmSync(folder, { recursive: true, force: true });
});

/** Asks again until the answer fits; a test that never sees it fails by its timeout. */
async function seen<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 30_000;
  for (;;) {
    const found = await ask().catch((error: unknown) => {
      if (Date.now() > until) throw error;
      return undefined;
    });
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`never seen: ${what}; ${daemon.lastWords()}`);
    await new Promise((done) => setTimeout(done, 60));
  }
}

/** One caller of a round, told from all others by the number. */
class Caller {
  private constructor(
    readonly ani: string,
    readonly phone: PhoneCall,
  ) {}

  static async dial(ani: string): Promise<Caller> {
    return new Caller(ani, await rig.phones.dial(NUMBER, { caller: ani }));
  }

  press = (keys: string): Promise<void> => this.phone.voice.pressKeys(keys);

  /** The call as the daemon sees it, once it is in this phase. */
  phase(phase: string): Promise<CallView> {
    return seen(`${this.ani} ${phase}`, async () => {
      const { calls } = await daemon.ask<{ calls: CallView[] }>('GET', '/v1/calls');
      return calls.find((c) => c.ani === this.ani && c.phase === phase);
    });
  }

  /** Speech passes both ways between this caller and some agent's phone. */
  async talksWith(agents: readonly PhoneCall[], hz: number): Promise<void> {
    this.phone.voice.sendTone(hz);
    const heard = agents.map((agent) => agent.voice.hears(hz, 10_000).then(() => agent));
    const agent = await Promise.any(heard);
    agent.voice.sendTone(ANSWER_HZ);
    await this.phone.voice.hears(ANSWER_HZ);
    this.phone.voice.stopTone();
    agent.voice.stopTone();
  }
}

interface Cast {
  readonly menu: Caller[];
  readonly collecting: Caller[];
  readonly queued: Caller[];
  readonly ringing: Caller[];
  readonly talking: Caller[];
  readonly held: Caller[];
  readonly wrapUp: Caller;
}

const dialled = (round: number, from: number, count: number): Promise<Caller[]> =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      Caller.dial(`4930${String(round).padStart(3, '0')}${String(from + n).padStart(2, '0')}`),
    ),
  );

const setAgents = (status: string, ids: readonly string[]): Promise<unknown> =>
  Promise.all(ids.map((id) => daemon.ask('POST', `/v1/agents/${id}/status`, { status })));

const all = async (callers: readonly Caller[], act: (c: Caller) => Promise<unknown>) => {
  await Promise.all(callers.map(act));
};

/** Eighteen callers, each brought to a place of its own; two more come as the daemon dies. */
async function assemble(round: number): Promise<Cast> {
  await setAgents(
    'available',
    AGENTS.filter((id) => id !== 'p1'),
  );
  const callers = await dialled(round, 0, 18);
  await all(callers, (c) => c.phone.answered());
  await all(callers, (c) => c.phase('ivr'));
  const [menu, collecting, queued] = [
    callers.slice(0, 3),
    callers.slice(3, 6),
    callers.slice(6, 9),
  ];
  const [ringing, talking, held] = [
    callers.slice(9, 11),
    callers.slice(11, 15),
    callers.slice(15, 17),
  ];
  const wrapUp = callers[17] as Caller;
  await all(queued, (c) => c.press('1'));
  await all(ringing, (c) => c.press('2'));
  await all([...talking, ...held, wrapUp], (c) => c.press('4'));
  await all(collecting, (c) => c.press('312'));
  await all([...talking, ...held, wrapUp], (c) => c.phase('talking'));
  await all([...queued, ...ringing], (c) => c.phase('queued'));
  for (const caller of held) {
    const { callId } = await caller.phase('talking');
    await daemon.ask('POST', `/v1/calls/${callId}/hold`);
    await caller.phase('held');
  }
  await wrapUp.phone.hangUp();
  await seen('wrap-up', () => agentsIn('wrap-up').then((n) => (n > 0 ? n : undefined)));
  return { menu, collecting, queued, ringing, talking, held, wrapUp };
}

async function agentsIn(state: string): Promise<number> {
  const { agents } = await daemon.ask<{ agents: { state: string }[] }>('GET', '/v1/agents');
  return agents.filter((a) => a.state === state).length;
}

const upright = (round: number, prng: Prng, cast: Cast) => ({ round, prng, cast });
type Round = ReturnType<typeof upright>;

/** The daemon dies in the middle; people go on living. Returns those who came meanwhile. */
async function outage({ round, prng, cast }: Round): Promise<{ late: Caller[]; fresh: Caller[] }> {
  const late = dialled(round, 20, 2);
  await new Promise((done) => setTimeout(done, prng.between(0, 250)));
  await daemon.kill();
  await new Promise((done) => setTimeout(done, prng.between(0, 1_500)));
  const [waiter, talker, chooser] = [cast.queued[0], cast.talking[0], cast.menu[0]];
  await all([waiter, talker, chooser] as Caller[], (c) => c.phone.hangUp());
  await Promise.all(
    ['r1', 'r2'].map((id) => rig.phones.phoneOf(id).calls.at(-1)?.answer() ?? Promise.reject(id)),
  );
  const fresh = await dialled(round, 22, 2);
  await new Promise((done) => setTimeout(done, prng.between(0, 1_500)));
  await daemon.start();
  return { late: await late, fresh };
}

/** Everybody goes on from where the outage found them. */
async function goOn(cast: Cast, newcomers: readonly Caller[]): Promise<void> {
  const desk = (prefix: string) =>
    AGENTS.filter((id) => id.startsWith(prefix)).flatMap(
      (id) => rig.phones.phoneOf(id).calls.at(-1) ?? [],
    );
  await all(newcomers, (c) => c.phone.answered());
  await all(newcomers, (c) => c.phase('ivr'));
  await all([...cast.menu.slice(1), ...newcomers], (c) => c.press('1'));
  await all(cast.collecting, (c) => c.press('34#'));
  const waiting = [...cast.queued.slice(1), ...cast.menu.slice(1), ...cast.collecting];
  await all([...waiting, ...newcomers], (c) => c.phase('queued'));
  await all([...cast.ringing, ...cast.talking.slice(1)], (c) => c.phase('talking'));
  for (const caller of cast.held) {
    const { callId } = await caller.phase('held');
    await daemon.ask('POST', `/v1/calls/${callId}/retrieve`);
    await caller.phase('talking');
  }
  // A tone of its own for each: one agent hears just one caller.
  let hz = 500;
  for (const caller of [...cast.ringing, ...cast.talking.slice(1), ...cast.held]) {
    const desks = cast.ringing.includes(caller) ? desk('r') : desk('t');
    await caller.talksWith(desks, hz);
    hz += 100;
  }
}

/** The record of each caller, once all are in SQL. */
async function records(round: number, count: number): Promise<Map<string, CallRecord>> {
  const prefix = `4930${String(round).padStart(3, '0')}`;
  return seen(`${count} records`, async () => {
    const { records: page } = await daemon.ask<{ records: CallRecord[] }>(
      'GET',
      '/v1/cdrs?limit=100',
    );
    const mine = page.filter((r) => r.ani.startsWith(prefix));
    return mine.length >= count ? new Map(mine.map((r) => [r.ani, r])) : undefined;
  });
}

const results = (found: ReadonlyMap<string, CallRecord>, callers: readonly Caller[]): string[] =>
  callers.map((c) => `${found.get(c.ani)?.result} ${found.get(c.ani)?.endedBy}`);

/** Where a record's times are not those that Asterisk itself wrote down. */
async function differences(found: Iterable<CallRecord>): Promise<string[]> {
  const file = rig.asterisk.witnessFile;
  const witnesses = new Map(
    (await readWitnesses(file, 'main', 0)).map((witness) => [witness.legId, witness]),
  );
  return [...found].flatMap((record) => {
    const witness = witnesses.get(record.legId);
    if (!witness) return [`${record.ani}: Asterisk knows nothing of it`];
    return (['startedAt', 'answeredAt', 'endedAt'] as const).flatMap((name) => {
      const ours = name === 'startedAt' ? record.offeredAt : record[name];
      const offMs = Math.abs((ours ?? 0) - (witness[name] ?? 0));
      return offMs > TOLERANCE_MS
        ? [`${record.ani}: ${name} is ${offMs} ms off: ${JSON.stringify([record, witness])}`]
        : [];
    });
  });
}

async function endRound(callers: readonly Caller[]): Promise<void> {
  await all(callers, async (c) => {
    if (c.phone.stage !== 'ended') await c.phone.hangUp();
  });
  await seen('agents in wrap-up', async () => {
    const { agents } = await daemon.ask<{ agents: { agentId: string; state: string }[] }>(
      'GET',
      '/v1/agents',
    );
    for (const { agentId, state } of agents) {
      if (state === 'wrap-up') await daemon.ask('POST', `/v1/agents/${agentId}/wrap-up/end`);
    }
    return agents.every((a) => a.state === 'idle') ? true : undefined;
  });
}

test.each(Array.from({ length: KILLS }, (_, n) => FIRST_SEED + n))(
  'killed at instant %i amid twenty calls: everybody goes on, and every record is true',
  async (seed) => {
    const prng = new Prng(seed);
    const cast = await assemble(seed);
    const { late, fresh } = await outage(upright(seed, prng, cast));
    await goOn(cast, [...late, ...fresh]);
    const leftMeanwhile = [cast.queued[0], cast.talking[0], cast.menu[0]] as Caller[];
    const everybody = [...Object.values(cast).flat(), ...late, ...fresh] as Caller[];
    const stayed = everybody.filter((c) => !leftMeanwhile.includes(c) && c !== cast.wrapUp);
    // Nobody was dropped by us.
    expect(stayed.filter((c) => c.phone.stage === 'ended').map((c) => c.ani)).toEqual([]);
    await endRound(everybody);
    const found = await records(seed, everybody.length);
    expect(found.size).toBe(everybody.length);
    expect(results(found, leftMeanwhile)).toEqual([
      'abandoned caller',
      'connected caller',
      'left-in-ivr caller',
    ]);
    const talked = [...cast.ringing, ...cast.talking, ...cast.held, cast.wrapUp];
    expect(new Set(results(found, talked))).toEqual(new Set(['connected caller']));
    expect(await differences(found.values())).toEqual([]);
    expect(await rig.channels()).toEqual([]);
  },
);
