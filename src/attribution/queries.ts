import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { shareCode, shareUrl } from './share-code.ts';
import { shareCodes } from './table.ts';

/** The link that a contact shares. It is `personal` once a code was given (`give-share-code.ts`), and plain before. */
export async function ownShareLink(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  { slug, contactId }: { slug: string; contactId: string },
): Promise<{ url: string; personal: boolean }> {
  const code = shareCode(config.secret, 'contact', contactId);
  const personal = (await db.$count(shareCodes, eq(shareCodes.code, code))) > 0;
  return { personal, url: shareUrl(config.baseUrl, slug, personal ? code : undefined) };
}
