type Names = { sender: string; partner: string };

/**
 * The sentences beside the boxes where a campaign has none of its own. Each asks for one thing, says who asks, and that
 * one may leave. A sentence that changes gets a new `version`: the ledger keeps which one was shown.
 */
const wordings = {
  /**
   * Quebec: P-39.1 (as amended by Loi 25), s. 8 (say the purposes, the third parties and the right to withdraw), s. 14
   * (consent manifest, free, informed, specific, asked for each purpose in plain terms and apart from other
   * information), s. 12 (another use asks for a consent of its own). CASL applies beside it.
   */
  quebec: {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `J’accepte que ${sender} m’envoie des courriels pour le suivi de cette campagne. Je peux me retirer en tout temps.`,
    sms: ({ sender }: Names) =>
      `J’accepte que ${sender} m’envoie des textos pour le suivi de cette campagne. Je peux me retirer en tout temps.`,
    phone: ({ sender }: Names) =>
      `J’accepte que ${sender} m’appelle pour le suivi de cette campagne. Je peux me retirer en tout temps.`,
    partner: ({ sender, partner }: Names) =>
      `J’accepte que ${sender} transmette mes coordonnées à ${partner}, qui pourra m’écrire au sujet de cette cause. Je peux me retirer en tout temps.`,
  },
  /**
   * Canada outside Quebec: CASL (S.C. 2010, c. 23) s. 6 and 10 (express consent, its purpose, who seeks it), SOR/2012-36
   * s. 4 (name, address and a way to reach the sender, and that consent can be withdrawn: the page's foot has them);
   * PIPEDA Schedule 1, 4.3 for handing data on; CRTC Unsolicited Telecommunications Rules for calls.
   */
  canada: {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `Oui, ${sender} peut m’envoyer des courriels au sujet de cette campagne. Je peux retirer mon consentement quand je veux.`,
    sms: ({ sender }: Names) =>
      `Oui, ${sender} peut m’envoyer des textos au sujet de cette campagne. Je peux retirer mon consentement quand je veux.`,
    phone: ({ sender }: Names) =>
      `Oui, ${sender} peut m’appeler au sujet de cette campagne. Je peux retirer mon consentement quand je veux.`,
    partner: ({ sender, partner }: Names) =>
      `Oui, ${sender} peut donner mes coordonnées à ${partner}, qui pourra m’écrire au sujet de cette cause. Je peux retirer mon consentement quand je veux.`,
  },
  /**
   * European Union: GDPR art. 4(11) and 7 (a clear act, for one purpose, as easy to withdraw as to give; withdrawing
   * leaves what was done before lawful), art. 13 (who, what for), art. 9(2)(a) where the cause tells a political
   * opinion: the consent is explicit; ePrivacy Directive 2002/58/EC art. 13 for mail, texts and calls.
   */
  europe: {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `Je consens expressément à ce que ${sender} utilise mon adresse pour m’écrire au sujet de cette campagne. Je peux retirer ce consentement à tout moment, pour la suite.`,
    sms: ({ sender }: Names) =>
      `Je consens expressément à ce que ${sender} utilise mon numéro pour m’envoyer des SMS au sujet de cette campagne. Je peux retirer ce consentement à tout moment, pour la suite.`,
    phone: ({ sender }: Names) =>
      `Je consens expressément à ce que ${sender} utilise mon numéro pour m’appeler au sujet de cette campagne. Je peux retirer ce consentement à tout moment, pour la suite.`,
    partner: ({ sender, partner }: Names) =>
      `Je consens expressément à ce que ${sender} transmette mes coordonnées à ${partner}, pour m’écrire au sujet de cette cause. Je peux retirer ce consentement à tout moment, pour la suite.`,
  },
  /**
   * United States: CAN-SPAM, 15 U.S.C. 7704 (mail needs a way out rather than a consent; it is asked here all the same);
   * TCPA, 47 U.S.C. 227 and 47 CFR 64.1200(a), (f) (calls and texts by machine: prior express consent, in writing,
   * which no service may depend on); CTIA Messaging Principles (frequency, rates, STOP, HELP).
   */
  'united-states': {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `J’accepte que ${sender} m’envoie des courriels au sujet de cette campagne. Je peux me désabonner en tout temps.`,
    sms: ({ sender }: Names) =>
      `J’accepte que ${sender} m’envoie au numéro indiqué des textos au sujet de cette campagne, y compris automatisés. Rien n’en dépend. La fréquence varie et des frais peuvent s’appliquer. STOP pour arrêter, HELP pour de l’aide.`,
    phone: ({ sender }: Names) =>
      `J’accepte que ${sender} m’appelle au numéro indiqué au sujet de cette campagne, y compris par appel automatisé. Rien n’en dépend, et je peux me retirer en tout temps.`,
    partner: ({ sender, partner }: Names) =>
      `J’accepte que ${sender} transmette mes coordonnées à ${partner}, qui pourra m’écrire au sujet de cette cause. Je peux me retirer en tout temps.`,
  },
};

/** What organizers read in the ledger. */
const admin = {
  consentChannels: {
    email: 'Courriels',
    sms: 'Textos',
    phone: 'Appels',
    partner: 'Partage avec un partenaire',
    form: 'Engagement',
  },
  wordingVersion: (version: string) => `texte ${version}`,
};

/** Where a contact sees what they agreed to, and takes it back one by one. */
const own = {
  title: 'Mes consentements',
  lead: 'Ce que vous avez accepté, dans les mots qui vous ont été montrés. Chaque accord se retire d’un seul geste.',
  empty: 'Aucun consentement n’est en vigueur. Vous n’avez rien à faire.',
  since: (date: string) => `Depuis le ${date}`,
  asked: 'Demandé par un formulaire, pas encore confirmé',
  withdraw: 'Retirer',
  withdrawNamed: (what: string) => `Retirer\u00a0: ${what}`,
  withdrawn: 'C’est retiré, dès maintenant.',
  /** On the page that confirms an address: the sentences that the form agreed to. */
  confirming: 'Vous confirmez aussi\u00a0:',
  notMine: 'Une phrase de trop\u00a0? Elle se retire d’un geste dans votre espace, juste après.',
  back: 'Revenir à mon espace',
  channels: {
    email: 'Courriels de suivi',
    sms: 'Textos de suivi',
    phone: 'Appels de suivi',
    partner: (partner: string) => `Partage avec ${partner}`,
    form: 'Engagement',
  },
};

export const consents = { admin, own, wordings };
