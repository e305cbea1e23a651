/** A region of Intl that says its zones; younger than the types that come with Node. */
type ZonedLocale = Intl.Locale & { readonly timeZones?: readonly string[] };

const DAY_MS = 86_400_000;
/** Two years by weeks: zones that differ do so in one of them. */
const SAMPLES = 104;
/** Any moment of the present rules; the clock is not asked, so that a row means the same always. */
const FROM = Date.UTC(2026, 0, 1, 12);

const zones = new Map<string, string | null>();

/**
 * The time zone of a country whose clocks all show the same; null where they do not, as in the
 * United States or Spain: a guess would call people at night. Source: CLDR, as Node has it.
 */
export function zoneOfCountry(country: string): string | null {
  const known = zones.get(country);
  if (known !== undefined) return known;
  const { timeZones = [] } = new Intl.Locale(`und-${country}`) as ZonedLocale;
  const [first = null] = timeZones;
  const clocks = new Set(timeZones.map(clockOf));
  const zone = clocks.size === 1 ? first : null;
  zones.set(country, zone);
  return zone;
}

/** What the clocks of a zone show over two years. */
function clockOf(zone: string): string {
  const format = new Intl.DateTimeFormat('en', {
    ...{ timeZone: zone, hourCycle: 'h23', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  const times = Array.from({ length: SAMPLES }, (_, week) => FROM + week * 7 * DAY_MS);
  return times.map((time) => format.format(time)).join();
}

const names = new Map<string, string | null>();
const NAMES_MAX = 2_000;

/** The zone as it is usually written; null for what is none. `GMT+1` and the like are none. */
export function zoneNamed(text: string): string | null {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = lookUp(text);
  // Rubbish must not fill the memory.
  if (names.size < NAMES_MAX) names.set(text, name);
  return name;
}

function lookUp(text: string): string | null {
  if (!/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)+$/.test(text)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
