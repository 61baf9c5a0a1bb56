/**
 * Where people have their mail, in Quebec, Canada, France and the United States, the most used first. What stands here
 * is never taken for a slip, so a rare neighbour of a large provider stands here too.
 */
const providers = [
  ...['gmail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'yahoo.ca', 'hotmail.ca', 'yahoo.fr'],
  ...['hotmail.fr', 'live.ca', 'live.com', 'live.fr', 'outlook.fr', 'msn.com', 'me.com', 'mac.com', 'aol.com'],
  ...['videotron.ca', 'sympatico.ca', 'bell.net', 'cogeco.ca', 'rogers.com', 'shaw.ca', 'telus.net', 'eastlink.ca'],
  ...['globetrotter.net', 'xplornet.com', 'teksavvy.com', 'umontreal.ca', 'ulaval.ca', 'uqam.ca', 'mcgill.ca'],
  ...['usherbrooke.ca', 'concordia.ca', 'orange.fr', 'wanadoo.fr', 'free.fr', 'sfr.fr', 'laposte.net', 'neuf.fr'],
  ...['bbox.fr', 'comcast.net', 'verizon.net', 'att.net', 'sbcglobal.net', 'cox.net', 'charter.net', 'bellsouth.net'],
  ...['protonmail.com', 'proton.me', 'pm.me', 'fastmail.com', 'zoho.com', 'tutanota.com', 'gmx.com', 'gmx.net'],
  ...['ymail.com', 'rocketmail.com', 'mail.com', 'email.com', 'googlemail.com', 'hushmail.com', 'aol.fr', 'gmx.fr'],
];
const known = new Set(providers);

/** Providers that have one domain: their name under any other is a slip. */
const alone = new Map(['gmail.com', 'icloud.com'].map((domain) => [nameOf(domain), domain]));

/** Shorter names have too many real neighbours: `cfr.fr` is as likely as `sfr.fr`. */
const shortestName = 5;
/** From this length on, two slips are still the same name. */
const longName = 8;
const longestDomain = 40;
const targets = providers.flatMap((provider): [provider: string, mostSlips: number][] => {
  const { length } = nameOf(provider);
  return length < shortestName ? [] : [[provider, length >= longName ? 2 : 1]];
});

/**
 * The address that someone probably meant, where the one typed looks like a slip in a known provider's name
 * (`ada@gmial.com`: `ada@gmail.com`); else undefined. To be offered, never forced: whatever was typed may be right.
 */
export function suggestEmail(typed: string): string | undefined {
  const at = typed.lastIndexOf('@');
  const domain = at > 0 ? suggestDomain(typed.slice(at + 1).trim()) : undefined;
  return domain === undefined ? undefined : `${typed.slice(0, at).trim()}@${domain}`;
}

/** Answers that were given; most people's mail is in few places, and looking for slips took longer than a sign-up. */
const answers = new Map<string, string | undefined>();
const mostAnswers = 5_000;

/** The same for what stands behind the `@`. */
export function suggestDomain(typed: string): string | undefined {
  if (known.has(typed)) return undefined;
  if (answers.has(typed)) return answers.get(typed);
  const found = findProvider(typed);
  if (answers.size >= mostAnswers) answers.clear();
  if (typed.length <= longestDomain) answers.set(typed, found);
  return found;
}

function findProvider(typed: string): string | undefined {
  const lower = typed.toLowerCase();
  const domain = lower.replace(',', '.').replace(/\.+$/, '');
  // Written in capitals it is no slip; with a comma, or a dot at its end, it is one.
  if (known.has(domain)) return domain === lower ? undefined : domain;
  if (domain.length > longestDomain) return undefined;
  const single = alone.get(nameOf(domain));
  if (single !== undefined) return single;
  let nearest: { provider: string; slips: number } | undefined;
  for (const [provider, most] of targets) {
    const slips = countSlips(domain, provider);
    if (slips <= most && slips < (nearest?.slips ?? 3)) nearest = { provider, slips };
  }
  return nearest?.provider;
}

function nameOf(domain: string): string {
  return domain.split('.')[0] ?? '';
}

/**
 * How many slips of the finger lie between two words: one letter more, less, another, or two neighbours in each
 * other's place (optimal string alignment distance; Damerau 1964).
 */
function countSlips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + same,
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    // From here on it can only grow.
    if (Math.min(...line, ...above) > 2) return 3;
    [before, above] = [above, line];
  }
  return above[b.length] ?? 0;
}
