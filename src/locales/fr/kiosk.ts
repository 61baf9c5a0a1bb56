/** The kiosk: what a table's visitors, its volunteers and its organizers read. */
export const kiosk = {
  page: {
    title: (campaign: string) => `Kiosque – ${campaign}`,
    appName: (campaign: string) => `Kiosque\u00a0: ${campaign}`,
    description: 'Page d’inscription pour une table ou une tablette, avec ou sans réseau.',
    needsScript: 'Le kiosque a besoin de JavaScript, pour garder les inscriptions quand il n’y a pas de réseau.',
    needsScriptAction: 'Aller au formulaire ordinaire',
    language: 'Langue du formulaire',
    form: 'Le formulaire',
    kept: 'Merci\u00a0!',
    mail: 'Un courriel vous arrivera pour confirmer votre adresse. Ouvrez-le chez vous\u00a0: la suite s’y trouve.',
    nextTitle: 'La suite sur votre téléphone',
    nextText: 'Visez ce code avec votre appareil photo\u00a0: les prochaines dates et le lien à faire passer sont là.',
    code: (url: string) => `Code QR vers ${url}`,
    done: 'Personne suivante',
    closed: {
      'no-link': {
        title: 'Il faut un lien de kiosque',
        sentences: [
          'Cette page sert aux tables et aux tablettes des bénévoles. Elle s’ouvre avec le lien que l’équipe prépare dans l’administration, sous «\u00a0Kiosques\u00a0».',
        ],
      },
      expired: {
        title: 'Ce kiosque a pris fin',
        sentences: ['Son lien n’est plus valide. L’équipe peut en préparer un autre, sous «\u00a0Kiosques\u00a0».'],
      },
      revoked: {
        title: 'Ce kiosque a été fermé',
        sentences: ['L’équipe a mis fin à ce lien. Elle peut en préparer un autre, sous «\u00a0Kiosques\u00a0».'],
      },
      'campaign-closed': {
        title: 'Cette campagne est terminée',
        sentences: ['Le kiosque ne prend plus d’inscriptions. Merci d’avoir tenu la table\u00a0!'],
      },
    },
    toForm: 'Le formulaire de la campagne',
    trouble: {
      title: 'Cet appareil ne peut pas servir de kiosque',
      storage:
        'Il ne garde rien pour cette page. Quittez la navigation privée, ou permettez à ce site de garder des données, puis rechargez.',
      full: 'Il n’a presque plus de place libre. Faites de la place, puis rechargez cette page.',
      insecure: 'Cette page n’est pas ouverte par une adresse sûre (https). Ouvrez le lien complet, tel que préparé.',
    },
  },

  /** Spoken by the scripts; `{count}` and `{seconds}` are put in by them. */
  live: {
    waitingNone: 'Tout est envoyé',
    waiting: 'En attente d’envoi\u00a0: {count}',
    sending: 'Envoi… en attente\u00a0: {count}',
    linkLost:
      'En attente\u00a0: {count}. Le service ne reconnaît plus le lien de ce kiosque\u00a0: gardez l’appareil et avertissez l’équipe.',
    ready: 'Prêt sans réseau',
    notReady: 'Pas encore prêt sans réseau',
    notPersisted:
      'L’appareil pourrait effacer ce qui attend s’il manque de place. Installez le kiosque (menu du navigateur), ou envoyez souvent.',
    busy: 'Un instant…',
    errorsOne: 'Une réponse est à revoir',
    errorsMany: '{count} réponses sont à revoir',
    notKept:
      'L’appareil n’a pas pu garder cette inscription. Rien n’est perdu\u00a0: appuyez de nouveau, ou appelez la personne qui tient la table.',
    backIn: 'Retour au formulaire dans {seconds} s',
    stillThere: 'Toujours là\u00a0? Sans réponse, le formulaire se vide dans {seconds} s.',
    stay: 'Je suis là',
  },

  admin: {
    title: 'Kiosques',
    text: 'Un kiosque, c’est une tablette sur une table ou le téléphone d’un bénévole qui prend des inscriptions, même sans réseau. Chacune est chiffrée sur l’appareil, puis envoyée dès que possible.',
    empty: 'Aucun kiosque encore. Préparez un lien ci-dessous, ouvrez-le sur la tablette, et la table est prête.',
    newTitle: 'Préparer un kiosque',
    name: 'Nom du kiosque',
    nameHint: 'Par exemple «\u00a0Table du marché\u00a0».',
    campaign: 'Campagne',
    lifetime: 'Valide pendant',
    lifetimes: { day: 'Deux jours', week: 'Une semaine', month: 'Un mois', season: 'Quatre mois' },
    create: 'Préparer le lien',
    incomplete: 'Il manque le nom (80 caractères au plus) ou la campagne.',
    noCampaign: 'Il faut d’abord une campagne.',
    state: 'État',
    states: { open: 'Ouvert', expired: 'Expiré', revoked: 'Fermé' },
    until: 'Jusqu’au',
    signups: 'Inscriptions',
    last: 'Dernière reçue',
    leftovers: 'Mises de côté',
    back: 'Tous les kiosques',
    link: 'Lien à ouvrir sur l’appareil',
    linkNote:
      'Qui a ce lien peut inscrire des gens sans limite d’adresse réseau\u00a0: ne le publiez pas. Ouvrez-le une première fois avec du réseau, puis installez la page depuis le menu du navigateur.',
    codeTitle: 'Ou visez ce code avec la tablette',
    notesClock: (count: string) => `Heure de signature corrigée, l’horloge de l’appareil étant fausse\u00a0: ${count}.`,
    notesConsent: (count: string) =>
      `Gardées sans consentement, le texte affiché n’étant pas un des nôtres\u00a0: ${count}.`,
    droppedTitle: 'Réponses laissées de côté',
    droppedText: 'Ces personnes sont bien inscrites, mais sans ces réponses, qui n’avaient pas la bonne forme.',
    droppedWho: 'Courriel',
    droppedWhat: 'Écrit sur l’appareil',
    droppedAnswer: (field: string, answer: string) => `${field} «\u00a0${answer}\u00a0»`,
    leftoversTitle: 'Inscriptions mises de côté',
    leftoversText: (count: string) =>
      `${count} en tout, gardées telles que l’appareil les a envoyées. Rien n’est perdu tant qu’elles sont ici.`,
    reason: 'Raison',
    count: 'Nombre',
    reasons: {
      unreadable: 'Indéchiffrable\u00a0: clé inconnue, ou contenu abîmé',
      invalid: 'Adresse courriel ou prénom non valides',
      revoked: 'Reçue après la fermeture du kiosque',
      expired: 'Signée ou reçue trop longtemps après la fin du lien',
      failed: 'Refusée par la base de données',
    },
    takeIn: 'Les faire entrer',
    takeInNote: 'À faire si vous reconnaissez ce kiosque et cet appareil. Ce qui ne peut pas entrer reste ici.',
    leftoversWho: 'Personnes dont l’inscription est mise de côté',
    firstName: 'Prénom',
    wrong: 'À revoir',
    signedAt: 'Signée le',
    discardTitle: 'Les effacer plutôt',
    discardText: 'Tout ce qui est mis de côté ici disparaît pour de bon\u00a0; le journal en garde le nombre.',
    discard: 'Tout effacer',
    revokeTitle: 'Fermer ce kiosque',
    revokeText:
      'La page ne s’ouvrira plus. Ce qui attend encore sur l’appareil sera mis de côté ici, et vous déciderez.',
    revoke: 'Fermer ce kiosque',
    keyTitle: 'Clé de chiffrement de la campagne',
    keyText: (date: string) =>
      `La clé actuelle date du ${date}. Avec une nouvelle clé, les appareils chiffrent pour elle dès leur prochaine ouverture avec réseau\u00a0; l’ancienne continue d’ouvrir ce qui attend.`,
    rotate: 'Changer de clé',
    missing: 'Ce kiosque n’existe pas.',
  },
};
