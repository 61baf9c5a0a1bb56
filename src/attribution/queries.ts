import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { shareCode, shareUrl } from './share-code.ts';
import { shareCodes } from './table.ts';

/** The link that a contact shares; without a code where none was given yet (`give-share-code.ts`). */
export async function ownShareUrl(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  { slug, contactId }: { slug: string; contactId: string },
): Promise<string> {
  const code = shareCode(config.secret, 'contact', contactId);
  const given = (await db.$count(shareCodes, eq(shareCodes.code, code))) > 0;
  return shareUrl(config.baseUrl, slug, given ? code : undefined);
}
