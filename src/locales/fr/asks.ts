/** The asks that follow a sign-up, one after the other. Money and numbers arrive here already written for the locale. */
export const asks = {
  label: 'Votre prochain geste',
  skip: 'Pas maintenant',
  skipTo: (ask: string) => `Pas maintenant, passer à\u00a0: ${ask}`,
  others: 'Vous pouvez aussi',
  names: { pledge: 'Faire une promesse', shift: 'Choisir une date sur le terrain', share: 'Faire passer le mot' },
  pledge: {
    titles: {
      money: 'Promettez un don, à votre mesure',
      hours: 'Promettez quelques heures',
      doors: 'Combien de portes pour vous\u00a0?',
      calls: 'Combien d’appels pour vous\u00a0?',
    },
    money: 'Rien n’est prélevé ici\u00a0: la page officielle de l’organisation suit, et vous restez libre.',
    count: 'Un chiffre dit à voix haute aide à le tenir. Vous nous direz ensuite où vous en êtes.',
    button: 'Je le promets',
  },
  /** In the contact's own space. */
  ownLink: 'Obtenir mon lien personnel',
  recruits: (count: number) =>
    count === 1
      ? 'Une personne est venue par votre lien. Merci\u00a0!'
      : `${count} personnes sont venues par votre lien. Merci\u00a0!`,
  recruitsNote: 'Nous ne disons pas qui\u00a0: cela leur appartient. Chacune a confirmé son adresse.',
};
