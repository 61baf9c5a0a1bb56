export const webhooks = {
  /** Ce qui est écrit au registre des consentements quand un CRM le dit. */
  takenIn: {
    unsubscribed: (crm: string) => `Désabonnement fait dans ${crm}.`,
    bounced: (crm: string) => `Adresse qui refuse les courriels, d’après ${crm}.`,
    number: (crm: string) =>
      `Numéro changé dans ${crm}\u00a0: l’ancien consentement ne vaut pas pour le nouveau numéro.`,
  },
  /** Le catalogue des événements, à /api/v1/openapi.json. */
  about:
    'Envoyé aux adresses branchées sous CRM, signé selon Standard Webhooks (standardwebhooks.com). La fiche et le consentement (« subscription ») sont ceux du moment de l’envoi. Passez sur ce que vous ne connaissez pas\u00a0: des champs et des types peuvent s’ajouter\u00a0; « version » monte si un champ change de sens ou s’en va.',
  headers: {
    id: 'L’identifiant de l’événement, le même à chaque envoi\u00a0: ce que vous avez déjà reçu n’est pas à refaire.',
    timestamp: 'Le moment de cet envoi, en secondes depuis 1970. Refusez ce qui a plus de cinq minutes.',
    signature:
      '« v1, » et le HMAC-SHA256, en base64, de « id.timestamp.corps ». Il y en a deux, avec une espace entre elles, pendant qu’une clé change\u00a0: une seule qui convient suffit.',
  },
  answers: {
    taken: 'Reçu.',
    gone: 'Plus jamais\u00a0: l’envoi à cette adresse s’arrête.',
    again: 'Toute autre réponse, une redirection aussi\u00a0: l’événement revient plus tard, pendant des jours.',
  },
  events: {
    'signup.recorded': 'Une inscription à une campagne est enregistrée.',
    'contact.confirmed': 'Une adresse a été confirmée par la personne à qui elle est.',
    'pledge.made': 'Une promesse\u00a0: argent, heures ou action.',
    'booking.made': 'Une place est prise pour une activité.',
    'booking.cancelled': 'Une place est annulée.',
    'booking.moved': 'L’activité d’une place prise a changé d’heure ou de lieu.',
    'booking.confirmed': 'La personne a dit qu’elle vient.',
    'booking.attended': 'La personne a été vue à la porte.',
    'booking.unattended': 'Le pointage à la porte était une erreur\u00a0: il est retiré.',
    'report.recorded': 'La personne a dit ce qui a été fait sur le terrain.',
    'consent.withdrawn': 'Un consentement est retiré\u00a0: à respecter tout de suite.',
    'contact.edited': 'La fiche a été modifiée.',
    'contact.address-changed': 'L’adresse courriel a changé\u00a0; les consentements de l’ancienne ne valent plus.',
    'contact.tagged': 'Une étiquette est ajoutée.',
    'contact.untagged': 'Une étiquette est enlevée.',
    'contact.merged': 'Deux fiches sont devenues une\u00a0; « formerContactId » est celle qui n’est plus.',
    'contact.changed': 'La fiche n’est plus la même, sans qu’un autre événement le dise\u00a0; voici où elle en est.',
    'contact.erased': 'La personne a été effacée ici\u00a0: à effacer chez vous aussi.',
    'connection.tested': 'Un essai de la connexion\u00a0; il ne parle de personne.',
  },
};
