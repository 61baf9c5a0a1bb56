import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { placeOf, sealText } from './seal.ts';
import { crmConnectors } from './table.ts';
import { newSecret } from './webhooks/sign.ts';

/**
 * Makes the secret that a connector's inbound webhook is signed with, in place of the one before, and returns it: the one
 * time that it can be read. `organizerId`: null from the command line.
 * @throws AppError `not-found`
 */
export async function makeInboundSecret(
  { db, config, clock }: Pick<Deps, 'db' | 'config' | 'clock'>,
  { connectorId, organizerId }: { connectorId: string; organizerId: string | null },
): Promise<string> {
  const secret = newSecret();
  const at = clock.now();
  await db.transaction(async (tx) => {
    const found = await tx
      .update(crmConnectors)
      .set({ inboundSecret: sealText(config, placeOf(connectorId, 'inbound'), secret), updatedAt: at })
      .where(eq(crmConnectors.id, connectorId))
      .returning({ id: crmConnectors.id });
    if (found.length === 0) throw new AppError('not-found');
    await recordAudit(tx, { organizerId, action: 'crm.inbound-secret-made', detail: { connectorId }, count: 1, at });
  });
  return secret;
}
