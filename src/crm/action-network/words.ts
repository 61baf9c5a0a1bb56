import type { VendorWords } from '../connector.ts';

export const words: VendorWords = {
  fr: {
    about: 'Personnes avec leur état d’abonnement, étiquettes, présences, et si vous le voulez, dons.',
    credentials: {
      apiKey: {
        label: 'Clé API',
        hint: 'Dans Action Network\u00a0: Start Organizing, Details, API & Sync, puis votre groupe.',
      },
    },
    options: {
      acts: { hint: 'Les présences aux événements.' },
      pledges: { label: 'Les promesses d’argent, comme dons' },
    },
  },
  en: {
    about: 'People with their subscription status, tags, attendances, and donations if you want.',
    credentials: {
      apiKey: { label: 'API key', hint: 'In Action Network: Start Organizing, Details, API & Sync, then your group.' },
    },
    options: {
      acts: { hint: 'Attendances at events.' },
      pledges: { label: 'Pledges of money, as donations' },
    },
  },
};
