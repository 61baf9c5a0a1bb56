/** "I have 30 minutes", and the rest of the own space that came with it. */
export const now = {
  title: 'J’ai 30 minutes',
  text: 'Un appui, et voici quelque chose à faire maintenant\u00a0: tout près ou au téléphone.',
  button: 'Trouvez-moi quelque chose',
  lead: 'Voici ce qui aide le plus en ce moment.',
  minutes: (count: number) => `Environ ${count}\u00a0minutes.`,
  shift: 'Une équipe part bientôt',
  share: 'Invitez deux personnes',
  open: 'Commencer',
  again: 'Autre chose',
  done: 'C’est fait',
  calls: 'Combien d’appels\u00a0? (si vous avez compté)',
  doors: 'Combien de portes\u00a0? (si vous avez compté)',
  language: 'Ma langue',
  languageText: 'Cette page et vos courriels suivent.',
  languages: { fr: 'Français', en: 'English' },
  team: 'Mon équipe',
  ledBy: (name: string) => `Responsable\u00a0: ${name}.`,
  noLeader: 'Cette équipe n’a pas encore de responsable.',
  writeTo: (address: string) => `Écrire à ${address}`,
  mine: 'Ce que j’ai fait',
  kept: 'Promesse tenue',
  task: 'Une tâche d’une demi-heure',
  counted: (what: string, count: string) => `${what}\u00a0: ${count}`,
  preferences: {
    title: 'Mes préférences',
    lead: 'Dans quelle langue on vous écrit, et pour quoi. Chaque choix vaut aussitôt.',
  },
  total: (people: number, count: number) =>
    count === 0
      ? `Ce jour-là, vous étiez ${people === 1 ? 'la première personne à le dire' : `${people} sur le terrain`}.`
      : `Ensemble\u00a0: ${people === 1 ? '1 personne' : `${people} personnes`}, ${count} portes ou appels. Merci\u00a0!`,
};
