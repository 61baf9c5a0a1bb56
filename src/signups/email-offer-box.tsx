import { type Locale, messages } from '../locales/index.ts';
import { typedIn } from '../ui/fields.tsx';
import type { FormState } from '../ui/form-state.ts';
import { offerNames } from './email-offer.ts';

/** A slip in the address, as a question with two answers; nothing is changed unasked. */
export function EmailOffer({ form, locale, offer }: { form: FormState; locale: Locale; offer: string }) {
  const t = messages(locale).forms.offer;
  const alone = Object.keys(form.errors).length === 0;
  return (
    <div class="alert alert-wait" role="alert" tabindex={-1} autofocus={alone}>
      <div>
        <p class="alert-title">{t.title(offer)}</p>
        <p>{t.text}</p>
        <p class="acts">
          <button class="button" type="submit" name={offerNames.instead} value={offer}>
            {t.accept}
          </button>{' '}
          <button
            class="button button-quiet"
            type="submit"
            name={offerNames.asTyped}
            value={typedIn(form, 'email').trim()}
          >
            {t.keep}
          </button>
        </p>
      </div>
    </div>
  );
}
