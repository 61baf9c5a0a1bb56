import { and, eq, isNull } from 'drizzle-orm';
import { type Campaign, campaignsById } from '../campaigns/queries.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import type { Db } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { linkSince } from '../http/links.ts';
import { readToken, type TokenPurpose } from '../http/token.ts';
import { contactAddresses, contacts } from './table.ts';
import { wentElsewhere } from './went-elsewhere.ts';

/** Who acts through a signed link, and in which campaign. */
export type Visitor = { contact: typeof contacts.$inferSelect; campaign: Campaign; view: CampaignView; path: string };

const prefixes = { space: 's', leave: 'u' } as const;

/**
 * Reads a link that says who acts: the contact's own space, or the way out.
 * The space shows and changes what is the contact's, so a link to it that went to an address of before leads nowhere;
 * the way out stays open to whoever reads mail there.
 * @throws AppError `forbidden` for a link that we did not sign, `gone` for one that has expired or leads to nobody.
 */
export async function openSpace(
  deps: Deps,
  purpose: TokenPurpose & keyof typeof prefixes,
  token: string,
): Promise<Visitor> {
  const content = readToken(deps.config.secret, purpose, token);
  const [contactId, campaignId] = content?.ids ?? [];
  if (!content || !contactId || !campaignId) throw new AppError('forbidden');
  if (content.at < deps.clock.now()) throw new AppError('gone');
  const [contact, found] = await Promise.all([findVisitor(deps.db, contactId), campaignsById(deps.db, [campaignId])]);
  const campaign = found.get(campaignId);
  if (!contact || !campaign) throw new AppError('gone');
  if (purpose === 'space') {
    const link = { contactId: contact.id, names: contactId, since: linkSince(purpose, content.at) };
    if (await wentElsewhere(deps.db, link))
      throw new AppError('gone', 'the address was changed after this link had gone to the old one');
  }
  const view = campaignView(campaign, contact.locale) ?? campaignView(campaign, campaign.settings.defaultLocale);
  if (!view) throw new AppError('gone');
  return { contact, campaign, view, path: `/${prefixes[purpose]}/${token}` };
}

/** The contact that a link names, or the one that it was merged into; nobody where they were erased. */
async function findVisitor(db: Db, id: string): Promise<Visitor['contact'] | undefined> {
  const [contact] = await db
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), isNull(contacts.erasedAt)));
  if (contact) return contact;
  const [merged] = await db
    .select({ contact: contacts })
    .from(contactAddresses)
    .innerJoin(contacts, eq(contacts.id, contactAddresses.contactId))
    .where(eq(contactAddresses.formerId, id));
  return merged?.contact;
}
