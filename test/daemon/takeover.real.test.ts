import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentView, CallView } from '../../src/engine/facade';
import { AsteriskRig } from '../switch/asterisk-rig';
import type { PhoneCall } from '../switch/phone-call';
import { CENTRE, DEVICES, NUMBER } from './centre-text';
import { asteriskSwitch, DaemonHome, seen } from './daemon-home';

jest.setTimeout(180_000);

const STOPS_WITHIN_MS = 10_000;

let rig: AsteriskRig;
const homes: DaemonHome[] = [];

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: DEVICES });
  await rig.device('anna', { answerAfterMs: 0 });
});

afterAll(async () => {
  for (const home of homes) await home.close();
  await rig?.stop();
});

/** A daemon to be, on the one Asterisk; its SQL is the embedded one. */
function homeOf(engineId: string, httpPort = 0): DaemonHome {
  const home = new DaemonHome({
    config: `engineId: ${engineId}\n${asteriskSwitch(rig.asterisk)}`,
    httpPort,
  });
  homes.push(home);
  return home;
}

async function started(home: DaemonHome): Promise<DaemonHome> {
  await home.daemon.start();
  await home.daemon.connection();
  return home;
}

interface Talk {
  readonly caller: PhoneCall;
  readonly agent: PhoneCall;
}

/** A caller who talks with anna, through this daemon. */
async function talkThrough({ daemon }: DaemonHome): Promise<Talk> {
  await daemon.ask('POST', '/v1/centre', CENTRE);
  await daemon.ask('POST', '/v1/agents/anna/status', { status: 'available' });
  const desk = rig.phones.phoneOf('anna').nextCall();
  const caller = await rig.phones.dial(NUMBER, { caller: '4930888' });
  await caller.answered();
  const agent = await desk;
  await stillTalking({ caller, agent }, 600);
  return { caller, agent };
}

async function stillTalking({ caller, agent }: Talk, hz: number): Promise<void> {
  caller.voice.sendTone(hz);
  await agent.voice.hears(hz);
  agent.voice.sendTone(hz + 300);
  await caller.voice.hears(hz + 300);
  caller.voice.stopTone();
  agent.voice.stopTone();
}

const callsOf = async ({ daemon }: DaemonHome): Promise<CallView[]> =>
  (await daemon.ask<{ calls: CallView[] }>('GET', '/v1/calls')).calls;

test('a second daemon on one Stasis app: the first ends loudly, its calls live on', async () => {
  const first = await started(homeOf('moved'));
  const talk = await talkThrough(first);
  const calls = await callsOf(first);
  expect(calls).toMatchObject([{ phase: 'talking', agentId: 'anna' }]);
  // As one moves to another machine: with a copy of the journal, while the first still runs.
  const second = homeOf('moved');
  cpSync(join(first.data, 'journal'), join(second.data, 'journal'), {
    recursive: true,
    filter: (path) => !path.endsWith('.lock'),
  });
  await started(second);
  const end = await first.daemon.ended;
  expect(end.code).toBe(71);
  expect(end.said).toMatch(/^SWITCH_REPLACED: .*main.*\n-> .*one engine/m);
  expect(end.said).not.toMatch(/^\s+at /m);
  await stillTalking(talk, 700);
  expect(await callsOf(second)).toEqual(calls);
  await talk.caller.hangUp();
  await talk.agent.ended();
  await seen('no call left', async () => ((await callsOf(second)).length === 0 ? true : undefined));
  expect(await rig.channels()).toEqual([]);
  await second.daemon.stop();
});

test('a second daemon by mistake on the port of the first ends and takes nothing', async () => {
  const first = await started(homeOf('once'));
  const { url } = await first.daemon.connection();
  const second = homeOf('once', Number(new URL(url).port));
  await expect(second.daemon.start()).rejects.toThrow('PORT_TAKEN');
  const end = await second.daemon.ended;
  expect(end.code).toBe(1);
  expect(end.said).toMatch(/^PORT_TAKEN: .*\n-> another daemon runs there/m);
  const talk = await talkThrough(first);
  await talk.caller.hangUp();
  await talk.agent.ended();
  await first.daemon.stop();
});

test('SIGTERM ends the daemon soon and no call; with other settings it goes on', async () => {
  const home = await started(homeOf('again'));
  const talk = await talkThrough(home);
  const [before] = await callsOf(home);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
  }, STOPS_WITHIN_MS);
  await home.daemon.stop();
  clearTimeout(late);
  // What runs it (systemd, Docker) kills what takes longer.
  expect(isLate).toBe(false);
  expect(await home.daemon.ended).toMatchObject({ code: 0 });
  await stillTalking(talk, 800);

  appendFileSync(join(home.folder, 'leitstand.yaml'), 'snapshotIntervalMs: 5000\n');
  await home.daemon.start();
  const [after] = await seen('the call again', async () => {
    const found = await callsOf(home);
    return found[0]?.phase === 'talking' ? found : undefined;
  });
  expect(after).toEqual(before);
  await stillTalking(talk, 900);
  await talk.caller.hangUp();
  const { agents } = await seen('anna free', async () => {
    const found = await home.daemon.ask<{ agents: AgentView[] }>('GET', '/v1/agents');
    return found.agents.every(({ state }) => state !== 'talking') ? found : undefined;
  });
  expect(agents.find(({ agentId }) => agentId === 'anna')?.status).toBe('available');
  const facts = await home.facts();
  expect(facts.filter(({ body }) => body.type === 'engine.started')).toHaveLength(2);
});
