/** What own words say about mails to come: to leave, perhaps to, or nothing. */
export type Wish = 'leave' | 'maybe' | 'none';

/** How a wish is asked for as a question. */
const request = /\b(pouvez|pourriez|peux|pourrais|can|could|would|will) (vous|tu|you)\b/i;

/** Words around the wish that change nothing about it. */
const courtesies = new RegExp(
  `${request.source}|\\b(bonjour|bonsoir|salut|hello|hi|veuillez|priere de|je vous (prie|demande) de|svp|s il (vous|te) plait|merci( de)?|please|kindly|pls|thanks|thank you|d avance|in advance|beaucoup|moi aussi|cordialement|bien a vous|salutations|bonne (journee|soiree|continuation)|(best )?regards|sincerely)\\b`,
  'gi',
);

const list =
  '( de| from)?( (la|votre|vos|cette|ces|toute|your|the|this|these|any|all))*( (liste|listes|list|lists|mailing list|mailing|envois|envoi|courriels|courriel|courriers|infolettre|newsletter|emails?|mails?|messages?|communications?))?';
const mine = 'mon (nom|adresse|courriel|adresse courriel)';

/** The whole of what is said, without accents and signs. */
const leaving = new RegExp(
  `^(${[
    '(un)?stop( stop)*( all| tout)?',
    'arret(ez|er)?( tout)?( ca)?',
    `(stop|arret|arrete[rz]|cesse[rz])( de)?( m (ecrire|envoyer)| les| des| vos| your| sending( me)?| these| the)*( courriels?| emails?| mails?| messages?| envois)?`,
    `(je (veux|voudrais|souhaite|desire) )?(me |m )?(desabonner?|desabonnez|desabonne|desabonnement|desinscrire|desinscrivez|desinscription|retirer|enlever|effacer)( moi| me)?${list}`,
    `(desabonnez|desinscrivez|retirez|enlevez|otez|effacez|retire|enleve|desabonne) moi${list}`,
    `(retire[rz]?|enleve[rz]?|efface[rz]?) ${mine}${list}`,
    `(i (want|would like) to )?(unsubscribe|unsuscribe|opt out)( me)?${list}`,
    `(remove|take) (me|my (name|email|address|email address))( off| out)?${list}`,
    'ne (m ecrivez|m envoyez)( plus)?( rien| de| d)?( courriels?| messages?)?',
    'je ne veux plus( de| recevoir)?( de| d| vos)?( courriels?| messages?| emails?)?',
    'pas de (courriels?|messages?|emails?)',
    'no more( emails?| mails?| messages?)?',
  ].join('|')})$`,
  'i',
);

/** Somewhere in more words: an organizer decides. "Je veux plus" may say either. */
const perhaps = new RegExp(
  `\\b(${[
    '(un)?(?<!non )stop(?! by\\b)|unsu(b|sc)\\w+|opt(ing)? out|remove (me|my)|take (me|my \\w+) off|no longer (want|wish)',
    'desabonn\\w*|desinscri\\w*|(retir|enlev|effac)(e|er|ez)|ote[rz] moi',
    'arret(?! d autobus| de bus)|arrete[rz]?|cesse[rz]?|ne m (ecrivez|envoyez)',
    'plus (recevoir|m ecrire)|plus (de|d|vos|aucuns?) (courriels?|messages?|mails?|emails?|envois?|infolettres?)|je veux plus$',
  ].join('|')})\\b`,
  'i',
);

const greeting = /^(bonjour|bonsoir|salut|hello|hi) /i;
/** What people sign with, or call somebody: words with a capital, numbers, and what stands between them. */
const names = /^((\p{Lu}\p{L}*|\p{N}+|de|du|la|et|and|of)( |$)){1,6}$/u;
/** Words that say something, also where all is written in capitals. */
const saying =
  /\b(oui|non|ne|pas|jamais|mais|sauf|je|tu|il|elle|on|nous|vous|yes|no|not|never|but|except|i|we|you|it)\b/i;

/** Longer texts have more to say, in characters. */
const longest = 200;

/**
 * Reads a wish to leave out of a reply's own words (CASL s. 11(1): by the means by which the mail came; the words are
 * those that people use in Quebec and Canada). A subject of the writer's own is read as their first sentence. Only what
 * says that and nothing else, but for courtesies and a signature, acts by itself.
 */
export function readWish(own: string, subject: string): Wish {
  const said = own.slice(0, 2_000).replace(/\S+@\S+|https?:\S+/g, ' ');
  const title = ownTitle(subject);
  if (said.length <= longest) {
    const sentences = said.split(/\n+|(?<=[.!?])\s+/).filter((one) => !isCourtesy(one));
    const [first = '', ...others] = isLeaving(title) ? [title, ...sentences] : sentences;
    if (isLeaving(first) && others.every((one) => isLeaving(one) || isName(bare(plain(one))))) return 'leave';
  }
  return perhaps.test(plain(said)) || perhaps.test(plain(title)) ? 'maybe' : 'none';
}

/** The words that a wish was read in, for the ledger: the subject is among them where the mail's own do not say it. */
export function wishWording(own: string, subject: string): string {
  const words = readWish(own, '') === 'none' ? `${ownTitle(subject)}\n${own}`.trim() || subject : own;
  return words.slice(0, 200).toWellFormed();
}

/** A subject that is not the one of the mail that is answered. */
function ownTitle(subject: string): string {
  return /^\s*(re|tr|fwd?)\s*:/i.test(subject) ? '' : subject.slice(0, longest);
}

/** Whether a sentence is the wish. "Stop?" only wonders, while "Pouvez-vous me désabonner ?" asks. */
function isLeaving(sentence: string): boolean {
  const said = plain(sentence);
  return leaving.test(bare(said)) && (!sentence.includes('?') || request.test(said));
}

function isCourtesy(sentence: string): boolean {
  const said = plain(sentence);
  return bare(said) === '' || (greeting.test(said) && isName(bare(said)));
}

function isName(said: string): boolean {
  return names.test(said) && !saying.test(said) && !leaving.test(said);
}

function bare(said: string): string {
  return said.replace(courtesies, ' ').replace(/\s+/g, ' ').trim();
}

function plain(text: string): string {
  const folded = text.normalize('NFD').replace(/\p{M}/gu, '');
  return folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
