import type { VendorWords } from '../connector.ts';

export const words: VendorWords = {
  fr: {
    about:
      'Fiches, étiquettes, consentement au courriel, appui et bénévolat. Vous autorisez Terrain chez NationBuilder.',
    credentials: {
      url: { label: 'Adresse de la nation', hint: 'Par exemple https://votrenation.nationbuilder.com.' },
      clientId: {
        label: 'Identifiant de l’application (Client ID)',
        hint: 'Dans NationBuilder\u00a0: Settings, Developer, Register app. Il se lit sur la page de l’application.',
      },
      clientSecret: { label: 'Secret de l’application (Client secret)', hint: 'Sur la même page de NationBuilder.' },
    },
  },
  en: {
    about: 'Profiles, tags, e-mail consent, support and volunteering. You authorize Terrain at NationBuilder.',
    credentials: {
      url: { label: 'Address of the nation', hint: 'For example https://yournation.nationbuilder.com.' },
      clientId: {
        label: 'Application’s client ID',
        hint: 'In NationBuilder: Settings, Developer, Register app. It stands on the application’s page.',
      },
      clientSecret: { label: 'Application’s client secret', hint: 'On the same page of NationBuilder.' },
    },
  },
};
