import { maskNumber } from '../../src/api/scope';
import type { AgentView } from '../../src/engine/facade';
import { call, Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
});
afterEach(() => office.api.close());

const ids = (items: Record<string, string>[], key: string) => items.map((item) => item[key]);

describe('queues', () => {
  it('of a client are its own, with all figures', async () => {
    const { body } = await office.get('/v1/queues', 'client').expect(200);
    expect(body.queues).toEqual(
      office.engine.queueViews.filter((queue) => queue.clientId === 'nordlicht'),
    );
  });

  it('of a provider are those of its clients, with its own agents, without the day', async () => {
    const change = (agentId: string, over: Partial<AgentView>): void => {
      office.engine.agentViews = office.engine.agentViews.map((agent) =>
        agent.agentId === agentId ? { ...agent, ...over } : agent,
      );
    };
    change('a202', { state: 'talking' });
    const { body } = await office.get('/v1/queues', 'provider').expect(200);
    expect(ids(body.queues, 'queueId')).toEqual(['nordlicht-booking']);
    expect(body.queues[0]).toMatchObject({
      waiting: 2,
      agents: { idle: 1, busy: 1, onBreak: 0 },
    });
    expect(body.queues[0].today).toBeUndefined();
    expect(body.queues[0].waitEstimate).toBeUndefined();
    change('a201', { status: 'on-break' });
    change('a202', { status: 'logged-out' });
    const later = await office.get('/v1/queues', 'provider');
    expect(later.body.queues[0].agents).toEqual({ idle: 0, busy: 0, onBreak: 1 });
  });
});

describe('agents', () => {
  it.each([
    ['supervisor', ['a101', 'a102', 'a103', 'a201', 'a202']],
    ['provider', ['a201', 'a202']],
    ['agent', ['a201']],
  ])('that %s sees', async (tokenId, wanted) => {
    const { body } = await office.get('/v1/agents', tokenId).expect(200);
    expect(ids(body.agents, 'agentId')).toEqual(wanted);
  });
});

describe('live calls', () => {
  beforeEach(() => {
    const { agentId: _, ...waiting } = call({ callId: 'waiting', phase: 'queued' });
    office.engine.callViews = [
      call({ callId: 'mine' }),
      call({ callId: 'colleague', agentId: 'a202' }),
      call({ callId: 'elsewhere', agentId: 'a103' }),
      call({ callId: 'other-client', agentId: 'a101', clientId: 'stadtwerke' }),
      waiting,
    ];
  });

  it.each([
    ['operator', ['mine', 'colleague', 'elsewhere', 'other-client', 'waiting'], true],
    ['client', ['mine', 'colleague', 'elsewhere', 'waiting'], true],
    ['provider', ['mine', 'colleague'], false],
    ['agent', ['mine'], true],
  ])('that %s sees', async (tokenId, wanted, showsNumber) => {
    const { body } = await office.get('/v1/calls', tokenId).expect(200);
    expect(ids(body.calls, 'callId')).toEqual(wanted);
    expect(body.calls[0].ani).toBe(showsNumber ? '+49305550123' : '+4930555****');
  });
});

describe('a number that is masked', () => {
  it.each([
    ['+49305550123', '+4930555****'],
    ['110', '****'],
    ['anonymous', '****'],
    ['someone@example.org', '****'],
    ['', '****'],
  ])('%j is %s', (number, masked) => expect(maskNumber(number)).toBe(masked));
});
