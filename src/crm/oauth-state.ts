import type { Settled } from '../deps.ts';
import { readText, signText } from '../http/signed-text.ts';
import type { CrmConnector } from './queries.ts';
import { shownCredentials } from './shown-credentials.ts';
import { vendorOf } from './vendors.ts';

const lifetime = 30 * 60_000;

/** Where vendors send organizers back to. */
export function oauthRedirect({ baseUrl }: Pick<Settled, 'baseUrl'>): string {
  return `${baseUrl}/admin/crm/oauth`;
}

/**
 * The vendor's page on which an organizer lets Terrain in (RFC 6749 s. 4.1.1); undefined where it has none. `state` is
 * signed, bound to who asked, and good for half an hour, so that nobody can be led to finish somebody else's (s. 10.12).
 */
export function authorizeUrl(
  config: Settled,
  connector: CrmConnector,
  organizerId: string,
  now: Date,
): string | undefined {
  const { oauth } = vendorOf(connector.vendor);
  if (!oauth) return undefined;
  const text = [connector.id, organizerId, now.getTime() + lifetime].join(' ');
  const state = signText(config.secret, 'crm-oauth', text);
  return oauth.authorizeUrl({
    credentials: shownCredentials(config, connector),
    redirect: oauthRedirect(config),
    state,
  });
}

/** Whose connector a `state` that came back is for; undefined where it is not ours, not theirs, or too old. */
export function readOauthState(config: Settled, state: string, organizerId: string, now: Date): string | undefined {
  const [connectorId, who, until] = readText(config.secret, 'crm-oauth', state)?.split(' ') ?? [];
  return who === organizerId && Number(until) >= now.getTime() ? connectorId : undefined;
}
