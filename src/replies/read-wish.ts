/** What own words say about mails to come: to leave, perhaps to, or nothing. */
export type Wish = 'leave' | 'maybe' | 'none';

/** Words around the wish that change nothing about it. */
const courtesies =
  /\b(bonjour|bonsoir|salut|hello|hi|svp|s il (vous|te) plait|merci|please|pls|thanks|thank you|d avance|beaucoup|moi aussi)\b/g;

const list =
  '( de| from)?( (la|votre|vos|cette|ces|toute|your|the|this|these|any|all))*( (liste|listes|list|lists|mailing list|mailing|envois|envoi|courriels|courriel|courriers|infolettre|newsletter|emails?|mails?|messages?|communications?))?';

/** The whole of what is said, without accents and signs. */
const leaving = new RegExp(
  `^(${[
    '(un)?stop( stop)*( all| tout)?',
    'arret(ez|er)?( tout)?( ca)?',
    `(stop|arret|arretez|cessez)( de)?( m (ecrire|envoyer)| les| vos| your| sending( me)?| these| the)*( courriels?| emails?| mails?| messages?| envois)?`,
    `(je (veux|voudrais|souhaite|desire) )?(me |m )?(desabonner?|desabonnez|desabonne|desabonnement|desinscrire|desinscrivez|desinscription|retirer|enlever)( moi| me)?${list}`,
    `(desabonnez|desinscrivez|retirez|enlevez|otez|retire|enleve|desabonne)( |-)moi${list}`,
    `(i (want|would like) to )?(unsubscribe|unsuscribe|opt out)( me)?${list}`,
    `(remove|take) me( off| out)?${list}`,
    'ne (m ecrivez|m envoyez)( plus)?( rien| de| d)?( courriels?| messages?)?',
    `(je ne veux|je veux) plus( de| recevoir)?( de| d| vos)?( courriels?| messages?| emails?)?`,
    `(plus|pas) de (courriels?|messages?|emails?)`,
    'no more( emails?| mails?| messages?)?',
  ].join('|')})$`,
);

/** Somewhere in more words: an organizer decides. */
const perhaps =
  /\b(unsubscribe|unsuscribe|opt out|desabonn\w*|desinscri\w*|remove me|take me off|(retire|enleve)(z|r)?( |-)moi|plus (recevoir|m ecrire)|ne m ecrivez plus|cessez de m ecrire|stop (emailing|writing|sending|les courriels|vos courriels))\b/;

/** Longer texts have more to say, in characters. */
const longest = 90;

/**
 * Reads a wish to leave out of a reply's own words (CASL s. 11(1): by the means by which the mail came; the words are
 * those that people use in Quebec and Canada). The subject counts where the mail says nothing else. Only what says that and
 * nothing else acts by itself.
 */
export function readWish(own: string, subject: string): Wish {
  const said = plain(own.slice(0, 2_000));
  if (said === '') {
    return leaving.test(bare(plain(subject.slice(0, 200)))) ? 'leave' : 'none';
  }
  if (said.length <= longest && leaving.test(bare(said))) return 'leave';
  return perhaps.test(said) || /\bSTOP\b/.test(own.slice(0, 2_000)) ? 'maybe' : 'none';
}

function bare(said: string): string {
  return said.replace(courtesies, ' ').replace(/\s+/g, ' ').trim();
}

function plain(text: string): string {
  const folded = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return folded.replace(/[^a-z0-9]+/g, ' ').trim();
}
