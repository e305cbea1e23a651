import { zoneNamed, zoneOfCountry } from '../../../src/store/import/country-zone';
import { mappingFor, parseMapping } from '../../../src/store/import/import-mapping';
import { LeadReader, type ListDefaults } from '../../../src/store/import/lead-row';
import { phoneNumber } from '../../../src/store/import/phone-number';

/** A row as a lead, by a mapping that the columns or `map` give. */
function read(row: Record<string, string>, defaults: ListDefaults = { country: 'DE' }, map = '') {
  const cells = new Map(Object.entries(row));
  const mapping = mappingFor(parseMapping(map), [...cells.keys()]);
  return new LeadReader(mapping, defaults).lead(7, cells);
}

const codeOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('numbers of a list', () => {
  const formats = [
    '030 5550123',
    '030/5550123',
    '(030) 555-0123',
    '030-555.01.23',
    '+49 30 5550123',
    '+49 (0)30 5550123',
    '0049305550123',
    '+49/30/555 01 23',
    ' 030\u00a05550123 ',
    '＋４９３０５５５０１２３',
  ];
  it.each(formats)('%s is written as one can dial it from anywhere', (text) => {
    expect(phoneNumber(text, 'DE')).toEqual({ number: '+49305550123', country: 'DE' });
  });

  const rubbish = [
    '',
    'none',
    '0',
    '12',
    '+49',
    '555-CALL-NOW',
    '030 5550123 ext. 4',
    '+999123456',
  ];
  it.each([...rubbish, '030 5550123 Anna', '1'.repeat(41), '=1+1', '030 5550123, 0171 2345678'])(
    '%s is none',
    (text) => expect(phoneNumber(text, 'DE')).toBeNull(),
  );

  it('without a country code are of the country of the list, and of none without one', () => {
    expect(phoneNumber('020 7946 0018', 'GB')?.number).toBe('+442079460018');
    expect(phoneNumber('020 7946 0018')).toBeNull();
    expect(phoneNumber('020 7946 0018', 'XX')).toBeNull();
  });
});

describe('the zone of a lead', () => {
  it('is that of its country where its clocks all show the same', () => {
    expect(['DE', 'GB', 'FR', 'AT', 'JP'].map(zoneOfCountry)).toEqual([
      ...['Europe/Berlin', 'Europe/London', 'Europe/Paris', 'Europe/Vienna', 'Asia/Tokyo'],
    ]);
  });

  it.each(['US', 'CA', 'AU', 'BR', 'RU', 'ES', 'PT', 'MX', 'ID'])(
    'is not guessed in %s, which has several',
    (country) => expect(zoneOfCountry(country)).toBeNull(),
  );

  it('is the one in its row, before that of the list', () => {
    const us = { number: '+1 212 555 2368' };
    const zones = (row: Record<string, string>, zone?: string) =>
      read(row, zone === undefined ? {} : { zone }).numbers.map((one) => one.zone);
    expect(codeOf(() => zones(us))).toBe('ZONE_NEEDED');
    expect(zones(us, 'America/Chicago')).toEqual(['America/Chicago']);
    expect(zones({ ...us, zone: 'America/New_York' }, 'America/Chicago')).toEqual([
      'America/New_York',
    ]);
    expect(codeOf(() => zones({ ...us, zone: 'Eastern' }))).toBe('ZONE_UNKNOWN');
  });

  it('of each number is that of its own country', () => {
    const { numbers } = read({ number: '030 5550123', 'number:work': '+44 20 7946 0018' });
    expect(numbers).toEqual([
      { number: '+49305550123', role: 'main', zone: 'Europe/Berlin' },
      { number: '+442079460018', role: 'work', zone: 'Europe/London' },
    ]);
  });

  it('has the name of a place', () => {
    expect(zoneNamed('europe/berlin')).toBe('Europe/Berlin');
    expect(['CET', 'GMT+1', '+01:00', 'Europe/Nowhere', 'UTC'].map(zoneNamed)).toEqual(
      Array(5).fill(null),
    );
  });
});

describe('a row of a list', () => {
  const NUMBER = { number: '030 5550123' };

  it('becomes a lead, with what no target takes as its own fields', () => {
    const row = {
      ...{ Telefon: '030 5550123', Mobil: '0171 2345678', Nr: 'K-1', Rang: '5' },
      ...{ Name: 'Müller', Ort: '', 'consent.kind': 'web', 'consent.givenAt': '2026-01-05' },
      ...{ 'consent.evidence': 'form 12', 'consent.retainUntil': '2031-01-05T00:00:00+01:00' },
      ...{ 'callback.at': '2026-11-23T09:00:00+01:00', 'callback.agent': 'anna' },
    };
    const map = 'number=Telefon,number:mobile=Mobil,key=Nr,priority=Rang';
    expect(read(row, { country: 'DE' }, map)).toEqual({
      ...{ line: 7, priority: 5, key: 'K-1', leftOut: [], fields: { Name: 'Müller' } },
      numbers: [
        { number: '+49305550123', role: 'main', zone: 'Europe/Berlin' },
        { number: '+491712345678', role: 'mobile', zone: 'Europe/Berlin' },
      ],
      consent: { kind: 'web', givenAt: Date.UTC(2026, 0, 5), evidence: 'form 12' },
      retainUntil: Date.UTC(2031, 0, 4, 23),
      callback: { at: Date.UTC(2026, 10, 23, 8), agentId: 'anna' },
    });
  });

  it('keeps the fields that are named, and no others', () => {
    const row = { ...NUMBER, Name: 'Anna', Notiz: 'lang' };
    expect(read(row, { country: 'DE' }, 'field:name=Name').fields).toEqual({ name: 'Anna' });
  });

  it('may have a number that is none beside one that is', () => {
    const lead = read({ ...NUMBER, 'number:mobile': 'none', 'number:work': '0049305550123' });
    expect(lead.numbers.map(({ role }) => role)).toEqual(['main']);
    expect(lead.leftOut).toEqual(['number:mobile']);
  });

  it.each([
    ['NUMBER_MISSING', { number: '' }],
    ['NUMBER_INVALID', { number: 'n/a' }],
    ['PRIORITY_INVALID', { ...NUMBER, priority: '101' }],
    ['PRIORITY_INVALID', { ...NUMBER, priority: 'high' }],
    ['CONSENT_INCOMPLETE', { ...NUMBER, 'consent.kind': 'web' }],
    ['TIME_INVALID', { ...NUMBER, 'callback.at': '23.11.2026' }],
    ['TIME_INVALID', { ...NUMBER, 'callback.at': '2026-11-23T09:00:00' }],
    ['TIME_INVALID', { ...NUMBER, 'callback.at': '2026-13-01' }],
    ['AUDIENCE_INVALID', { ...NUMBER, audience: 'anybody' }],
    ['KEY_TOO_LONG', { ...NUMBER, key: 'x'.repeat(201) }],
    ['FIELDS_TOO_LONG', { ...NUMBER, note: 'x'.repeat(4_001) }],
  ])('is refused with %s', (code, row: Record<string, string>) => {
    expect(codeOf(() => read(row))).toBe(code);
  });
});

describe('the mapping of columns', () => {
  it.each([
    ['MAPPING_INVALID', 'number'],
    ['MAPPING_INVALID', 'phone=Telefon'],
    ['MAPPING_INVALID', 'number='],
    ['COLUMN_MISSING', 'number=Telefax'],
    ['NUMBER_COLUMN_MISSING', 'key=Telefon'],
  ])('is refused with %s: %s', (code, map) => {
    expect(codeOf(() => mappingFor(parseMapping(map), ['Telefon', 'Name']))).toBe(code);
  });

  it('is not for columns that have the same name', () => {
    expect(codeOf(() => mappingFor([], ['number', 'a', 'a']))).toBe('COLUMN_TWICE');
    // What is refused is noted with the list; names may be a person's, where the first line is.
    const asked = () => mappingFor([], ['0171 2345678', 'Anna', 'Anna']);
    expect(asked).toThrow('columns 2 and 3 have the same name');
  });
});
