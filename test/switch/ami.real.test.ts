import { connect, type Socket } from 'node:net';
import { AsteriskRig } from './asterisk-rig';

jest.setTimeout(60_000);

/** The manager interface is a witness: it hears what matters, and places no call. */
let rig: AsteriskRig;
let manager: ManagerWire;

/** The least of AMI that a test needs: blocks of `Name: value` lines. */
class ManagerWire {
  readonly blocks: Map<string, string>[] = [];
  private unread = '';
  private waiting: (() => void)[] = [];

  constructor(private readonly socket: Socket) {
    socket.on('data', (data) => {
      const parts = `${this.unread}${data}`.split('\r\n\r\n');
      this.unread = parts.pop() ?? '';
      for (const part of parts) this.blocks.push(parse(part));
      for (const go of this.waiting.splice(0)) go();
    });
  }

  send(fields: Readonly<Record<string, string>>): void {
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`${lines.join('')}\r\n`);
  }

  /** The first block with these values, from before or later. */
  async block(values: Readonly<Record<string, string>>): Promise<Map<string, string>> {
    const wanted = Object.entries(values);
    for (;;) {
      const fits = (block: Map<string, string>): boolean =>
        wanted.every(([name, value]) => block.get(name) === value);
      const found = this.blocks.find(fits);
      if (found) return found;
      await new Promise<void>((go) => this.waiting.push(go));
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

function parse(text: string): Map<string, string> {
  const pairs = text.split('\r\n').map((line) => line.split(/: ?(.*)/s) as [string, string]);
  return new Map(pairs);
}

beforeAll(async () => {
  rig = await AsteriskRig.start({ devices: ['desk1'] });
  const { amiPort, amiUser, amiPassword } = rig.asterisk;
  manager = new ManagerWire(connect(amiPort, '127.0.0.1'));
  manager.send({ Action: 'Login', ActionID: 'in', Username: amiUser, Secret: amiPassword });
  await manager.block({ ActionID: 'in', Response: 'Success' });
});

afterAll(async () => {
  manager?.close();
  await rig?.stop();
});

test('it hears that a phone became reachable, and that it is not any more', async () => {
  const desk = await rig.device('desk1');
  await manager.block({ Event: 'ContactStatus', AOR: 'desk1', ContactStatus: 'Reachable' });
  await manager.block({
    Event: 'DeviceStateChange',
    Device: 'PJSIP/desk1',
    State: 'NOT_INUSE',
  });
  await desk.unregister();
  await manager.block({ Event: 'ContactStatus', AOR: 'desk1', ContactStatus: 'Removed' });
  await manager.block({
    Event: 'DeviceStateChange',
    Device: 'PJSIP/desk1',
    State: 'UNAVAILABLE',
  });
});

test('it hears the end and the record of each call', async () => {
  const call = await rig.phones.dial('busy');
  await call.ended();
  const hangup = await manager.block({ Event: 'Hangup', Cause: '17' });
  const id = hangup.get('Uniqueid') ?? '';
  expect(id).toMatch(/^rig-\d+\.\d+$/);
  const record = await manager.block({ Event: 'Cdr', UniqueID: id });
  expect(record.get('EndTime')).toMatch(/^\d{4}-\d\d-\d\d/);
});

test('it may list the phones', async () => {
  manager.send({ Action: 'PJSIPShowEndpoints', ActionID: 'list' });
  await manager.block({ Event: 'EndpointList', ActionID: 'list', ObjectName: 'desk1' });
});

test.each([
  ['Originate', { Channel: 'Local/echo@local', Application: 'Wait', Data: '1' }],
  ['Command', { Command: 'core show version' }],
  ['UpdateConfig', { SrcFilename: 'pjsip.conf', DstFilename: 'pjsip.conf' }],
  ['Redirect', { Channel: 'any', Exten: 's', Context: 'local', Priority: '1' }],
  ['Setvar', { Variable: 'A', Value: '1' }],
])('it may not %s', async (action, fields) => {
  manager.send({ Action: action, ActionID: action, ...fields });
  const answer = await manager.block({ ActionID: action });
  expect(answer.get('Message')).toBe('Permission denied');
});
