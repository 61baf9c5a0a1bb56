/** Sections of a landing page, and the form in another site’s frame. */
export const sections = {
  goal: 'Notre objectif',
  faq: 'Vos questions',
  paidBy: (who: string) => `Publicité payée par\u00a0: ${who}.`,
  agent: (who: string) => `Agent officiel ou agente officielle\u00a0: ${who}.`,

  embed: {
    title: (campaign: string) => `Formulaire\u00a0: ${campaign}`,
    whole: 'Voir toute la page',
    thanks: 'Merci\u00a0!',
    mail: 'Un courriel vient de partir\u00a0: il confirme votre adresse.',
    next: 'Choisir mon prochain geste',
    newTab: 'S’ouvre dans un nouvel onglet, sur une page qui n’est qu’à vous.',
    closedTitle: 'Cette campagne est terminée',
    closedText: 'Elle ne prend plus d’inscriptions. Merci à toutes les personnes qui ont mis la main à la pâte.',
  },
};
