import { join } from 'node:path';
import { AriHttp } from '../../../src/driver/asterisk/ari-http';
import { AsteriskSwitch } from '../../../src/driver/asterisk/asterisk-switch';
import { muteRequest, recordRequest } from '../../../src/driver/asterisk/to-wire';
import {
  AsteriskHarness,
  type AsteriskPlace,
  AsteriskPool,
} from '../../conformance/asterisk-harness';
import { heardIn } from '../../conformance/heard';
import { Stage, type StagedLeg } from '../../conformance/stage';
import type { AsteriskRig } from '../../switch/asterisk-rig';

jest.setTimeout(120_000);

const SWITCH = 'booth';

/** What an Asterisk itself has of a whisper: helpers that no snapshot shows. */
describe('a whisper on a real Asterisk', () => {
  const pool = new AsteriskPool();
  let rig: AsteriskRig;
  let stage: Stage;

  const driverOf = ({ switchId, clock, rig: { asterisk }, httpPort }: AsteriskPlace) => {
    const url = `http://127.0.0.1:${httpPort}/ari`;
    const { ariUser: user, ariPassword: password } = asterisk;
    return new AsteriskSwitch({ switchId, clock, ari: { url, user, password, app: 'leitstand' } });
  };
  beforeAll(async () => {
    rig = await pool.rig(SWITCH);
    stage = await Stage.open((id) => AsteriskHarness.open(pool, id, driverOf), SWITCH);
  });
  afterEach(() => stage.strike());
  afterAll(async () => {
    await stage.close();
    await pool.stop();
  });

  const whispers = async (): Promise<{
    customer: StagedLeg;
    agent: StagedLeg;
    coach: StagedLeg;
  }> => {
    const { bridgeId, customer, agent } = await stage.bridged();
    const coach = await stage.answeredOutbound();
    const part = { role: 'whisper', coachedLegId: agent.legId } as const;
    await stage.join(coach.legId, bridgeId, part);
    expect(await helpers()).toHaveLength(3);
    return { customer, agent, coach };
  };
  const helpers = async (): Promise<string[]> =>
    (await rig.channels()).filter((name) => !name.startsWith('PJSIP/'));
  /** Asterisk lets go of a snooping channel with the next packet of the leg that it snooped on. */
  const noHelpers = async (...legs: readonly StagedLeg[]): Promise<void> => {
    for (const { far } of legs) far.sing(440);
    await stage.eventually(async () => (await helpers()).length === 0, 'the end of the helpers');
  };
  const newEngine = async (meanwhile: () => Promise<void>): Promise<void> => {
    await stage.harness.driver.close();
    await meanwhile();
    stage.harness.renew();
    await stage.connect();
    await stage.snapshot();
  };

  it('leaves no helper when the coach hangs up', async () => {
    const { customer, agent, coach } = await whispers();
    coach.far.hangUp();
    await stage.log.next('leg.ended', { legId: coach.legId });
    await noHelpers(customer, agent);
  });

  it('leaves no helper when the coached one hangs up', async () => {
    const { customer, agent, coach } = await whispers();
    agent.far.hangUp();
    await stage.log.next('leg.ended', { legId: agent.legId });
    await noHelpers(customer, coach);
  });

  it.each(['coach', 'agent'] as const)(
    'leaves no helper to a new engine when the %s has hung up meanwhile',
    async (who) => {
      const { customer, ...legs } = await whispers();
      const gone = legs[who];
      await newEngine(async () => {
        gone.far.hangUp();
        await gone.far.ended();
      });
      await noHelpers(customer, legs[who === 'coach' ? 'agent' : 'coach']);
    },
  );

  it('keeps its helpers for a new engine while all are there', async () => {
    await whispers();
    const before = (await helpers()).sort();
    await newEngine(async () => undefined);
    expect((await helpers()).sort()).toEqual(before);
  });

  // Why a coach cannot stay in the bridge, muted.
  it('would hear nothing of a muted leg', async () => {
    const { legId, far } = await stage.answeredInbound();
    far.sing(440);
    const { ariUrl: url, ariUser: user, ariPassword: password, recordingFolder } = rig.asterisk;
    const http = new AriHttp({ url, user, password, app: 'leitstand' });
    const channelId = legId.slice(`in:${SWITCH}:`.length);
    const snoopId = `filler:${stage.newId()}`;
    const query = { app: 'leitstand', spy: 'in' };
    const path = ['channels', channelId, 'snoop', snoopId];
    const name = stage.newId();
    try {
      await http.request(muteRequest(channelId, true));
      await http.request({ method: 'POST', path, query });
      const record = recordRequest(['channels', snoopId], {
        name,
        format: 'wav',
        maxDurationSeconds: 1,
      });
      await stage.eventually(
        async () => (await http.request(record)).status === 201,
        'a recording',
      );
      await stage.aSecond();
      const live = { method: 'GET', path: ['recordings', 'live', name] } as const;
      await stage.eventually(async () => (await http.request(live)).status === 404, 'its end');
    } finally {
      http.close();
    }
    const { durationMs, stretches } = heardIn(join(recordingFolder, `${name}.wav`), [440]);
    expect(durationMs).toBeGreaterThan(500);
    expect(stretches).toEqual([[]]);
  });
});
