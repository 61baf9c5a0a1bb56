import { fold } from '../contacts/fold.ts';
import { isOfConsent, type Mapping, type Target } from './import-form.ts';

/** What the tools that people come from, and people themselves, call each column; compared without case, accents and signs. */
const synonyms: Record<Target, string> = {
  // `external id` and the like hold Terrain's id where the file was once exported from here.
  id: 'id|external id|external identifier|uuid|terrain id|contact id',
  email: 'email|e mail|email address|courriel|adresse courriel|adresse email|adresse e mail|mail|primary email|email1',
  firstName: 'first name|firstname|prenom|given name|first',
  lastName: 'last name|lastname|nom|nom de famille|surname|family name|last',
  phone:
    'mobile number|phone|phone number|can2 phone|telephone|cellulaire|mobile|cell|cell phone|tel|numero de telephone|primary phone',
  postalCode: 'postal code|zip|zip code|code postal|postcode|zip postal code|postal zip code',
  language: 'language|preferred language|langue|lang|locale|language preference',
  availability: 'availability|disponibilites|disponibilite',
  skills: 'skills|competences|competence',
  tags: 'tags|tag list|can2 user tags|etiquettes|activist code|tag|mots cles',
  note: 'note|notes|remarques|remarque|commentaire|commentaires',
  mail: [
    'email opt in|can2 subscription status|email subscription status|email consent|email status|consentement courriel',
    'consentement|subscription status|email marketing|email marketing status|no bulk emails user opt out|no bulk emails',
    'opt out|is opt out|opted out|is opted out|email opt out|email opted out|hs email optout|hasoptedoutofemail',
    'unsubscribed|unsubscribed from all email|unsubscribed at|unsub time|do not email|do not contact',
    'desabonne|desabonnee|desabonne e|desinscrit|desinscrite|desinscrit e|ne pas ecrire|ne pas contacter',
    'refus courriel|refus des courriels',
  ].join('|'),
  texts:
    'mobile opt in|can2 sms status|sms opt in status|consentement texto|sms consent|sms opt out|mobile opt out|do not text|do not sms|refus texto|refus des textos',
  suppressed: 'suppressed|suppression|adresse bloquee',
  owner: 'owner|responsable',
  team: 'team|equipe',
  createdAt: 'created at|cree le|date d inscription',
  updatedAt: 'updated at',
  confirmedAt: 'address confirmed at',
};

const byHeader = new Map<string, { target: Target; rank: number }>();
for (const [target, names] of Object.entries(synonyms)) {
  for (const [rank, name] of names.split('|').entries()) {
    if (isTarget(target)) byHeader.set(name, { target, rank });
  }
}

/** A header as it is compared: `E-mail`, `e_mail` and `E mail` are one. */
export function headerKey(header: string): string {
  return fold(header)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What a file's columns are by their headers; of two for one thing, but of consent, the better known name wins. */
export function mapHeaders(headers: readonly string[]): Mapping {
  const found = headers.map((header) => byHeader.get(headerKey(header)));
  return found.map((one, index) => {
    if (!one) return null;
    if (isOfConsent(one.target)) return one.target;
    const better = found.some(
      (other, at) => other?.target === one.target && (other.rank < one.rank || (other.rank === one.rank && at < index)),
    );
    return better ? null : one.target;
  });
}

function isTarget(name: string): name is Target {
  return Object.hasOwn(synonyms, name);
}
