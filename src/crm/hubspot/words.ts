import type { VendorWords } from '../connector.ts';

export const words: VendorWords = {
  fr: {
    about: 'Contacts et propriétés, envoyés par lots. Les propriétés manquantes sont créées si vous l’acceptez.',
    credentials: {
      token: {
        label: 'Jeton d’accès',
        hint: 'Dans HubSpot\u00a0: Settings, Integrations, Private apps. Droits nécessaires\u00a0: crm.objects.contacts (read, write), crm.schemas.contacts (read, write), communication_preferences (read, write).',
      },
      subscriptionId: {
        label: 'Type d’abonnement',
        hint: 'Le nom ou le numéro du type d’abonnement que vos envois utilisent dans HubSpot. Vide\u00a0: celui qui s’y trouve seul.',
      },
      url: {
        label: 'Adresse de l’API',
        hint: 'Celle de HubSpot, à moins que vous passiez par une autre\u00a0: https://api.hubapi.com.',
      },
    },
  },
  en: {
    about: 'Contacts and properties, sent in batches. Missing properties are created if you agree.',
    credentials: {
      token: {
        label: 'Access token',
        hint: 'In HubSpot: Settings, Integrations, Private apps. Rights needed: crm.objects.contacts (read, write), crm.schemas.contacts (read, write), communication_preferences (read, write).',
      },
      subscriptionId: {
        label: 'Subscription type',
        hint: 'The name or number of the subscription type that your mailings use in HubSpot. Empty: the only one there is.',
      },
      url: {
        label: 'Address of the API',
        hint: 'HubSpot’s, unless you go through another one: https://api.hubapi.com.',
      },
    },
  },
};
