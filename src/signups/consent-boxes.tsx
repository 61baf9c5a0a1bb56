import type { CampaignView } from '../campaigns/view.ts';
import { askedConsents } from '../consents/asked-consents.ts';
import { messages } from '../locales/index.ts';
import { fieldId, typedIn } from '../ui/fields.tsx';
import type { FormState } from '../ui/form-state.ts';

type Asked = { campaign: CampaignView; form: FormState };

/** CASL s. 10, Loi 25 s. 14: each asked on its own, never ticked beforehand, and nothing depends on them. */
export function ConsentBoxes({ campaign, form }: Asked) {
  const { locale, settings, text } = campaign;
  const asked = askedConsents(locale, settings, text);
  const t = messages(locale);
  if (asked.length === 0) return null;
  const several = asked.length > 1;
  return (
    <div class="consent" {...(several ? { role: 'group', 'aria-labelledby': 'consents-title' } : {})}>
      {several && (
        <p id="consents-title">
          <strong>{t.forms.consents.legend}</strong>
        </p>
      )}
      {asked.map(({ posted, wording }) => (
        <label class="choice" key={posted} for={fieldId(posted)}>
          <input
            type="checkbox"
            id={fieldId(posted)}
            name={posted}
            value="yes"
            checked={typedIn(form, posted) === 'yes'}
            aria-describedby="hint-consent"
          />
          <span>{wording}</span>
        </label>
      ))}
      <p class="hint" id="hint-consent">
        {several ? t.forms.consents.optional : t.pages.consent.optional}
      </p>
    </div>
  );
}

/** Who gets what is typed, and how to leave: in sight whatever is asked. */
export function WhoGetsThis({ campaign: { locale, settings } }: Pick<Asked, 'campaign'>) {
  const t = messages(locale);
  const { name, email } = settings.sender;
  const mailAlone = (settings.consents ?? [{ channel: 'email' }]).every(({ channel }) => channel === 'email');
  return <p class="fine">{mailAlone ? t.pages.consent.who({ sender: name }) : t.forms.consents.who(name, email)}</p>;
}
