import { type CampaignContent, campaignContent } from '../imports/form.ts';
import event from './templates/event.json' with { type: 'json' };
import pledge from './templates/pledge.json' with { type: 'json' };
import volunteers from './templates/volunteers.json' with { type: 'json' };

/** What a campaign can start from. */
export const templateNames = ['volunteers', 'pledge', 'event'] as const;
export type TemplateName = (typeof templateNames)[number];

const templates = { volunteers, pledge, event };

/** What an organizer says of a new campaign before anything else. */
export type Beginnings = {
  template: TemplateName;
  title: { fr: string; en: string };
  sender: string;
  email: string;
  timezone: string;
};

/** A campaign's first content: the template's, with the names that are known already. */
export function contentFrom({ template, title, sender, email, timezone }: Beginnings): CampaignContent {
  const { settings, texts, ...rest } = templates[template];
  return campaignContent.parse({
    ...rest,
    settings: { ...settings, timezone, sender: { ...settings.sender, name: sender, email } },
    texts: { fr: { ...texts.fr, title: title.fr }, en: { ...texts.en, title: title.en } },
  });
}
