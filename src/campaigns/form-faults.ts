import { isCustom } from './field-form.ts';
import type { CampaignSettings, CampaignTexts } from './form.ts';

/** Something in a campaign's file that would show as a hole in its form. */
type Fault = { path: (string | number)[]; message: string };

/** What the settings and the texts of a campaign say about its form only together; none where they agree. */
export function formFaults({ fields, consents = [] }: CampaignSettings, texts: CampaignTexts): Fault[] {
  const faults: Fault[] = [];
  const names = fields.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) < index)
      faults.push({ path: ['settings', 'fields', index], message: `${name} is asked for twice` });
  });
  const keys = consents.map((ask) => (ask.channel === 'partner' ? ask.key : ask.channel));
  consents.forEach(({ channel }, index) => {
    const path = ['settings', 'consents', index];
    if (keys.indexOf(keys[index] ?? '') < index) faults.push({ path, message: `${keys[index]} is asked for twice` });
    if ((channel === 'sms' || channel === 'phone') && !names.includes('phone')) {
      faults.push({ path, message: `${channel} needs the field phone` });
    }
  });
  for (const [locale, text] of Object.entries(texts)) {
    for (const field of fields.filter(isCustom)) {
      const path = ['texts', locale, 'fields', field.name];
      const words = text?.fields?.[field.name];
      if (!words) faults.push({ path, message: 'has no words in this language' });
      for (const option of words && 'options' in field ? field.options : []) {
        if (words?.options?.[option] === undefined) {
          faults.push({ path: [...path, 'options', option], message: 'has no words in this language' });
        }
      }
    }
  }
  return faults;
}
