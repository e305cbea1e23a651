import pino from 'pino';
import { Registry } from 'prom-client';
import { ListUpkeep } from '../../src/daemon/list-upkeep';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import { CodedError } from '../../src/port/coded-error';
import type { UpkeepRun } from '../../src/store/upkeep-store';
import { CAMPAIGN, dialingCentre } from '../core/dialer/dialer-floor';

it('what an upkeep did before it failed is in the book of the next one', async () => {
  const down = new CodedError('STORE_DOWN', 'away');
  const erased = [3, 2, 0];
  const failures = [down, undefined];
  const book: UpkeepRun[] = [];
  const upkeep = new ListUpkeep({
    ...{ engineId: 'e', clock: new SimulatedClock(1_000_000), registry: new Registry() },
    engine: {
      centre: () => dialingCentre(CAMPAIGN),
      hopper: () => ({ wants: [], openZones: () => [], held: () => new Set<string>() }),
      health: () => ({ seq: 0 }) as never,
    },
    outbox: { takenSeq: () => 0, backlog: () => ({ entries: 0 }) },
    store: {
      eraseConsents: async () => erased.shift() ?? 0,
      closeLeads: async () => 0,
      claimsBefore: async () => {
        const failure = failures.shift();
        if (failure) throw failure;
        return [];
      },
      releaseClaims: async () => 0,
      record: async (run) => {
        book.push(run);
      },
    },
    log: pino({ level: 'silent' }),
  });
  await expect(upkeep.run('engine')).rejects.toBe(down);
  const { clientId, campaignId } = CAMPAIGN;
  const nothing = { leadsClosed: 0, claimsReleased: 0 };
  const { campaigns } = await upkeep.run('engine');
  expect(campaigns).toEqual([{ clientId, campaignId, consentsErased: 5, ...nothing }]);
  expect((await upkeep.run('engine')).campaigns).toEqual([]);
  expect(book.map((run) => run.campaigns.length)).toEqual([1, 0]);
});
