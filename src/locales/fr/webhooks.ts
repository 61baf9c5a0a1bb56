export const webhooks = {
  /** Ce qui est écrit au registre des consentements quand un CRM le dit. */
  takenIn: {
    unsubscribed: (crm: string) => `Désabonnement fait dans ${crm}.`,
    bounced: (crm: string) => `Adresse qui refuse les courriels, d’après ${crm}.`,
    number: (crm: string) =>
      `Numéro changé dans ${crm}\u00a0: l’ancien consentement ne vaut pas pour le nouveau numéro.`,
  },
};
