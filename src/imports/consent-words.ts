import { fold } from '../contacts/fold.ts';
import { headerKey } from './headers-form.ts';

/**
 * What a file's cell says of mail or texts, read as a no wherever it is one: nothing in a file is ever a yes.
 *
 * - `no`: they left or refused; `blocked`: their address does, for it takes no mail or they called it spam.
 * - `not-yes`: they are not known to have agreed, which takes back a yes that stands here.
 * - `silent`: nothing that counts; `unknown`: a word that nobody can take for one of these.
 */
export type ConsentWord = 'no' | 'blocked' | 'not-yes' | 'silent' | 'unknown';

type Kind = 'yes' | 'no' | 'agreed' | 'refused' | 'not-agreed' | 'silent' | 'date';

/** Words as `headerKey` writes them: `Opt-Out`, `opt_out` and `OPT OUT` are one, and `désabonné·e` is `desabonne e`. */
const kinds: Record<Kind, RegExp> = {
  yes: /^(1|y|yes|t|true|o|oui|v|vrai|x|on|checked|cochee?|[✓✔☑✅])$/u,
  no: /^(0|n|no|non|f|false|faux|off|(not|non|pas) (blocked|suppressed|bloque( ?e)?))$/,
  agreed:
    /^(subscribed|opt(ed)? ?in|granted|confirmed|accepted|agreed|express|implied|(abonne|inscrit|accepte|accorde|consenti|expres|expresse|tacite)( ?e)?)$/,
  refused:
    /^((unsub|desabonn|desinscri|opt(ed)? ?out|do ?not|don t|ne pas).*|withdrawn|revoked|refused|declined|removed|blocked|cleaned|stop|(retire|refuse|bloque)( ?e)?)$/,
  'not-agreed':
    /^((not|non|pas|never|jamais) ?(subscribed|opted in|(abonne|inscrit|consenti)( ?e)?)|(no|pas de|sans) consent(ement)?|transactional)$/,
  silent: /^([-–—]+|n a|na|nd|null|none|aucune?|unknown|inconnue?|unconfirmed|pending|en attente)$/,
  date: /^(\d{4} \d\d? \d\d?|\d\d? \d\d? \d{4})(?!\d)/,
};

const kindList = Object.entries(kinds);

const optOut = /opt(ed)? ?out|unsub|desabonn|desinscri|\bdo ?not|\bdon t\b|\bne pas\b|refus|no bulk/;

/** Whether a column says who refuses, so that its yes is a no: `Unsubscribed from all email`, `Désabonné`, `do_not_email`. */
export function isOptOut(header: string): boolean {
  return optOut.test(headerKey(header));
}

/** What a cell of a column of consent, or of refusal, says under its header. */
export function readConsent(text: string, header: string): ConsentWord {
  if (/bounc|spam|complain|invalid/i.test(text)) return 'blocked';
  const kind = kindOf(text);
  if (kind === undefined) return 'unknown';
  if (kind === 'refused') return 'no';
  if (kind === 'not-agreed') return 'not-yes';
  // A date in such a column is since when they refuse, or agree.
  if (isOptOut(header)) return kind === 'yes' || kind === 'date' ? 'no' : 'silent';
  return kind === 'no' ? 'not-yes' : 'silent';
}

/** Why an address is blocked, as a cell of such a column says it; empty where it says that it is not. */
export function blockReason(text: string): string {
  const kind = kindOf(text);
  if (kind === 'yes') return 'blocked';
  return kind === 'no' || kind === 'silent' ? '' : text;
}

function kindOf(text: string): Kind | undefined {
  // Nearly every cell of a large file ends here.
  if (text === '') return 'silent';
  // What has neither letter nor digit, a tick or a dash, is compared as it stands.
  const word = headerKey(text) || fold(text);
  for (const [kind, words] of kindList) if (words.test(word) && isKind(kind)) return kind;
  return undefined;
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}
