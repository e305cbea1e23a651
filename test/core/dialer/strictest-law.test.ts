import { lawsBetween } from '../../../src/core/dialer/campaign-law';
import { LAW_BOOK, profileAt, profilesAt } from '../../../src/core/dialer/law/law-book';
import { LAW_IDS, type LawAspect } from '../../../src/core/dialer/law-profile';
import { abandonRulesOf, strictest } from '../../../src/core/dialer/strictest-law';
import { CAMPAIGN } from './dialer-floor';

const TODAY = Date.UTC(2026, 10, 22);
const HOUR = 3_600_000;

describe('the law of a campaign', () => {
  it('is each version that holds on one of its days', () => {
    const config = { ...CAMPAIGN, law: { ...CAMPAIGN.law, profileIds: ['fr' as const] } };
    const [may, october] = [Date.UTC(2026, 4, 1), Date.UTC(2026, 9, 1)];
    const asked = (from: number, until: number) =>
      lawsBetween(config, from, until).map(({ consent }) => consent.length);
    // Consent is asked for from 11 August 2026 on.
    expect(asked(may, october)).toEqual([0, 1]);
    expect(asked(october, october + HOUR)).toEqual([1]);
  });
});

describe('the law book', () => {
  it('names a source for whatever it says', () => {
    const said: Readonly<Record<string, LawAspect>> = {
      connectLimitMs: 'connect',
      ringMinMs: 'ring',
      dropMessage: 'dropMessage',
      quietAfterDropMs: 'quietAfterDrop',
      quietAfterMachineMs: 'quietAfterMachine',
      hours: 'hours',
      refusalQuietMs: 'refusal',
      consent: 'consent',
      callerIdDuty: 'callerId',
      recordsKeptMs: 'records',
    };
    for (const profile of LAW_BOOK) {
      for (const [key, aspect] of Object.entries(said)) {
        expect([profile.title, key, key in profile]).toEqual([
          profile.title,
          key,
          profile.sources[aspect] !== undefined,
        ]);
      }
      const caps = Object.keys(profile.attempts).length > 0;
      expect([profile.title, caps]).toEqual([profile.title, 'attempts' in profile.sources]);
      expect(profile.abandon.every((one) => one.source.length > 0)).toBe(true);
    }
  });

  it('has one version of each profile at any time', () => {
    for (const profileId of LAW_IDS) {
      expect(profileAt(profileId, TODAY).profileId).toBe(profileId);
      const versions = LAW_BOOK.filter((profile) => profile.profileId === profileId);
      for (const [index, version] of versions.entries()) {
        expect(version.validUntil).toBe(versions[index + 1]?.validFrom);
      }
    }
  });

  it('asks for consent in France from 11 August 2026 on, midnight in Paris', () => {
    const change = Date.UTC(2026, 7, 10, 22);
    expect(profileAt('fr', change - 1).consent).toBeUndefined();
    expect(profileAt('fr', change).consent?.required).toBe('consumer');
    expect(profileAt('fr', TODAY).attempts.per30Days).toBe(4);
  });
});

describe('the strictest of several laws', () => {
  it('takes of each value the strictest, with whose it is', () => {
    const law = strictest(profilesAt(['us-ftc', 'uk-ofcom', 'de-ccv', 'de', 'fr'], TODAY));
    expect(law.connectFrom).toBe('answer');
    expect(law.connectLimitMs?.value).toBe(2000);
    expect(law.ringMinMs?.value).toBe(15_000);
    expect(law.ringMaxMs).toMatchObject({ value: 40_000 });
    expect(law.quietAfterDropMs?.value).toBe(72 * HOUR);
    expect(law.attempts.perDay?.law).toMatch(/^de-ccv: /);
    expect(law.attempts.per30Days).toMatchObject({ value: 4 });
    expect(law.hours.map(({ profileId }) => profileId)).toEqual(['us-ftc', 'de-ccv', 'de', 'fr']);
    expect(law.consent.map(({ required }) => required)).toEqual([
      'consumer',
      'consumer',
      'consumer',
    ]);
    expect(law.abandon).toHaveLength(5);
  });

  it('says in a message all that any of them wants said, as soon as the first wants it', () => {
    const law = strictest(profilesAt(['us-ftc', 'us-fcc'], TODAY));
    expect(law.dropMessage?.mustSay).toEqual([
      'caller-name',
      'caller-number',
      'purpose',
      'opt-out-key',
    ]);
    expect(strictest(profilesAt(['us-fcc'], TODAY)).connectFrom).toBe('greeting-end');
  });

  it('counts abandoned calls in the United Kingdom by whether machines are looked for', () => {
    const law = strictest(profilesAt(['uk-ofcom', 'us-ftc'], TODAY));
    const formulas = (amd: boolean) => abandonRulesOf(law, amd).map(({ formula }) => formula);
    expect(formulas(true)).toEqual(['uk-amd', 'us']);
    expect(formulas(false)).toEqual(['uk-no-amd', 'us']);
  });

  it('asks nothing where no profile does', () => {
    const law = strictest([]);
    expect(law).toEqual({ profileIds: [], abandon: [], attempts: {}, consent: [], hours: [] });
  });
});
