import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { erasedAmong } from '../consents/erased.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { RemoteContact, Scalar } from './connector.ts';
import type { CrmConnector } from './queries.ts';
import { takeInFields } from './take-in-fields.ts';

type Unknown = {
  email: string | undefined;
  values: Record<string, Scalar>;
  subscription: RemoteContact['subscription'];
  changedAt: Date | undefined;
};

const address = z.email().max(254);

/**
 * Adds somebody whom the CRM knows and Terrain does not, where the organizer has asked for that: to be seen and called,
 * with no consent to anything. Who left over there, and who was erased here, is left there.
 */
export async function addUnknown(tx: Tx, deps: Deps, connector: CrmConnector, said: Unknown): Promise<void> {
  if (connector.options.addUnknown !== true || connector.state !== 'active') return;
  if (said.subscription === 'unsubscribed' || said.subscription === 'bounced') return;
  const email = address.safeParse(said.email?.toLowerCase());
  if (!email.success) return;
  if ((await erasedAmong(tx, deps.config.secret, [email.data])).size > 0) return;
  const at = deps.clock.now();
  const [added] = await tx
    .insert(contacts)
    .values({ id: uuidv7(), email: email.data, locale: deps.config.defaultLocale, createdAt: at, updatedAt: at })
    .onConflictDoNothing()
    .returning();
  if (!added) return;
  const mapping = connector.mapping.map((line) => ({ ...line, authority: 'crm' as const }));
  await takeInFields(tx, { ...connector, mapping }, added, said, at);
}
