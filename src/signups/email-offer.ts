import { suggestEmail } from '../contacts/email-typo.ts';
import { first, type PostedForm } from '../http/read-form.ts';

/** The buttons of the offer, and the page's own way to say that it was shown. Each holds the address it is about. */
export const offerNames = { instead: 'emailInstead', asTyped: 'emailAsTyped' };

/**
 * An address to offer instead of the one in the form, or undefined: it looks right, or its owner has answered the offer.
 * What was answered is carried out in the form and taken out of it, so that it is the form that it would have been
 * without the slip. An answer about another address than the one that stands there now counts for nothing.
 */
export function takeOffer(form: PostedForm): string | undefined {
  const typed = first(form, 'email').trim();
  const [instead, asTyped] = [first(form, offerNames.instead), first(form, offerNames.asTyped)];
  form.delete(offerNames.instead);
  form.delete(offerNames.asTyped);
  const offer = suggestEmail(typed);
  if (offer === undefined || asTyped === typed) return undefined;
  if (instead !== offer) return offer;
  form.set('email', [offer]);
  return undefined;
}
