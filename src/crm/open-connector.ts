import { eq } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Deps } from '../deps.ts';
import { Refusal } from './call-failed.ts';
import type { Connector } from './connector.ts';
import { openCall, type Session } from './open-call.ts';
import type { CrmConnector } from './queries.ts';
import { freshTokens } from './refresh-tokens.ts';
import { openText, placeOf, SealBroken } from './seal.ts';
import { vendorOf } from './vendors.ts';

type Options = {
  /** The vendor said that the access token counts no more, whatever its time. */
  expired?: boolean;
};

/**
 * Opens what is sealed and hands it to the vendor, with the one way to call. Where the vendor has OAuth, the access token is
 * among the credentials as `accessToken`, refreshed where its time is near.
 * @throws Refusal `credentials` where they cannot be opened, or are not what the vendor reads by now.
 */
export async function openConnector(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  connector: CrmConnector,
  session: Session,
  options: Options = {},
): Promise<Connector> {
  const vendor = vendorOf(connector.vendor);
  const call = openCall(deps, { connector, vendor, session });
  const filled = openFilled(deps, connector);
  session.secrets.push(...secretsIn(filled));
  const tokens = vendor.oauth
    ? await freshTokens(deps, { connector, oauth: vendor.oauth, filled: texts(filled), call, session, ...options })
    : undefined;
  const read = vendor.readCredentials.safeParse({ ...filled, ...(tokens ? { accessToken: tokens.access } : {}) });
  if (!read.success) {
    throw new Refusal('credentials', `not what ${vendor.label} needs: ${read.error.issues[0]?.path.join('.') ?? ''}`);
  }
  const isAnybodys = async (email: string) => (await deps.db.$count(contacts, eq(contacts.email, email))) > 0;
  return vendor.open({ credentials: read.data, call, options: connector.options, isAnybodys });
}

/** What was filled in, by key. @throws Refusal `credentials` */
export function openFilled({ config }: Pick<Deps, 'config'>, connector: CrmConnector): Record<string, unknown> {
  try {
    const filled: unknown = JSON.parse(openText(config, placeOf(connector.id, 'credentials'), connector.credentials));
    return typeof filled === 'object' && filled !== null ? { ...filled } : {};
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new Refusal('credentials', 'sealed with another SECRET: they have to be typed anew', { cause: error });
  }
}

function texts(filled: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filled).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

/** Addresses are no secrets, and say in the log where a call went. */
function secretsIn(filled: Record<string, unknown>): string[] {
  return Object.values(filled)
    .flat()
    .filter((value) => typeof value === 'string')
    .filter((value) => !/^https?:\/\//.test(value));
}
