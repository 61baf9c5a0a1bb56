import { isbot } from 'isbot';

/** A request's headers by their names in lower case, as Node and as hono's `c.req.header()` give them. */
type RequestHeaders = { readonly [name: string]: string | string[] | undefined };

/** What a browser says where it fetches a page that nobody may ever look at (Sec-Purpose, and its older names). */
const ahead = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
/** What a page is opened as, by Sec-Fetch-Dest: a tab, or a frame. A script that fetches says `empty`. */
const opened = ['document', 'iframe', 'frame'];

/** Browsers come in some hundreds of versions; whoever makes names up by the thousand starts this over. */
const mostAgents = 2_000;
/** Longer names are cut: no browser has one, and they would be kept. */
const longestAgent = 400;
const verdicts = new Map<string, boolean>();

/**
 * Whether a person has opened a page: neither a robot nor a reader of previews (by its name; what names no browser is
 * one), nor a browser that fetches it in case. Costs a fraction of a microsecond for a name met before.
 */
export function isPerson(headers: RequestHeaders): boolean {
  for (const name of ahead) if (headers[name] !== undefined) return false;
  const destination = headers['sec-fetch-dest'];
  if (typeof destination === 'string' && !opened.includes(destination)) return false;
  const agent = headers['user-agent'];
  return typeof agent === 'string' && agent !== '' && !isRobot(agent.slice(0, longestAgent));
}

function isRobot(agent: string): boolean {
  const known = verdicts.get(agent);
  if (known !== undefined) return known;
  const verdict = isbot(agent);
  if (verdicts.size >= mostAgents) verdicts.clear();
  verdicts.set(agent, verdict);
  return verdict;
}
