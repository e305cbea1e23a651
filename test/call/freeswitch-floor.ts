import { FreeswitchSwitch } from '../../src/driver/freeswitch/freeswitch-switch';
import { SystemClock } from '../../src/engine/system-clock';
import type { FreeSwitchPlace } from '../conformance/freeswitch-place';
import { CARRIER } from '../switch/asterisk-rig';
import { PhoneBank } from '../switch/phone-bank';
import { RealEngine } from './real-engine';
import { FLOOR_AGENTS, floorCentre, HELPDESK_NUMBER, TalkFloor } from './talk-floor';

/** As the loopback set-up of freeswitch-conf/ has its one phone. */
const DESK = 'desk-1';
const PASSWORD = 'loopback';

/** It has one phone, which is Anna's; the others are at numbers beyond its carrier. */
const USERS = { anna: DESK, ben: '4930881', carla: '4930882', dora: '4930883' };

/** On a FreeSWITCH that runs already, with the loopback set-up, whose music is the same tone. */
export class FreeSwitchFloor extends TalkFloor {
  static async start(place: FreeSwitchPlace): Promise<FreeSwitchFloor> {
    const { host, eslPort: port, password, sipPort, phonesPort } = place;
    const phones = await PhoneBank.start(sipPort, phonesPort);
    await phones.phone(DESK, 'ring', PASSWORD).register();
    for (const number of [USERS.ben, USERS.carla, USERS.dora, HELPDESK_NUMBER]) {
      phones.phone(number);
    }
    const clock = new SystemClock();
    const esl = { host, port, password };
    const driver = new FreeswitchSwitch({ switchId: 'main', esl, clock });
    const engine = await RealEngine.start({}, [driver]);
    await engine.ask({ type: 'centre.applied', centre: centre() });
    await engine.logIn(...FLOOR_AGENTS);
    return new FreeSwitchFloor(engine, phones, USERS);
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    await this.phones.close();
  }
}

function centre() {
  const plain = floorCentre();
  const users: Readonly<Record<string, string>> = USERS;
  return {
    ...plain,
    agents: plain.agents.map((one) => {
      const device = users[one.agentId] ?? one.agentId;
      const trunk = device === DESK ? {} : { trunk: CARRIER };
      return { ...one, phone: { switchId: 'main', device, ...trunk } };
    }),
  };
}
