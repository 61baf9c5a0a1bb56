/** What is read by whoever connects another site, and what the API answers. */
export const api = {
  title: 'L’API de Terrain',
  lead: 'Pour qu’un autre site ou une application inscrive des gens à vos campagnes, avec les mêmes règles que le formulaire.',
  start: 'Essayer',
  startText: 'Collez ces lignes dans le dossier de Terrain. La première fait une clé, qui n’est montrée qu’une fois.',
  noCampaign: 'Aucune campagne n’est ouverte\u00a0: l’exemple paraîtra ici dès qu’il y en aura une.',
  startAgain: 'Une seconde fois, la réponse est la même, avec 200 au lieu de 201\u00a0: deux fois, c’est une fois.',
  keysTitle: 'Deux sortes de clés',
  keys: [
    'Un jeton secret, pour un serveur, dans l’en-tête Authorization. Il ne doit jamais se trouver dans une page.',
    'Une origine, pour les pages d’un autre site\u00a0: sans secret, de cette origine seulement, et avec les mêmes pièges que le formulaire. Lisez d’abord la campagne\u00a0: elle donne la signature du formulaire (form), et le calcul à faire (challenge) quand des robots l’assaillent.',
  ],
  languages: 'La langue est celle de «\u00a0locale\u00a0», sinon celle de l’en-tête Accept-Language.',
  twice:
    'Chaque inscription porte un en-tête Idempotency-Key que vous choisissez\u00a0: renvoyée avec la même clé, c’est la même inscription. On peut l’omettre en renvoyant le même «\u00a0form\u00a0» et les mêmes réponses.',
  machine: (file: string) => `La même chose pour les machines\u00a0: ${file}`,
  field: 'Champ',
  about: 'Description',
  required: 'obligatoire',
  parameters: 'Paramètres et en-têtes',
  body: 'Corps de la requête',
  answers: 'Réponses',
  answer: 'Ce que contient la réponse',
  problemsTitle: 'Ce qui peut clocher',
  problemsText:
    'Un refus est un document application/problem+json (RFC 9457). «\u00a0code\u00a0» est un des mots ci-dessous, et «\u00a0errors\u00a0» montre chaque champ à revoir.',
  operations: {
    readCampaign: {
      title: 'Lire une campagne',
      text: 'Tout ce qu’il faut pour dessiner son formulaire. Sans clé.',
    },
    signUp: {
      title: 'Inscrire quelqu’un',
      text: 'Répond quand l’inscription est enregistrée pour de bon, avec l’adresse du geste suivant.',
    },
  },
  headers: {
    slug: 'Le nom de la campagne dans ses adresses.',
    authorization: 'Bearer suivi du jeton. Pour une page d’une origine permise\u00a0: rien.',
    idempotencyKey: 'De 1 à 255 caractères ASCII visibles, uniques pour chaque inscription.',
    acceptLanguage: 'fr ou en.',
  },
  statuses: {
    read: 'La campagne',
    created: 'L’inscription est enregistrée',
    again: 'Elle l’était déjà\u00a0: même réponse',
  },
  schemas: {
    email: 'Adresse courriel de la personne.',
    firstName: 'Prénom.',
    asked: 'Si la campagne le demande\u00a0; sinon, laissé de côté.',
    answers: 'Réponses aux champs propres à la campagne, par nom.',
    amount: 'Promesse d’argent, en unités de la devise\u00a0: 25 ou 25.50.',
    frequency: 'Rythme de la promesse d’argent.',
    count: 'Promesse d’heures ou de gestes.',
    consent:
      'true seulement si la personne a coché elle-même la phrase que donne la campagne, telle quelle, jamais cochée d’avance.',
    consents: 'Les autres consentements, par nom, aux mêmes conditions.',
    locale: 'Langue de la personne.',
    form: 'La signature du formulaire, telle que la campagne l’a donnée. Obligatoire pour une page\u00a0; bonne pour trois jours.',
    edition: 'L’édition des phrases que la personne a lues à côté des cases, telle que la campagne l’a donnée.',
    website: 'Un champ que les gens ne voient pas. À envoyer tel quel, vide ou non.',
    proof: 'La solution de «\u00a0challenge\u00a0» (ALTCHA, version 2), en base64, quand la campagne en donne un.',
    attribution:
      'D’où la personne vient\u00a0: les mots utm_… du lien, l’hôte du site qui y menait (from), le code de partage (by).',
    clientAddress:
      'Avec un jeton\u00a0: l’adresse IP de la personne. Elle compte pour les limites, et seule une empreinte en est gardée.',
    id: 'À citer si vous nous écrivez.',
    next: 'Où mener la personne ensuite\u00a0: sa promesse, les plages, le partage. À elle seule.',
    slug: 'Le nom de la campagne, dans ses adresses.',
    url: 'L’adresse de sa page.',
    locales: 'Les langues dans lesquelles la campagne existe.',
    words: 'Ses mots, dans la langue demandée.',
    answeredIn: 'Langue de la réponse.',
    fields: 'Les champs à demander, dans l’ordre.',
    pledge: 'La promesse à demander, s’il y en a une.',
    wordings: 'Les cases à montrer, avec leur phrase exacte\u00a0: c’est elle que le registre garde.',
    editionGiven:
      'L’édition de ces phrases, à renvoyer avec l’inscription\u00a0: si l’une a changé entre-temps, l’inscription revient.',
    who: 'La phrase à garder en vue\u00a0: qui reçoit les réponses, et comment se retirer.',
    token: 'La signature à renvoyer avec l’inscription.',
    hiddenField: 'Le nom du champ à cacher aux gens, pour attraper les robots.',
    challenge: 'Le calcul à faire avant d’envoyer, quand des robots assaillent la campagne.',
    example: 'Le moins que la campagne accepte.',
  },
  problems: {
    malformed: { title: 'Illisible', detail: 'Le corps n’est pas un objet JSON en UTF-8 comme il est décrit ici.' },
    'idempotency-key-missing': {
      title: 'Il manque un en-tête Idempotency-Key',
      detail: 'Ajoutez-en un de 1 à 255 caractères ASCII visibles, ou renvoyez «\u00a0form\u00a0» tel que reçu.',
    },
    'edition-missing': {
      title: 'Il manque l’édition des phrases',
      detail:
        'Un consentement se donne à une phrase lue\u00a0: renvoyez «\u00a0edition\u00a0» telle que la campagne l’a donnée avec ses phrases.',
    },
    'token-unknown': {
      title: 'Clé inconnue',
      detail: 'Donnez un jeton valide dans l’en-tête Authorization, ou appelez d’une origine permise.',
    },
    'origin-not-allowed': {
      title: 'Origine non permise',
      detail: 'Aucune clé ne permet à cette origine d’inscrire des gens à cette campagne.',
    },
    'campaign-not-allowed': {
      title: 'Pas pour cette campagne',
      detail: 'Cette clé est celle d’une autre campagne.',
    },
    'not-found': { title: 'Introuvable', detail: 'Il n’y a rien à cette adresse.' },
    'method-not-allowed': {
      title: 'Méthode refusée',
      detail: 'L’en-tête Allow nomme celles que cette adresse connaît.',
    },
    closed: { title: 'Campagne terminée', detail: 'Elle ne prend plus d’inscriptions.' },
    'too-large': { title: 'Trop long', detail: 'Le corps dépasse 64 Kio.' },
    'unsupported-type': { title: 'Ce n’est pas du JSON', detail: 'Envoyez Content-Type\u00a0: application/json.' },
    invalid: {
      title: 'Des réponses sont à revoir',
      detail: 'Chaque champ à revoir est nommé, avec une phrase à montrer à la personne.',
    },
    'idempotency-key-reused': {
      title: 'Cette clé a déjà servi',
      detail: 'Une autre inscription a été envoyée avec le même Idempotency-Key. Prenez-en un nouveau pour chacune.',
    },
    'form-stale': {
      title: 'Formulaire périmé',
      detail:
        'La signature manque, n’est pas la nôtre, ou date de plus de trois jours. Relisez la campagne et renvoyez.',
    },
    reworded: {
      title: 'Une phrase a changé',
      detail: 'Une phrase cochée n’est plus celle que la personne a lue. Relisez la campagne et demandez de nouveau.',
    },
    'too-quick': {
      title: 'Envoyé trop vite',
      detail: 'Une personne met plus de temps. Renvoyez la même chose dans un instant.',
    },
    trap: { title: 'Un champ caché a été rempli', detail: 'Videz-le et renvoyez.' },
    'proof-required': {
      title: 'Un calcul est demandé',
      detail:
        'Des robots assaillent la campagne. Relisez-la, faites le calcul de «\u00a0challenge\u00a0» et renvoyez avec «\u00a0proof\u00a0».',
    },
    'too-many': {
      title: 'Trop d’envois',
      detail: 'Attendez le nombre de secondes que dit Retry-After, puis renvoyez.',
    },
    unexpected: {
      title: 'Quelque chose a accroché de notre côté',
      detail: 'L’équipe en est avertie. Renvoyez avec la même clé\u00a0: ce ne sera jamais deux fois.',
    },
    unavailable: {
      title: 'Nous reprenons notre souffle',
      detail:
        'Rien n’a pu être confirmé. Attendez Retry-After et renvoyez avec la même clé\u00a0: ce ne sera jamais deux fois.',
    },
  },
  admin: {
    title: 'Clés de l’API',
    lead: 'Qui peut inscrire des gens depuis un autre site ou un serveur.',
    docs: 'Documentation de l’API',
    empty: 'Il n’y a pas de clé. Faites-en une en ligne de commande\u00a0:',
    revoke: 'Pour en faire une, ou en retirer une\u00a0:',
    name: 'Nom',
    kind: 'Sorte',
    token: (perMinute: string) => `Jeton, ${perMinute} inscriptions par minute au plus`,
    campaign: 'Campagne',
    all: 'toutes',
    added: 'Faite',
    used: 'Dernier usage',
    never: 'jamais',
    state: 'État',
    active: 'Active',
    revoked: (when: string) => `Retirée, ${when}`,
    link: 'Clés de l’API',
  },
};
