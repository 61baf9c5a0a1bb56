const canadian = /^([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d)$/i;

/**
 * A postal code as it is written: Canadian ones as `H2X 1Y4` (Canada Post's addressing guidelines), those of other
 * countries as typed. Undefined when a Canadian one cannot exist.
 */
export function parsePostalCode(text: string, country: string): string | undefined {
  if (country.toUpperCase() !== 'CA') return text;
  const parts = canadian.exec(text.trim());
  return parts ? `${parts[1]} ${parts[2]}`.toUpperCase() : undefined;
}
