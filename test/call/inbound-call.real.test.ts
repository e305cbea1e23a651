import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact, FactBody } from '../../src/core/fact';
import type { World } from '../../src/core/world';
import { AsteriskSwitch } from '../../src/driver/asterisk/asterisk-switch';
import { LeitstandEngine } from '../../src/engine/engine';
import { liveCore, liveViews } from '../../src/engine/live-core';
import { SystemClock } from '../../src/engine/system-clock';
import { AsteriskRig } from '../switch/asterisk-rig';
import { realCentre } from './real-centre';

jest.setTimeout(90_000);

const CAUSE = { actor: 'test', reason: 'a real call' };

let rig: AsteriskRig;
let engine: LeitstandEngine<World>;
let folder: string;
const facts: Fact[] = [];
const waiters = new Set<() => void>();

/** The first fact of this type that fits, be it past or to come. */
function fact<T extends FactBody['type']>(
  type: T,
  fits: (body: Extract<FactBody, { type: T }>) => boolean = () => true,
): Promise<Extract<FactBody, { type: T }>> {
  type Body = Extract<FactBody, { type: T }>;
  return new Promise((resolve) => {
    const look = (): void => {
      const found = facts.find((f) => f.body.type === type && fits(f.body as Body));
      if (!found) return;
      waiters.delete(look);
      resolve(found.body as Body);
    };
    waiters.add(look);
    look();
  });
}

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: ['anna', 'ben'] });
  folder = mkdtempSync(join(tmpdir(), 'leitstand-call-'));
  const { ariUrl: url, ariUser: user, ariPassword: password } = rig.asterisk;
  const clock = new SystemClock();
  const asterisk = new AsteriskSwitch({
    switchId: 'main',
    ari: { url, user, password, app: 'leitstand' },
    clock,
  });
  engine = new LeitstandEngine({
    engineId: 'test',
    build: 'test',
    configHash: 'test',
    journalDirectory: folder,
    core: liveCore,
    views: liveViews,
    switches: [asterisk],
    clock,
    onFatal: (error) => {
      throw error;
    },
  });
  engine.onFacts((batch) => {
    facts.push(...batch);
    for (const look of [...waiters]) look();
  });
  await engine.start();
  const agents = ['anna', 'ben'].map((id) => ({ id, switchId: 'main' }));
  await engine.submit({ type: 'centre.applied', centre: realCentre(agents) }, CAUSE);
  await fact('switch.reconciled');
});

afterAll(async () => {
  await engine?.stop();
  await rig?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a caller hears the menu, presses a key, waits, talks with the right agent, and is on record', async () => {
  const anna = await rig.device('anna');
  const ben = await rig.device('ben');
  const caller = await rig.phones.dial('493012300', { caller: '493055501' });
  await caller.answered();
  await caller.voice.hearsSomething();
  await caller.voice.pressKeys('2');
  const { callId } = await fact('contact.queued');
  await caller.voice.hearsSomething();

  for (const agentId of ['anna', 'ben']) {
    const status = { type: 'agent.status-requested', agentId, status: 'available' } as const;
    await engine.submit(status, CAUSE);
  }
  const atDesk = await anna.nextCall();
  await atDesk.answer();
  await fact('call.connected');
  caller.voice.sendTone(600);
  atDesk.voice.sendTone(1300);
  await Promise.all([atDesk.voice.hears(600), caller.voice.hears(1300)]);
  expect(ben.calls).toEqual([]);

  await engine.submit({ type: 'call.hold-requested', callId }, CAUSE);
  await fact('call.held');
  await atDesk.voice.hearsNothing();
  await engine.submit({ type: 'call.retrieve-requested', callId }, CAUSE);
  await fact('call.retrieved');
  await atDesk.voice.hears(600);

  await caller.hangUp();
  expect(await atDesk.ended()).toMatchObject({ by: 'far' });
  const { record } = await fact('record.completed');
  expect(record).toMatchObject({
    callId,
    result: 'connected',
    endedBy: 'caller',
    agentId: 'anna',
    ani: '493055501',
    dnis: '493012300',
  });
  expect(record.segments.map((s) => s.kind).slice(-5)).toEqual([
    'ivr',
    'queue',
    'talk',
    'hold',
    'talk',
  ]);
  await fact('agent.changed', (b) => b.agentId === 'anna' && b.state === 'wrap-up');
  await fact('record.supplemented');
  expect(await rig.channels()).toEqual([]);
});
