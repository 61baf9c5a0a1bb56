import { signToken, type TokenContent, type TokenPurpose } from './token.ts';

/** What links are made of: the public address and the key that signs them. */
export type LinkSettings = { baseUrl: string; secret: string };

const day = 24 * 3_600_000;
/** How long the links of a mail work, counted from its planning, so that the same mail is the same bytes. */
const lifetimes = { confirm: 30 * day, held: 7 * day, space: 400 * day, leave: 3_650 * day };

/** The contact's own space in a campaign, which also says who acts there. */
export function spaceUrl(settings: LinkSettings, of: { contactId: string; campaignId: string; since: Date }): string {
  return link(settings, 's', 'space', { ids: [of.contactId, of.campaignId], at: expiry(of.since, lifetimes.space) });
}

/** "I have 30 minutes": the page of the space that finds something to do now. */
export function nowUrl(settings: LinkSettings, of: { contactId: string; campaignId: string; since: Date }): string {
  return `${spaceUrl(settings, of)}/now`;
}

/** A campaign's form, filled in with what is known of the contact: the space's own link, at another door. */
export function formAgainUrl(
  settings: LinkSettings,
  of: { contactId: string; campaignId: string; since: Date; locale: string; slug: string },
): string {
  const content = { ids: [of.contactId, of.campaignId], at: expiry(of.since, lifetimes.space) };
  return link(settings, `${of.locale}/${of.slug}/again`, 'space', content);
}

export function leaveUrl(settings: LinkSettings, of: { contactId: string; campaignId: string; since: Date }): string {
  return link(settings, 'u', 'leave', { ids: [of.contactId, of.campaignId], at: expiry(of.since, lifetimes.leave) });
}

export function confirmUrl(settings: LinkSettings, of: { signupId: string; since: Date }): string {
  return link(settings, 'c', 'confirm', { ids: [of.signupId], at: expiry(of.since, lifetimes.confirm) });
}

/** When a link was made (of a mail: when it was planned), by the moment at which it ends. */
export function linkSince(purpose: keyof typeof lifetimes, endsAt: Date): Date {
  return new Date(endsAt.getTime() - lifetimes[purpose]);
}

/** What makes a sign-up that was kept aside count, and confirms its address. */
export function heldUrl(settings: LinkSettings, of: { heldId: string; since: Date }): string {
  return link(settings, 'c/held', 'held', { ids: [of.heldId], at: expiry(of.since, lifetimes.held) });
}

/** The token that was signed last for each purpose: one mail has it in several places, and signing costs. */
const signedLast = new Map<TokenPurpose, { of: string; token: string }>();

function link({ baseUrl, secret }: LinkSettings, path: string, purpose: TokenPurpose, content: TokenContent): string {
  const of = [secret, ...content.ids, content.at.getTime()].join(' ');
  const known = signedLast.get(purpose);
  const token = known?.of === of ? known.token : signToken(secret, purpose, content);
  signedLast.set(purpose, { of, token });
  return `${baseUrl}/${path}/${token}`;
}

function expiry(since: Date, lifetime: number): Date {
  return new Date(since.getTime() + lifetime);
}
