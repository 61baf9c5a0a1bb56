import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { recordAudit } from '../../organizers/record-audit.ts';
import { openText, placeOf, sealText } from '../seal.ts';
import { crmConnectors } from '../table.ts';
import { newSecret } from './sign.ts';

const kept = z.looseObject({ secrets: z.string().default('') });

/**
 * Makes a new signing key for an endpoint and returns it: the one time that it can be read. The one of before goes on
 * signing beside it, so that a receiver that knows either is content, until the next change takes it away.
 * `organizerId`: null from the command line.
 * @throws AppError `not-found`; SealBroken where SECRET has changed since.
 */
export async function rotateKey(
  { db, config, clock }: Pick<Deps, 'db' | 'config' | 'clock'>,
  { connectorId, organizerId }: { connectorId: string; organizerId: string | null },
): Promise<string> {
  const secret = newSecret();
  const at = clock.now();
  const place = placeOf(connectorId, 'credentials');
  await db.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(crmConnectors)
      .where(
        and(
          eq(crmConnectors.id, connectorId),
          eq(crmConnectors.vendor, 'webhooks'),
          ne(crmConnectors.state, 'disconnected'),
        ),
      )
      .for('update');
    if (!found) throw new AppError('not-found', 'there is no such endpoint');
    const filled = kept.parse(JSON.parse(openText(config, place, found.credentials)));
    const [former] = filled.secrets.split(/[\s,]+/);
    const secrets = [secret, former].filter(Boolean).join(' ');
    const credentials = sealText(config, place, JSON.stringify({ ...filled, secrets }));
    await tx.update(crmConnectors).set({ credentials, updatedAt: at }).where(eq(crmConnectors.id, connectorId));
    await recordAudit(tx, { organizerId, action: 'crm.key-rotated', detail: { connectorId }, count: 1, at });
  });
  return secret;
}
