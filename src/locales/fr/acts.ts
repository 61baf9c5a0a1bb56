/** Exporter et effacer tous les contacts d’un segment. */
export const acts = {
  mails: (title: string, count: number) => `${title} (${count === 1 ? '1 courriel' : `${count} courriels`})`,
  undoEnrol:
    'Sort de la séquence ceux qui n’ont encore reçu aucun de ses courriels. Les autres la continuent\u00a0; qui s’est désabonné le reste.',
  export: {
    title: 'Exporter ces contacts',
    text: 'Un fichier se prépare en arrière-plan. Vous le trouverez sous «\u00a0Fichiers\u00a0» pendant 24\u00a0heures, pour vous seulement.',
    format: 'Format',
    button: (who: string) => `Exporter ${who}`,
  },
  erase: {
    link: 'Effacer ces contacts définitivement',
    linkText:
      'Quand leurs renseignements ne servent plus. La page suivante dit ce qui disparaît\u00a0; rien n’est effacé avant que vous confirmiez.',
    linkButton: (who: string) => `Voir ce que ce serait d’effacer ${who}`,
    title: (count: string, one: boolean) => (one ? 'Effacer 1 contact' : `Effacer ${count} contacts`),
    back: 'Retour sans rien effacer',
    nobody: 'Personne ne correspond à ce filtre\u00a0: il n’y a rien à effacer.',
    warning: 'Cela ne s’annule pas. Personne ne pourra remettre ces contacts, nous non plus.',
    goes: 'Ce qui disparaît',
    goesList: [
      'Les noms, les courriels, les téléphones, les codes postaux et les réponses',
      'Les notes, les étiquettes, les appels et toute la chronologie de chaque personne',
      'Les courriels prévus\u00a0: ils ne partiront pas',
    ],
    stays: 'Ce qui reste, sans nom',
    staysList: [
      'Les totaux de vos campagnes, rattachés à personne',
      'De qui avait dit non\u00a0: une empreinte illisible, pour qu’aucun import ne lui récrive',
      'Le journal d’audit\u00a0: qui a effacé, quand et combien, sans nom ni adresse',
    ],
    sent: 'Les courriels déjà partis et les fichiers déjà exportés ne peuvent pas être rappelés.',
    newcomers: 'Qui s’inscrit après votre confirmation est gardé, même si le segment le décrit.',
    label: (count: string) => `Pour confirmer, écrivez le nombre de personnes\u00a0: ${count}`,
    wrong: (count: string) => `Écrivez ${count}, le nombre de personnes qui seraient effacées, ou revenez en arrière.`,
    moved: (count: string) =>
      `Le nombre a changé depuis que la page est ouverte\u00a0: c’est maintenant ${count}. Relisez, puis confirmez.`,
    button: (who: string) => `Effacer ${who} définitivement`,
    progress: (done: string, total: string) => `${done} sur ${total} effacés`,
    stopText: 'Qui est déjà effacé le reste. Les autres sont gardés.',
    stop: 'Arrêter l’effacement',
    over: 'Qui est effacé l’est pour de bon. Qui manque au compte a été gardé\u00a0: le segment ne le décrivait plus.',
  },
};
