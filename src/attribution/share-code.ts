import { createHmac } from 'node:crypto';

/** Crockford's base 32: no letter that is taken for a digit when it is read out or typed. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 10;
const code = new RegExp(`^[${alphabet}]{${length}}$`);

/**
 * The code of a personal share link: 50 bits that nobody can guess or trace back without the key, always the same for
 * the same sign-up or contact. It credits someone only once it stands in `share_codes`.
 *
 * Two kinds, so that a code tells nothing: the page right after the form may be a stranger's who typed someone's
 * address, and shows a code of that sign-up alone; the contact's own one is shown behind the confirmed address only,
 * and cannot be matched with it.
 */
export function shareCode(secret: string, of: 'signup' | 'contact', id: string): string {
  const bytes = createHmac('sha256', secret).update(`terrain/share/${of}\0${id}`).digest().subarray(0, length);
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join('');
}

/** A code as it was typed or followed, in its one spelling; undefined for what cannot be one. */
export function readShareCode(text: string): string | undefined {
  const spelled = text.trim().toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1');
  return code.test(spelled) ? spelled : undefined;
}

/** The link that a person shares: short, without a language, so that each friend reads their own. */
export function shareUrl(baseUrl: string, slug: string, sharer: string | undefined): string {
  return `${baseUrl}/${slug}${sharer === undefined ? '' : `?by=${sharer}`}`;
}
