import type { VendorWords } from '../connector.ts';

export const words: VendorWords = {
  fr: {
    about:
      'Contacts, groupes ou étiquettes, activités, et si vous le voulez, promesses comme contributions en attente.',
    credentials: {
      url: {
        label: 'Adresse du site CiviCRM',
        hint: 'Celle que vous ouvrez pour y travailler, par exemple https://crm.exemple.org.',
      },
      apiKey: {
        label: 'Clé API',
        hint: 'Dans CiviCRM\u00a0: la fiche de l’utilisateur réservé à Terrain, onglet «\u00a0Clés API\u00a0». Droits nécessaires\u00a0: AuthX (clé API), accéder à CiviCRM, voir, ajouter et modifier tous les contacts.',
      },
    },
    options: {
      acts: {
        hint: 'Inscriptions, présences et comptes rendus, comme activités. Laissés de côté si les droits ne suffisent pas.',
      },
      pledges: { label: 'Les promesses d’argent, comme contributions en attente' },
      groups: { hint: 'Plutôt que des étiquettes. Dans CiviCRM, on écrit à un groupe.' },
      activityType: { hint: 'Le nom, dans CiviCRM, du type sous lequel elles sont rangées. Vide\u00a0: Meeting.' },
      financialType: { hint: 'Le nom, dans CiviCRM, du type sous lequel elles sont rangées. Vide\u00a0: Donation.' },
    },
  },
  en: {
    about: 'Contacts, groups or tags, activities, and pledges as pending contributions if you want.',
    credentials: {
      url: {
        label: 'Address of the CiviCRM site',
        hint: 'The one you open to work in it, for example https://crm.example.org.',
      },
      apiKey: {
        label: 'API key',
        hint: 'In CiviCRM: the record of the user set aside for Terrain, tab “API Keys”. Rights needed: AuthX (API key), access CiviCRM, view, add and edit all contacts.',
      },
    },
    options: {
      acts: { hint: 'Sign-ups, attendances and reports, as activities. Left out where rights do not suffice.' },
      pledges: { label: 'Pledges of money, as pending contributions' },
      groups: { hint: 'Rather than tags. In CiviCRM, mailings go to a group.' },
      activityType: { hint: 'The name, in CiviCRM, of the type they are filed under. Empty: Meeting.' },
      financialType: { hint: 'The name, in CiviCRM, of the type they are filed under. Empty: Donation.' },
    },
  },
};
