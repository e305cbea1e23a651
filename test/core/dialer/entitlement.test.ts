import type { Centre } from '../../../src/core/centre';
import type { CampaignConfig } from '../../../src/core/dialer/campaign-config';
import { brokenWorldLaws } from '../../law/world-laws';
import { DialerFloor, dialingCentre, leads } from './dialer-floor';

/** Anna is of north, ben of south; both companies work for the client. */
function centreOf(campaign: Partial<CampaignConfig>, more: Partial<Centre> = {}): Centre {
  const made = dialingCentre(campaign);
  return {
    ...made,
    providers: ['north', 'south'].map((providerId) => ({
      ...{ providerId, name: providerId },
      clientIds: ['acme'],
    })),
    agents: made.agents.map((agent) => ({
      ...agent,
      providerId: agent.agentId === 'ben' ? 'south' : 'north',
    })),
    ...more,
  };
}

/** Both are there; ben has been idle longer. */
function floorOf(campaign: Partial<CampaignConfig>): DialerFloor {
  const floor = new DialerFloor();
  floor.give({ type: 'centre.applied', centre: centreOf(campaign) });
  floor.onLine('ben', 'anna');
  floor.start();
  return floor;
}

describe('a campaign that names who works it', () => {
  it('never gives its calls to agents of another company, be they the only ones free', () => {
    const floor = floorOf({ providerIds: ['north'] });
    floor.refill(leads(3));
    expect(floor.lines).toHaveLength(1);
    const away = { status: 'on-break', reason: 'lunch' } as const;
    floor.give({ type: 'agent.status-requested', agentId: 'anna', ...away });
    floor.event({ type: 'leg.answered', legId: floor.line(0) });
    expect(brokenWorldLaws(floor.world)).toEqual([]);
    floor.pass(2_000);
    expect(floor.agent('ben').assignment).toBeUndefined();
    expect([...floor.world.calls.values()]).toMatchObject([{ settled: 'dropped' }]);
  });

  it('does not let a call of it be sent on to one of them', () => {
    const floor = floorOf({ providerIds: ['north'] });
    floor.refill(leads(1));
    floor.event({ type: 'leg.answered', legId: floor.line(0) });
    floor.joinBoth();
    const [call] = floor.world.calls.values();
    const to = { kind: 'agent', agentId: 'ben' } as const;
    floor.give({ type: 'call.transfer-requested', callId: call?.callId ?? '', to });
    expect(floor.all('request.refused')).toHaveLength(1);
    expect(floor.agent('ben').assignment).toBeUndefined();
  });

  it('launches nothing from the instant that its company may not work for the client', () => {
    const floor = floorOf({ providerIds: ['north'], linesMax: 1 });
    floor.refill(leads(5));
    expect(floor.lines).toHaveLength(1);
    const providers = [
      { providerId: 'north', name: 'North', clientIds: [] },
      { providerId: 'south', name: 'South', clientIds: ['acme'] },
    ];
    const centre = centreOf({ providerIds: ['north'] }, { providers });
    floor.give({ type: 'centre.applied', centre });
    floor.end(floor.line(0), 'no-answer');
    floor.pass(60_000);
    expect(floor.lines).toHaveLength(1);
    expect(floor.campaign.hopper).toHaveLength(4);
  });
});

describe('the number that is shown', () => {
  const allotted = (callerIds: readonly string[]) =>
    centreOf({}, { clients: [{ clientId: 'acme', name: 'Acme', callerIds }] });

  it('has to be one of the client at each launch', () => {
    const floor = floorOf({});
    floor.give({ type: 'centre.applied', centre: allotted(['+4930999']) });
    floor.refill(leads(2));
    expect(floor.lines).toEqual([]);
    expect(floor.campaign.hopper).toHaveLength(2);
    floor.give({ type: 'centre.applied', centre: allotted(['+4930999', '+493055501']) });
    floor.pass(1_000);
    expect(floor.lines).toHaveLength(2);
  });
});
