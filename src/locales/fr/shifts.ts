/** Seats: "I'm coming", the code for the door, the waiting list; and for organizers one shift and its door. */
export const shifts = {
  confirm: {
    title: 'Vous y serez\u00a0?',
    text: 'Un appui, et l’équipe sait qu’elle peut compter sur vous.',
    action: 'Oui, j’y serai',
    cancel: 'Je ne peux pas venir',
    done: 'Vous avez confirmé votre présence',
  },
  ticket: {
    title: 'Votre code pour l’arrivée',
    text: 'Montrez ce code à la personne qui vous accueille, ou donnez-lui simplement votre nom.',
    code: 'Ou dites ce code',
    alt: 'Code QR de votre réservation',
    link: 'Mon code pour l’arrivée',
    linkNamed: (title: string, date: string) => `Mon code pour l’arrivée\u00a0: ${title}, ${date}`,
    keep: 'Faites-en une capture d’écran\u00a0: il se lit aussi sans réseau.',
  },
  calledOff: 'Annulé par l’équipe',
  wait: {
    join: 'M’inscrire sur la liste d’attente',
    joinNamed: (title: string, date: string) => `M’inscrire sur la liste d’attente\u00a0: ${title}, ${date}`,
    mine: 'J’attends une place',
    first: 'Vous êtes la prochaine personne sur la liste. Dès qu’une place se libère, un courriel part.',
    before: (count: number) =>
      count === 1
        ? 'Une personne est avant vous. Dès que c’est votre tour, un courriel part.'
        : `${count} personnes sont avant vous. Dès que c’est votre tour, un courriel part.`,
    held: (until: string) => `Une place est gardée pour vous jusqu’au ${until}.`,
    see: 'Prendre la place',
    leave: 'Quitter la liste d’attente',
    leaveNamed: (title: string, date: string) => `Quitter la liste d’attente\u00a0: ${title}, ${date}`,
    offerTitle: 'Une place s’est libérée',
    take: 'Oui, je la prends',
    pass: 'Non, laisser passer la personne suivante',
    lateTitle: 'Cette place n’est plus gardée',
    late: 'Le temps est écoulé et la place a été offerte à la personne suivante. Vous pouvez vous remettre sur la liste.',
    waitingTitle: 'Vous êtes sur la liste d’attente',
  },
  admin: {
    open: 'Voir',
    openNamed: (shift: string) => `Voir ${shift}`,
    people: 'Qui vient',
    empty: 'Personne n’a encore réservé. Repartagez le lien de la campagne, ou appelez les personnes inscrites.',
    share: 'La page à partager',
    person: 'Personne',
    state: 'Où c’en est',
    states: {
      booked: 'Réservé',
      confirmed: 'A confirmé',
      cancelled: 'Annulé',
      attended: 'Était là',
      missed: 'N’y était pas',
    },
    waiting: (count: number) =>
      count === 1 ? 'Une personne sur la liste d’attente.' : `${count} personnes sur la liste d’attente.`,
    held: (count: number) =>
      count === 1 ? 'Une place est gardée pour la suivante.' : `${count} places sont gardées pour les suivantes.`,
    seats: (booked: string, seats: string) => `${booked} sur ${seats} places prises`,
    confirmed: (count: number) => (count === 1 ? '1 a confirmé sa présence' : `${count} ont confirmé leur présence`),
    lacks: (needed: number) => `Il manque du monde\u00a0: il en faut au moins ${needed}.`,
    door: 'Accueil à la porte',
    callOff: 'Annuler cette plage',
    callOffTitle: 'Annuler cette plage\u00a0?',
    callOffText: (count: number) =>
      count === 0
        ? 'Personne n’a réservé. La plage ne sera plus offerte, et ne peut pas être rouverte.'
        : `${count === 1 ? 'La personne inscrite reçoit' : `Les ${count} personnes inscrites reçoivent`} un courriel qui retire la plage de leur agenda. La plage ne peut pas être rouverte.`,
    callOffYes: 'Oui, annuler la plage',
    callOffNo: 'Non, la garder',
    isCalledOff: 'Cette plage a été annulée.',
    noName: 'Sans nom',
  },
};
