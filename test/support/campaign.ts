import type { Deps } from '../../src/deps.ts';
import { type CampaignFile, campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';

/** A campaign as a test wants it: a volunteer drive with one shift, unless it says otherwise. */
export function aCampaign(changes: Partial<CampaignFile> = {}): CampaignFile {
  const text = {
    title: 'Porte-à-porte',
    headline: 'Deux heures. Une rue.',
    ask: 'Venez cogner aux portes avec nous.',
    button: 'J’embarque',
    story: ['Voici pourquoi.'],
    pictureAlt: '',
    thanks: 'Merci !',
    share: 'Venez avec moi.',
    skills: { driving: 'Conduire' },
  };
  return campaignFile.parse({
    slug: 'essai',
    status: 'live',
    settings: {
      defaultLocale: 'fr',
      colour: '#1f5fa8',
      picture: 'porte-a-porte.svg',
      country: 'CA',
      currency: 'CAD',
      timezone: 'America/Toronto',
      goal: { kind: 'signups', target: 100 },
      fields: [],
      pledge: null,
      nextStep: 'shift',
      sender: { name: 'Démo', address: '1, rue Fictive, Montréal', email: 'demo@example.org' },
    },
    texts: { fr: text, en: { ...text, title: 'Door to door', headline: 'Two hours. One street.' } },
    sequence: [
      aStep({ key: 'welcome', after: 'confirmed', delayHours: 0, leadsTo: 'shifts' }),
      aStep({ key: 'act', after: 'confirmed', delayHours: 48, unless: 'booked', leadsTo: 'shifts' }),
      aStep({ key: 'pledge', after: 'pledge', delayHours: 72, unless: 'reported', leadsTo: 'pledge' }),
    ],
    shifts: [
      {
        key: 'samedi',
        kind: 'canvass',
        day: { inDays: 5 },
        startsAt: '10:00',
        minutes: 120,
        seats: 20,
        texts: { fr: { title: 'Porte-à-porte', place: 'Parc' }, en: { title: 'Canvass', place: 'Park' } },
      },
    ],
    ...changes,
  });
}

/** Brings a campaign in and returns its id. */
export async function addCampaign(deps: Deps, changes: Partial<CampaignFile> = {}): Promise<string> {
  return await deps.db.transaction((tx) => importCampaign(tx, aCampaign(changes), deps.clock.now()));
}

function aStep(step: object) {
  const texts = { subject: 'Bonjour {firstName}', body: ['Bonjour {firstName}, voici la suite.'], action: 'Voir' };
  return { ...step, texts: { fr: texts, en: texts } };
}
