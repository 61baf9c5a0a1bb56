type Campaign = { campaign: string; sender: string };
type Shift = { title: string; day: string };

/** The mails' sentences. The texts of follow-up steps are the campaign's own and not here. */
export const mail = {
  confirm: {
    subject: (p: { campaign: string }) => `Confirmez votre adresse\u00a0: ${p.campaign}`,
    preheader: 'Une touche, et c’est fait.',
    headline: 'Est-ce bien votre adresse\u00a0?',
    body: (p: Campaign) =>
      `Cette adresse vient d’être inscrite à la campagne «\u00a0${p.campaign}\u00a0» (${p.sender}). Confirmez-la pour recevoir la suite.`,
    button: 'Oui, c’est mon adresse',
    ignore:
      'Ce n’est pas vous\u00a0? Vous n’avez rien à faire. Sans confirmation, cette adresse ne recevra pas de suivi de cette campagne.',
  },
  booking: {
    subject: (p: Shift) => `C’est réservé\u00a0: ${p.title}, ${p.day}`,
    preheader: (p: { date: string; hours: string; place: string }) => `${p.date}, ${p.hours}, ${p.place}`,
    headline: 'Votre place vous attend.',
    body: 'C’est réservé, merci\u00a0! Voici où et quand on se retrouve\u00a0:',
    calendar: 'Le fichier d’agenda est joint à ce courriel\u00a0: ouvrez-le pour noter le quart dans votre agenda.',
    cancelAsk: 'Un empêchement\u00a0? Libérez votre place\u00a0: une autre personne pourra la prendre.',
    cancel: 'Annuler ma réservation',
    ticket: (p: { code: string }) =>
      `À l’arrivée, donnez votre nom, ou ce code\u00a0: ${p.code}. Avec ou sans réseau, ça marche.`,
    ticketLink: 'Montrer mon code QR',
  },
  bookingMoved: {
    subject: (p: Shift) => `Changement\u00a0: ${p.title}, ${p.day}`,
    preheader: (p: { date: string; hours: string; place: string }) =>
      `Désormais\u00a0: ${p.date}, ${p.hours}, ${p.place}`,
    headline: 'Du nouveau\u00a0: l’heure ou le lieu a changé.',
    body: 'L’équipe a déplacé le quart que vous avez réservé. Voici où et quand on se retrouve maintenant\u00a0:',
    calendar: 'Le fichier joint met votre agenda à jour\u00a0: ouvrez-le, l’ancienne entrée est remplacée.',
    confirm: 'Ça me va, j’y serai',
    cancelAsk:
      'Le nouveau moment ne vous convient pas\u00a0? Libérez votre place\u00a0: une autre personne pourra la prendre.',
    cancel: 'Annuler ma réservation',
  },
  seatOffer: {
    subject: (p: Shift) => `Une place s’est libérée\u00a0: ${p.title}, ${p.day}`,
    headline: 'Une place s’est libérée. Elle est pour vous.',
    body: 'Vous étiez sur la liste d’attente, et c’est votre tour\u00a0:',
    until: (p: { until: string }) => `Nous vous la gardons jusqu’au ${p.until}.`,
    button: 'Prendre la place',
    other:
      'Vous ne pouvez plus venir\u00a0? Dites-le sur la même page\u00a0: la personne suivante sera avertie tout de suite.',
  },
  shiftLacks: {
    subject: (p: Shift & { booked: number; needed: number }) =>
      `Il manque du monde (${p.booked} sur ${p.needed})\u00a0: ${p.title}, ${p.day}`,
    headline: 'Il manque encore du monde.',
    body: (p: { booked: number; needed: number }) =>
      `${p.booked === 0 ? 'Personne n’a encore réservé' : p.booked === 1 ? 'Une personne a réservé' : `${p.booked} personnes ont réservé`} sur les ${p.needed} qu’il faut à cette plage.`,
    advice:
      'Il est encore temps\u00a0: appelez les personnes inscrites qui n’ont rien réservé, ou repartagez le lien de la campagne.',
    button: 'Voir la plage',
    share: 'Ouvrir la page à partager',
    reason: (p: { site: string }) =>
      `Vous recevez ce courriel une seule fois pour cette plage, parce que vous en êtes responsable dans ${p.site}.`,
  },
  bookingCancelled: {
    subjectCalledOff: (p: Shift) => `Quart annulé\u00a0: ${p.title}, ${p.day}`,
    preheaderCalledOff: 'L’équipe a dû annuler ce quart. D’autres vous attendent.',
    headlineCalledOff: 'Ce quart n’aura pas lieu.',
    bodyCalledOff: 'L’équipe a dû annuler ce quart. Merci d’avoir voulu en être\u00a0:',
    subject: (p: Shift) => `Réservation annulée\u00a0: ${p.title}, ${p.day}`,
    preheader: 'Votre place est libérée. D’autres quarts vous attendent.',
    headline: 'C’est annulé.',
    body: 'Votre réservation pour ce quart est annulée et votre place est libérée\u00a0:',
    calendar: 'Le fichier joint retire aussi le quart de votre agenda.',
    again: 'Un autre moment vous conviendrait mieux\u00a0?',
    button: 'Voir les autres quarts',
  },
  shiftReminder: {
    subject: (p: Shift) => `Rappel\u00a0: ${p.title}, ${p.day}`,
    preheader: (p: { date: string; hours: string; place: string }) => `${p.date}, ${p.hours}, ${p.place}`,
    headline: 'On se voit bientôt\u00a0!',
    body: 'Votre quart approche. L’équipe compte sur votre présence\u00a0:',
    subjectMorning: (p: { title: string; hours: string }) => `C’est aujourd’hui, ${p.hours}\u00a0: ${p.title}`,
    headlineMorning: 'C’est aujourd’hui\u00a0!',
    bodyMorning: 'On vous attend tout à l’heure. Un dernier coup d’œil à l’heure et au lieu\u00a0:',
    confirm: 'J’y serai',
    cancelAsk: 'Un empêchement\u00a0? Prévenez l’équipe en libérant votre place.',
    cancel: 'Annuler ma réservation',
  },
  reportAsk: {
    subject: (p: { title: string }) => `Y étiez-vous\u00a0? ${p.title}`,
    preheader: 'Deux touches suffisent pour nous le dire.',
    headline: 'Alors, c’était comment\u00a0?',
    body: (p: Shift) =>
      `Le quart «\u00a0${p.title}\u00a0» avait lieu ${p.day}. Y étiez-vous\u00a0? Deux touches suffisent.`,
    attended: 'J’y étais',
    missed: 'Je n’ai pas pu',
    why: 'Votre réponse aide l’équipe à faire le compte et à préparer la suite. Les deux réponses sont bonnes.',
  },
  invitation: {
    subject: (p: { by: string }) => `${p.by} vous donne accès à Terrain`,
    preheader: (p: { site: string; days: number }) => `L’administration de ${p.site}. Valable ${p.days} jours.`,
    headline: 'Bienvenue dans l’équipe.',
    body: (p: { site: string; by: string; days: number }) =>
      `${p.by} vous a donné accès à l’administration de ${p.site}. Ce lien vous fait entrer une fois\u00a0; il est valable ${p.days} jours.`,
    button: 'Entrer',
    later: (p: { site: string }) =>
      `Plus tard, demandez un nouveau lien sur ${p.site}/admin avec cette adresse. Vous ne connaissez pas cette équipe\u00a0? Ignorez ce courriel.`,
    reason: (p: { site: string; by: string }) =>
      `Vous recevez ce courriel parce que ${p.by} a ajouté votre adresse à l’équipe de ${p.site}.`,
  },
  signIn: {
    subject: 'Votre lien de connexion à Terrain',
    preheader: (p: { minutes: number }) => `Valable ${minutes(p.minutes)}, une seule fois.`,
    headline: 'Entrez.',
    body: (p: { site: string; minutes: number }) =>
      `Ce lien ouvre l’administration de ${p.site}. Il est valable ${minutes(p.minutes)} et ne sert qu’une fois.`,
    button: 'Me connecter',
    ignore: 'Vous ne l’avez pas demandé\u00a0? Ignorez ce courriel\u00a0: sans ce lien, personne n’entre.',
    reason: (p: { site: string }) =>
      `Vous recevez ce courriel parce qu’une connexion à ${p.site} a été demandée avec votre adresse.`,
  },
  paused: {
    subject: (p: { campaign: string }) => `Envois suspendus\u00a0: ${p.campaign}`,
    preheader: 'Les séquences et les envois groupés attendent votre décision.',
    headline: 'Les envois sont suspendus.',
    why: {
      bounces: (p: { counted: number; sent: number }) =>
        `Depuis une semaine, ${p.counted} courriels sur ${p.sent} ont été rejetés. Au-delà de 5\u00a0%, les messageries se méfient de tout ce qui vient de votre domaine.`,
      complaints: (p: { counted: number; sent: number }) =>
        `Depuis une semaine, ${p.counted} personnes sur ${p.sent} ont signalé vos courriels comme indésirables. Au-delà de 0,3\u00a0%, les messageries les rangent dans le pourriel de tout le monde.`,
    },
    todo: {
      bounces:
        'Vérifiez d’où viennent les adresses\u00a0: un vieux fichier importé, un formulaire assailli par des robots.',
      complaints:
        'Demandez-vous qui reçoit ces courriels et pourquoi\u00a0: l’attendait-on, est-ce clair, est-ce trop souvent\u00a0?',
    },
    goesOn:
      'Les confirmations d’adresse et les courriels au sujet d’une place continuent de partir. Rien n’est perdu\u00a0: le reste part quand vous reprenez les envois.',
    button: 'Voir les envois',
    reason: (p: { site: string }) => `Vous recevez ce courriel parce que vous êtes propriétaire de ${p.site}.`,
  },
  waiting: {
    subject: (p: { count: number }) =>
      p.count === 1 ? 'Une personne attend votre réponse' : `${p.count} personnes attendent votre réponse`,
    preheader: 'Un appel, un mot, une rencontre\u00a0: dans les 72\u00a0heures.',
    headline: (p: { count: number }): string => (p.count === 1 ? 'Quelqu’un vous attend.' : 'On vous attend.'),
    body: (p: { count: number }) =>
      p.count === 1
        ? 'Une personne vous a été confiée et attend encore votre réponse\u00a0:'
        : `${p.count} personnes vous ont été confiées et attendent encore votre réponse\u00a0:`,
    overdue: 'depuis plus de 72\u00a0heures',
    noName: 'Quelqu’un',
    more: (p: { count: number }) => (p.count === 1 ? 'Et une autre personne.' : `Et ${p.count} autres.`),
    button: 'Voir qui attend',
    reason: (p: { site: string }) =>
      `Vous recevez ce courriel parce que des personnes vous sont confiées dans ${p.site}. Pour ne plus le recevoir\u00a0: «\u00a0À répondre\u00a0», puis «\u00a0Ma part\u00a0».`,
  },
  replyReceived: {
    subject: (p: { who: string }) => `${p.who} vous a répondu`,
    preheader: 'La suite est entre vos mains.',
    headline: 'On vous a répondu.',
    body: (p: { who: string; campaign: string }) =>
      `${p.who} a répondu à un courriel de la campagne «\u00a0${p.campaign}\u00a0». Lisez le message et répondez-y d’ici\u00a0:`,
    noName: 'Quelqu’un',
    button: 'Lire et répondre',
    reason: (p: { site: string }) =>
      `Vous recevez ce courriel parce que cette personne vous est confiée dans ${p.site}. Il n’en part pas plus d’un par conversation et par heure.`,
  },
  shift: {
    when: 'Quand',
    where: 'Où',
    /** The hours with the name of their zone: "9 h 30 – 12 h (heure de l’Est)". */
    hours: (p: { hours: string; zone: string }) => `${p.hours} (${p.zone})`,
  },
  /** Ce qui empêche d’enregistrer un texte à champs. */
  mergeFaults: {
    unknown: (p: { field: string }) =>
      `Le champ {${p.field}} n’existe pas. Choisissez parmi\u00a0: {firstName}, {campaign}, {nextShift|…}, {team|…}, {leader|…}, {pledge|…}.`,
    fallback: (p: { field: string }) =>
      `Dites quoi écrire quand {${p.field}} n’est pas connu, par exemple {${p.field}|bientôt}.`,
    link: (p: { field: string }) => `Le champ {${p.field}} ne peut pas faire partie de l’adresse d’un lien.`,
    brace: () => 'Une accolade est seule\u00a0: un champ s’écrit {firstName} ou {firstName|vous}.',
  },
  /** At the foot of a follow-up. */
  now: {
    text: 'Un moment de libre\u00a0? Il y a quelque chose à faire tout près, ou au téléphone.',
    link: 'J’ai 30 minutes',
  },
  footer: {
    unsubscribe: 'Me désabonner',
    reasons: {
      confirm: (p: Campaign) =>
        `Vous recevez ce courriel parce que votre adresse a été saisie dans le formulaire de la campagne «\u00a0${p.campaign}\u00a0».`,
      consent: (p: Campaign) =>
        `Vous recevez ce courriel parce que vous avez accepté de recevoir des nouvelles de la campagne «\u00a0${p.campaign}\u00a0» (${p.sender}).`,
      ownAct: (p: Campaign) =>
        `Vous recevez ce courriel parce que vous avez pris un engagement dans la campagne «\u00a0${p.campaign}\u00a0».`,
      shift: (p: Campaign) =>
        `Vous recevez ce courriel parce que vous avez réservé une place dans un quart de la campagne «\u00a0${p.campaign}\u00a0».`,
    },
  },
};

function minutes(count: number): string {
  return `${count}\u00a0${count < 2 ? 'minute' : 'minutes'}`;
}
