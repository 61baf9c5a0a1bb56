/** The public form. */
export const form = {
  optional: 'facultatif',
  errorsTitle: (count: number) => (count === 1 ? 'Une réponse est à revoir' : `${count} réponses sont à revoir`),
  website: 'Laissez ce champ vide',
  once: 'Une fois',
  monthly: 'Chaque mois',
  availability: { weekdays: 'En semaine, le jour', evenings: 'Les soirs', weekends: 'Les fins de semaine' },
  hours: (count: number): string => (count === 1 ? 'heure' : 'heures'),
  doors: (count: number): string => (count === 1 ? 'porte' : 'portes'),
  calls: (count: number): string => (count === 1 ? 'appel' : 'appels'),
};

export const fields = {
  email: 'Courriel',
  firstName: 'Prénom',
  lastName: 'Nom de famille',
  phone: 'Téléphone',
  postalCode: 'Code postal',
  availability: 'Vos moments libres',
  skills: 'Ce que vous aimez faire',
  question: 'Votre réponse',
  amount: 'Combien promettez-vous\u00a0?',
  amountOther: 'Autre montant',
  frequency: 'À quel rythme\u00a0?',
  hours: 'Combien d’heures pouvez-vous donner\u00a0?',
  hoursOther: 'Autre nombre',
  doors: 'À combien de portes irez-vous frapper\u00a0?',
  doorsOther: 'Autre nombre',
  calls: 'Combien d’appels ferez-vous\u00a0?',
  callsOther: 'Autre nombre',
  count: 'Nombre promis',
  countOther: 'Autre nombre',
  doorsDone: 'Portes où vous avez frappé',
  callsDone: 'Appels que vous avez faits',
  note: 'Ce que vous avez vu et entendu',
  needsHelp: 'J’ai besoin d’un coup de main',
  consent: 'Suivi par courriel',
  answer: 'Votre réponse',
};

export const hints = {
  phone: 'Par exemple 514 555-0123',
  postalCode: 'Pour vous proposer ce qui se passe près de chez vous',
  note: 'Une phrase suffit\u00a0: l’accueil, une question qui revient, une adresse à rayer.',
  needsHelp: 'Quelqu’un de l’équipe vous écrira.',
};

/** What is wrong with a field. `required` has its own words where the field is one that we know. */
export const errors = {
  required: 'Il manque une réponse ici.',
  email: 'Cette adresse n’est pas complète. Elle s’écrit comme nom@exemple.org.',
  'too-long': 'C’est trop long\u00a0: quelques mots suffisent.',
  characters: 'Un caractère ne passe pas ici. Écrivez ce champ de nouveau, s’il vous plaît.',
  phone: 'Ce numéro n’est pas complet. Il s’écrit comme 514 555-0123.',
  'postal-code': 'Ce code postal n’est pas complet. Il s’écrit comme H2X 1Y4.',
  amount: 'Écrivez le montant en chiffres, comme 25 ou 25,50.',
  'amount-range': 'Ce montant est trop grand pour être noté ici. Choisissez-en un plus petit.',
  count: 'Écrivez un nombre entier, comme 5.',
  choice: 'Choisissez une des réponses proposées.',
};

export const missing = {
  email: 'Écrivez votre adresse courriel.',
  firstName: 'Écrivez votre prénom.',
  lastName: 'Écrivez votre nom de famille.',
  phone: 'Écrivez votre numéro de téléphone.',
  postalCode: 'Écrivez votre code postal.',
  availability: 'Choisissez au moins un moment.',
  skills: 'Choisissez au moins une réponse.',
  amount: 'Choisissez un montant, ou écrivez le vôtre.',
  count: 'Choisissez un nombre, ou écrivez le vôtre.',
};

/** Why a form comes back although each field is right. */
export const notices = {
  'too-quick': 'C’était vite fait\u00a0! Relisez vos réponses, puis appuyez de nouveau\u00a0: rien n’est perdu.',
  'stale-form': 'Cette page était ouverte depuis longtemps. Vos réponses sont toutes là\u00a0: appuyez de nouveau.',
  trap: 'Un champ caché a été rempli, souvent par un gestionnaire de mots de passe. Nous l’avons vidé\u00a0: appuyez de nouveau.',
  unproven:
    'Des robots assaillent ce formulaire, alors votre appareil doit faire un petit calcul. Tout est resté là\u00a0: appuyez de nouveau.',
  'too-many':
    'Beaucoup d’envois viennent de partir de votre réseau. Attendez une minute et appuyez de nouveau\u00a0: tout est resté là.',
  'too-many-recipient':
    'Cette adresse courriel vient de servir plusieurs fois. Attendez une heure et appuyez de nouveau\u00a0: tout est resté là.',
  unavailable:
    'Nous n’arrivons pas à enregistrer en ce moment. Rien n’est perdu\u00a0: appuyez de nouveau dans un instant.',
};

export const consent = {
  optional: 'Facultatif\u00a0: votre geste compte autant sans cette case.',
  who: ({ sender }: { sender: string }) =>
    `Vos réponses vont à ${sender}, pour cette campagne. Chaque courriel porte un lien pour se retirer, d’un seul geste.`,
};
