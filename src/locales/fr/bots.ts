/** What people and organizers read while bots are about. */
export const bots = {
  withoutScript:
    'Sans JavaScript, votre inscription comptera dès que vous aurez appuyé sur le bouton du courriel que nous vous enverrons.',
  held: {
    title: 'Un courriel vous attend',
    lead: 'Ouvrez-le et appuyez sur son bouton\u00a0: c’est là que votre inscription comptera.',
    why: 'Des robots assaillent ce formulaire en ce moment. Le bouton nous dit que c’est bien vous.',
    nothing:
      'Rien en vue\u00a0? Regardez dans les indésirables. Le lien fonctionne pendant sept jours\u00a0; après, tout ce que vous avez écrit est effacé.',
    back: 'Revenir à la campagne',
  },
  release: {
    title: 'Un dernier appui et ça compte',
    lead: 'Vous avez rempli le formulaire de cette campagne. Appuyez pour que votre inscription compte et que votre adresse soit confirmée.',
    action: 'Oui, c’est moi',
    other: 'Ce n’est pas vous\u00a0? Fermez simplement cette page\u00a0: tout sera effacé dans quelques jours.',
  },
  admin: {
    title: 'Envois refusés',
    lead: 'Les formulaires qui n’ont pas été acceptés depuis 30 jours, et ce qu’il y a à faire. Une faute de frappe n’en fait pas partie\u00a0: la personne la corrige et renvoie.',
    link: 'Voir par jour et par raison',
    none: 'Aucun envoi n’a été refusé depuis 30 jours.',
    on: (since: string, until: string) =>
      `Activée depuis ${since}, au moins jusqu’à ${until}\u00a0: chaque formulaire fait faire un petit calcul à l’appareil. Sans JavaScript, l’inscription compte après l’appui dans un courriel.`,
    off: 'Désactivée. Elle s’active d’elle-même à partir de 30 refus par minute, et se désactive dix minutes après.',
    onBadge: 'Preuve de travail\u00a0: activée',
    offBadge: 'Preuve de travail\u00a0: désactivée',
    reason: 'Raison',
    day: 'Jour',
    count: 'Nombre',
    todo: 'Que faire',
    byDay: 'Jour par jour',
    reasons: {
      trap: {
        name: 'Champ caché rempli',
        todo: 'Rien\u00a0: ce sont presque toujours des robots. Une personne qui y tombe passe au deuxième appui.',
      },
      'too-quick': {
        name: 'Envoyé trop vite',
        todo: 'Rien\u00a0: une personne passe au deuxième appui. Si on s’en plaint, réduisez FORM_MIN_SECONDS.',
      },
      'stale-form': {
        name: 'Formulaire périmé ou sans signature',
        todo: 'Rien d’habitude\u00a0: une page ouverte depuis plus de trois jours, ou un robot. Si le nombre grimpe d’un coup, vérifiez que toutes les machines ont le même SECRET.',
      },
      unproven: {
        name: 'Sans preuve de travail',
        todo: 'Rien\u00a0: c’est la protection qui agit. Les gens passent au deuxième appui, ou par le courriel.',
      },
      'too-many': {
        name: 'Trop d’envois de la même adresse réseau',
        todo: 'Un local ou une salle pleine partage une seule adresse\u00a0: si c’est le vôtre, augmentez SIGNUP_LIMIT_PER_MINUTE. Derrière un serveur mandataire, vérifiez TRUST_PROXY.',
      },
      'too-many-recipient': {
        name: 'Trop d’envois pour la même adresse courriel',
        todo: 'Quelqu’un inscrit peut-être une autre personne sans arrêt. Si votre équipe inscrit plusieurs personnes sous une seule adresse, augmentez RECIPIENT_LIMIT_PER_HOUR.',
      },
    },
  },
};
