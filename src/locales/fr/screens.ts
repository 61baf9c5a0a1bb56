/** Figures that move by themselves: the wall of headquarters, the public counter. */
export const screens = {
  wall: {
    link: 'Affichage mural',
    title: 'Affichage mural',
    titleOf: (campaign: string) => `Affichage mural\u00a0: ${campaign}`,
    people: (count: number): string => (count < 2 ? 'personne inscrite' : 'personnes inscrites'),
    today: (count: string) => `+${count} aujourd’hui`,
    steps: {
      confirmed: (count: number): string => (count < 2 ? 'confirmée' : 'confirmées'),
      booked: (count: number): string => (count < 2 ? 'a sa place' : 'ont leur place'),
      attended: (count: number): string => (count < 2 ? 'est venue' : 'sont venues'),
    },
    pledged: 'promis',
    waiting: (count: number): string => (count < 2 ? 'attend notre appel' : 'attendent notre appel'),
    scan: 'Embarquez\u00a0: visez le code',
    empty: 'Aucune campagne n’est ouverte. Ouvrez-en une\u00a0: ses chiffres paraîtront ici d’eux-mêmes.',
    toCampaigns: 'Voir les campagnes',
    others: (count: string) => `Autres campagnes ouvertes\u00a0: ${count}`,
    fullScreen: 'Plein écran',
    back: 'Retour',
    live: 'En direct',
    lost: 'Connexion perdue. Chiffres de',
    late: (time: string) => `Chiffres en retard. Derniers\u00a0: ${time}`,
  },

  counter: {
    title: (campaign: string) => `Compteur\u00a0: ${campaign}`,
  },

  /** On the organizers’ page about sharing. */
  admin: {
    title: 'À l’écran et sur un autre site',
    wallText:
      'L’affichage mural montre en grand où en est la campagne, en direct, pour l’écran du quartier général. Il ne nomme personne.',
    counterText:
      'Le compteur montre l’avancée de l’objectif, en direct, sur un autre site. Collez cette ligne dans sa page, là où il doit paraître.',
    counterHosts: (hosts: string) => `Sites qui peuvent le montrer\u00a0: ${hosts}.`,
    noHosts:
      'Aucun autre site ne peut encore le montrer\u00a0: nommez-les d’abord dans la campagne, à la partie «\u00a0Qui parle\u00a0», parmi les sites qui montrent le formulaire.',
    noGoal: 'Cette campagne ne montre pas son objectif au public\u00a0: elle n’a pas de compteur.',
    snippet: (language: string) => `Compteur, en ${language.toLowerCase()}`,
  },
};
