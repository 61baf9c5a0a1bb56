import { consent, errors, fields, form, hints, missing, notices } from './pages-form.ts';

/** Money and numbers arrive here already written for the locale. */
export const pages = {
  language: 'Français',
  languages: 'Langue de la page',
  skip: 'Aller au contenu',

  footer: {
    privacy: 'Aucun pistage, aucune publicité\u00a0: ce que vous écrivez va à l’organisation nommée sur la page.',
    mark: 'Propulsé par Terrain',
  },

  /** Spoken by the little JavaScript there is. */
  live: {
    busy: 'Envoi en cours…',
    offline:
      'Pas de réseau pour l’instant. Tout ce que vous avez écrit est resté là\u00a0; nous réessayons dans un moment.',
    unavailable: 'Le service reprend son souffle. Rien n’est perdu\u00a0; nous réessayons dans un moment.',
    giveUp:
      'L’envoi n’a pas passé. Tout ce que vous avez écrit est resté là\u00a0: appuyez de nouveau quand vous voudrez.',
    copied: 'Lien copié',
  },

  form,
  fields,
  hints,
  errors,
  missing,
  notices,
  consent,

  landing: {
    progress: {
      signups: (count: number, target: string): string => `${count === 1 ? 'personne' : 'personnes'} sur ${target}`,
      money: (_count: number, target: string): string => `promis sur ${target}`,
      hours: (count: number, target: string): string =>
        `${count === 1 ? 'heure promise' : 'heures promises'} sur ${target}`,
      actions: (count: number, target: string): string =>
        `${count === 1 ? 'geste promis' : 'gestes promis'} sur ${target}`,
      bookings: (count: number, target: string): string =>
        `${count === 1 ? 'place prise' : 'places prises'} sur ${target}`,
    },
    first: (target: string) => `Premier pas vers ${target}\u00a0: le vôtre\u00a0?`,
    reached: 'Objectif atteint\u00a0: chaque geste de plus nous mène plus loin.',
    form: 'Le formulaire',
    shifts: 'Sur le terrain bientôt',
    shiftsNote: 'Vous choisirez votre place juste après le formulaire.',
    story: 'Pourquoi maintenant',
    toForm: 'Revenir au formulaire',
    behind: 'Qui est derrière',
    reach: 'Pour nous joindre',
  },

  shift: {
    kinds: { canvass: 'Porte-à-porte', 'phone-bank': 'Soirée d’appels', event: 'Événement' },
    zone: (hours: string, zone: string) => `${hours} (${zone})`,
    left: (left: number) => (left === 1 ? 'Il reste 1 place' : `Il reste ${left} places`),
    full: 'Complet',
    book: 'Je prends une place',
    bookNamed: (title: string, date: string) => `Je prends une place\u00a0: ${title}, ${date}`,
    booked: 'Votre place est réservée',
    cancelled: 'Place libérée',
    attended: 'C’est fait, merci',
    missed: 'Ce sera pour une autre fois',
    cancel: 'Libérer ma place',
    cancelNamed: (title: string, date: string) => `Libérer ma place\u00a0: ${title}, ${date}`,
    report: 'Raconter comment ça s’est passé',
    reportNamed: (title: string, date: string) => `Raconter comment ça s’est passé\u00a0: ${title}, ${date}`,
  },

  pledge: {
    money: (amount: string) => `Vous avez promis ${amount}.`,
    monthly: (amount: string) => `Vous avez promis ${amount} par mois.`,
    hours: (count: string) => `Vous avez promis ${count} de votre temps.`,
    doors: (count: string) => `Vous avez promis de frapper à ${count}.`,
    calls: (count: string) => `Vous avez promis ${count}.`,
    other: (count: string) => `Vous avez promis ${count} gestes.`,
    moneyTitle: 'Transformez votre promesse en don',
    moneyText:
      'Aucun paiement ne se fait ici. Le don se fait sur la page officielle de l’organisation\u00a0; revenez ensuite nous le dire.',
    otherTitle: 'Votre promesse',
    otherText: 'Quand ce sera fait, dites-le ici\u00a0: c’est ainsi que nous savons où nous en sommes.',
    donate: 'Donner sur la page officielle',
    done: 'C’est fait',
    doneMoney: 'J’ai fait mon don',
    kept: 'Promesse tenue. Merci\u00a0!',
  },

  share: {
    title: 'Faites passer le mot',
    text: 'Une personne qui en invite deux autres, c’est ainsi que le mouvement grandit.',
    link: 'Votre lien à partager',
    copy: 'Copier le lien',
    native: 'Partager',
  },

  next: {
    thanks: 'Merci\u00a0!',
    title: 'Votre prochain geste',
    mailTitle: 'Un courriel vous attend',
    mailConsented:
      'Ouvrez-le et confirmez votre adresse\u00a0: c’est ce qui nous permet de vous écrire la suite. Rien en vue\u00a0? Regardez dans les indésirables.',
    mailOnly:
      'Il confirme votre adresse et ramène à votre espace. Vous n’avez pas demandé de suivi\u00a0: nous vous écrirons seulement pour ce que vous réservez ici.',
    shiftTitle: 'Choisissez votre place sur le terrain',
    shiftText: 'C’est là que tout se joue. Prenez la date qui vous convient\u00a0; vous pourrez la libérer d’un geste.',
    fullTitle: 'Tout est complet, pour l’instant',
    fullText:
      'Mettez-vous sur une liste d’attente\u00a0: dès qu’une place se libère, elle est gardée pour vous et vous l’apprenez par courriel.',
    moreShifts: 'Une autre date\u00a0?',
    bookedTitle: 'On vous attend',
  },

  /** What an act led to, said on top of the page that follows it. */
  outcomes: {
    confirmed: 'Votre adresse est confirmée. Voici votre espace\u00a0: gardez-en le lien.',
    booked: 'Votre place est réservée. Les détails partent par courriel.',
    full: 'Cette date vient de se remplir. Il y a peut-être une autre place pour vous ci-dessous.',
    over: 'Cette date est passée. Il y a peut-être une autre place pour vous ci-dessous.',
    'task-done': 'C’est noté. Merci pour ce geste\u00a0!',
    language: 'C’est noté\u00a0: vos prochains courriels seront en français.',
    coming: 'C’est noté\u00a0: l’équipe compte sur vous. Merci\u00a0!',
    waiting: 'Vous êtes sur la liste d’attente. Si une place se libère, vous l’apprendrez par courriel.',
    'seats-left': 'Il y a encore de la place à cette date\u00a0: réservez la vôtre ci-dessous.',
    'wait-left': 'C’est noté, vous n’êtes plus sur la liste d’attente.',
    'hold-over': 'Cette place n’est plus gardée pour vous. Vous pouvez vous remettre sur la liste d’attente.',
    cancelled: 'Votre place est libérée\u00a0: quelqu’un d’autre pourra la prendre. Merci d’avoir prévenu.',
    reported: 'C’est noté. Merci de nous l’avoir dit\u00a0!',
    'pledge-kept': 'Promesse tenue\u00a0: merci\u00a0!',
    'pledge-made': 'Votre promesse est notée. Merci\u00a0!',
    unavailable: 'Nous n’arrivons pas à enregistrer en ce moment. Essayez de nouveau dans un instant.',
  },

  campaigns: {
    title: 'Les campagnes en cours',
    lead: 'Choisissez une cause. Cinq minutes en ligne, puis un vrai geste, dans le vrai monde.',
    open: 'J’embarque',
    emptyTitle: 'Rien à l’affiche pour l’instant',
    empty: 'Aucune campagne n’est ouverte en ce moment. Revenez bientôt\u00a0: la prochaine sera annoncée ici même.',
    emptyOrganizer: 'Vous organisez une campagne\u00a0? Ouvrez-en une depuis l’espace d’organisation.',
    emptyAction: 'Espace d’organisation',
    others: 'Ces campagnes vous attendent',
  },

  closed: {
    title: 'Cette campagne est terminée',
    text: (title: string) =>
      `«\u00a0${title}\u00a0» ne prend plus d’inscriptions. Merci à toutes les personnes qui ont mis la main à la pâte.`,
    reach: (sender: string) => `Une question\u00a0? ${sender} vous répondra\u00a0:`,
  },

  space: {
    title: (firstName: string) => (firstName === '' ? 'Bonjour\u00a0!' : `Bonjour, ${firstName}\u00a0!`),
    label: 'Votre espace',
    lead: (email: string) => `Cette page est à vous (${email}). Gardez-en le lien et ne le partagez pas.`,
    myShifts: 'Mes dates',
    noShifts: 'Rien de réservé pour l’instant. Une des dates ci-dessous vous irait\u00a0?',
    noShiftsAtAll: 'Rien de réservé, et aucune date n’est ouverte. Dès qu’il y en aura, elles seront ici.',
    openShifts: 'Places à prendre',
    myPledges: 'Mes promesses',
    settings: 'Mes renseignements',
    leave: 'Ne plus recevoir de courriels',
    data: 'Obtenir une copie de mes renseignements',
    erase: 'Effacer mes renseignements',
  },

  confirm: {
    title: 'Un dernier appui et c’est confirmé',
    text: 'Confirmez que cette adresse est bien la vôtre. Rien ne vous sera envoyé si elle ne l’est pas.',
    action: 'Oui, c’est mon adresse',
    other: 'Vous n’avez rien demandé\u00a0? Fermez simplement cette page.',
  },

  cancel: {
    title: 'Libérer votre place\u00a0?',
    text: 'Un empêchement, ça arrive. Prévenir permet à quelqu’un d’autre de prendre le relais.',
    action: 'Oui, libérer ma place',
    keep: 'Non, j’y serai',
  },

  report: {
    title: 'Alors, c’était comment\u00a0?',
    text: 'Deux appuis suffisent. Le reste aide l’équipe, si le cœur vous en dit.',
    attended: 'J’y étais',
    missed: 'Je n’ai pas pu y être',
    preset: {
      attended: 'Vous y étiez\u00a0: il reste à confirmer.',
      missed: 'Vous n’avez pas pu y être\u00a0: il reste à confirmer.',
    },
    more: 'Si vous avez une minute de plus',
    thanksAttended: 'Merci d’y avoir été\u00a0!',
    thanksAttendedText: 'Ce que vous venez de faire ne se fait pas derrière un écran. L’équipe a votre compte rendu.',
    thanksMissed: 'Merci de l’avoir dit',
    thanksMissedText: 'Ça arrive à tout le monde. Il y a sûrement une autre date pour vous.',
    helpComing: 'Vous avez demandé un coup de main\u00a0: quelqu’un de l’équipe vous écrira.',
    backToSpace: 'Aller à mon espace',
  },

  unsubscribe: {
    title: 'Ne plus recevoir nos courriels\u00a0?',
    text: (sender: string) =>
      `${sender} cessera de vous écrire, pour cette campagne comme pour les autres. Vos réservations restent valides.`,
    action: 'Me retirer de la liste',
    stay: 'Vous restez\u00a0? Fermez simplement cette page.',
    doneTitle: 'C’est fait\u00a0: vous êtes hors de la liste',
    done: (sender: string) => `${sender} ne vous écrira plus, sauf au sujet d’une place que vous auriez réservée.`,
    others: 'Et le reste\u00a0?',
    othersText: 'Vous avez aussi accepté ceci. Chaque accord se retire à part.',
    all: 'Tout arrêter d’un coup',
    allDoneTitle: 'C’est fait\u00a0: tout est arrêté',
    allDone: (sender: string) =>
      `${sender} ne vous écrira plus, ne vous appellera plus et ne transmettra plus vos coordonnées. Seules les places que vous auriez réservées font encore l’objet d’un courriel.`,
    doneBack: 'Un appui de trop\u00a0? Le formulaire de la campagne permet de revenir en tout temps.',
    backToCampaign: 'Revoir la campagne',
  },

  /** Pages that say why there is nothing else to show. */
  problems: {
    retry: 'Envoyer de nouveau',
    typed: 'Ce que vous avez écrit',
    home: 'Voir les campagnes en cours',
    'not-found': {
      title: 'Cette page n’est pas sur la carte',
      sentences: ['L’adresse a peut-être changé, ou une lettre s’est perdue en chemin.'],
    },
    gone: {
      title: 'Ce lien a fait son temps',
      sentences: [
        'Par prudence, nos liens ne durent pas toujours.',
        'Le plus récent de nos courriels en contient un qui fonctionne.',
      ],
    },
    forbidden: {
      title: 'Ce lien n’est pas valide',
      sentences: ['Il est peut-être coupé\u00a0: ouvrez-le de nouveau depuis le courriel, ou copiez-le en entier.'],
    },
    'unsupported-type': {
      title: 'Cet envoi n’est pas arrivé comme un formulaire',
      sentences: ['Revenez à la page de la campagne et envoyez le formulaire de là.'],
    },
    'too-large': {
      title: 'C’est un peu long pour nous',
      sentences: [
        'L’envoi dépasse ce que nous pouvons recevoir. Revenez en arrière, raccourcissez vos réponses et envoyez de nouveau.',
      ],
    },
    malformed: {
      title: 'Nous n’avons pas pu lire cet envoi',
      sentences: ['Il est arrivé abîmé. Revenez en arrière et envoyez de nouveau, s’il vous plaît.'],
    },
    'too-many': {
      title: 'Un petit moment, s’il vous plaît',
      sentences: [
        'Beaucoup d’envois viennent de partir de votre réseau.',
        'Attendez une minute, puis essayez de nouveau.',
      ],
    },
    unavailable: {
      title: 'Nous reprenons notre souffle',
      sentences: [
        'Le service ne peut rien enregistrer en ce moment. Rien de ce que vous avez écrit n’est perdu.',
        'Attendez un instant, puis envoyez de nouveau.',
      ],
    },
    unexpected: {
      title: 'Quelque chose a accroché de notre côté',
      sentences: ['Ce n’est pas votre faute, et l’équipe en est avertie. Essayez de nouveau dans un instant.'],
    },
    reference: (id: string) => `Numéro à mentionner si vous nous écrivez\u00a0: ${id}`,
  },
};
