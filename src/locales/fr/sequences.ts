const nights = (days: number) => (days === 1 ? '1\u00a0jour' : `${days}\u00a0jours`);

/** Sequences: what they begin with, what ends them, and their steps. */
export const sequences = {
  starts: {
    signup: 'Après l’inscription',
    confirmed: 'Après la confirmation de l’adresse',
    pledge: 'Après une promesse',
    booking: 'Après une réservation',
    attended: 'Après une présence',
    missed: 'Après une absence',
    reported: 'Après un compte rendu',
    silence: 'Après un silence',
    date: 'À une date',
  },
  afterSilence: (days: number) => `Après ${nights(days)} de silence`,
  onDate: (date: string) => `Le ${date}`,
  goals: {
    none: 'Aucun : elle va jusqu’au bout',
    booked: 'Une place réservée',
    pledged: 'Une promesse faite',
    reported: 'Un compte rendu donné',
    attended: 'Une présence',
  },
  states: { draft: 'Brouillon', live: 'En marche', paused: 'En pause' },
  delays: {
    none: 'Aussitôt',
    after: (delay: string) => `${delay} plus tard`,
    hours: (hours: number) => (hours === 1 ? '1\u00a0heure' : `${hours}\u00a0heures`),
    days: nights,
  },
  atHour: (hour: number, weekdays: boolean) =>
    weekdays ? `le premier jour de semaine à ${hour}\u00a0h` : `à ${hour}\u00a0h`,
};
