/** Canada's forward sortation area, and what says as much elsewhere: so many first signs of a postal code. */
const most = 3;

/** How postal codes are found in an address that somebody wrote, by ISO 3166 code. */
const written = new Map([
  // Canada Post's addressing guidelines: `H2X 1Y4`.
  ['CA', /\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b/gi],
  // Five digits, which a house number has hardly ever.
  ['US', /\b\d{5}(?:-\d{4})?\b/g],
  ['FR', /\b\d{5}\b/g],
]);

/**
 * How near a postal code is to the nearest of some places, each a postal code or the beginning of one: how many of the
 * first three signs are the same. 3 is a neighbourhood in Canada (the forward sortation area), 1 a region, 0 elsewhere
 * or unknown.
 */
export function nearness(postalCode: string, places: string[]): number {
  const home = plain(postalCode);
  return Math.max(0, ...places.map((place) => inCommon(home, plain(place))));
}

/** The postal codes that stand in an address; none where the country's are not known. */
export function postalCodesIn(address: string, country: string): string[] {
  const pattern = written.get(country.toUpperCase());
  return pattern ? [...address.matchAll(pattern)].map(([code]) => code) : [];
}

function inCommon(one: string, other: string): number {
  let count = 0;
  while (count < most && one[count] !== undefined && one[count] === other[count]) count += 1;
  return count;
}

function plain(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase();
}
