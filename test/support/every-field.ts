import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { type CampaignFile, campaignFile } from '../../src/imports/form.ts';

const words = (locale: 'fr' | 'en') => {
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en);
  return {
    employer: { label: say('Où travaillez-vous ?', 'Where do you work?') },
    story: {
      label: say('Qu’est-ce qui vous amène ?', 'What brings you here?'),
      help: say('En deux phrases.', 'In two sentences.'),
    },
    shirt: {
      label: say('Taille du chandail', 'Shirt size'),
      options: { small: say('Petit', 'Small'), large: say('Grand', 'Large') },
    },
    diet: {
      label: say('À table', 'At the table'),
      options: { vegan: say('Végane', 'Vegan'), 'no-nuts': say('Sans noix', 'No nuts') },
    },
    seats: { label: say('Places dans votre voiture', 'Seats in your car') },
    from: { label: say('Disponible à partir du', 'Free from') },
    rules: { label: say('J’ai lu le code de conduite des bénévoles.', 'I have read the volunteers’ code of conduct.') },
  };
};

/** A campaign that asks for a field of every kind and for every consent, in both languages. */
export function everyField(settings: Partial<CampaignFile['settings']> = {}): CampaignFile {
  return campaignFile.parse({
    ...riding,
    slug: 'questions',
    settings: {
      ...riding.settings,
      fields: [
        { name: 'phone' },
        { kind: 'short-text', name: 'employer', autocomplete: 'organization' },
        { kind: 'one-of', name: 'shirt', options: ['small', 'large'] },
        { kind: 'many-of', name: 'diet', options: ['vegan', 'no-nuts'] },
        { kind: 'number', name: 'seats', min: 0, max: 8 },
        { kind: 'date', name: 'from', min: '2026-01-01' },
        { kind: 'long-text', name: 'story' },
        { kind: 'consent', name: 'rules', required: true },
      ],
      consents: [
        { channel: 'email' },
        { channel: 'sms' },
        { channel: 'phone' },
        { channel: 'partner', key: 'ally', name: 'Les Amies du Parc' },
      ],
      ...settings,
    },
    texts: { fr: { ...riding.texts.fr, fields: words('fr') }, en: { ...riding.texts.en, fields: words('en') } },
  });
}
