type Format = { pattern: RegExp; written: (parts: string[]) => string };

/** How postal codes are written, by ISO 3166 code; what stands between the groups is taken in any of its usual forms. */
const formats = new Map<string, Format>([
  // Canada Post, addressing guidelines: `H2X 1Y4`; never D, F, I, O, Q, U, and neither W nor Z in front.
  [
    'CA',
    {
      pattern: /^([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[\s-]?(\d[ABCEGHJ-NPRSTV-Z]\d)$/i,
      written: ([area = '', unit = '']) => `${area} ${unit}`.toUpperCase(),
    },
  ],
  // USPS Publication 28, section 223: `10001` or `10001-1234`.
  [
    'US',
    {
      pattern: /^(\d{5})(?:[\s-]?(\d{4}))?$/,
      written: ([zip = '', plusFour]) => (plusFour === undefined ? zip : `${zip}-${plusFour}`),
    },
  ],
  // La Poste, AFNOR NF Z10-011: five digits, departments from 01 on; `F-` in front is for mail from abroad.
  ['FR', { pattern: /^(?:F-?)?((?!00)\d{2})\s?(\d{3})$/i, written: (parts) => parts.join('') }],
]);

/**
 * A postal code as it is written in its country (ISO 3166): those of Canada, the United States and France are checked
 * and formatted, others taken as typed. Undefined when it cannot exist.
 */
export function parsePostalCode(text: string, country: string): string | undefined {
  const format = formats.get(country.toUpperCase());
  if (!format) return text;
  const parts = format.pattern.exec(text.trim());
  return parts ? format.written(parts.slice(1)) : undefined;
}

/** The shape of a country's postal codes, for a device that checks by itself; undefined where any is taken as typed. */
export function postalCodeShape(country: string): RegExp | undefined {
  return formats.get(country.toUpperCase())?.pattern;
}
