import { type Locale, messages } from '../locales/index.ts';
import { Band } from './band.tsx';
import { CheckIcon } from './icons.tsx';
import { PersonalPage, type PersonalPageProps } from './personal-page.tsx';

type AgreePageProps = Pick<PersonalPageProps, 'baseUrl' | 'path'> & {
  locale: Locale;
  campaign: NonNullable<PersonalPageProps['campaign']> & { settings: { picture?: string | undefined } };
  /** `other` is what to do for whom it was not meant. */
  words: { title: string; lead: string; action: string; other: string };
  /** The sentences that the button agrees to, for whoever ticked them may not be who presses. */
  consents: string[];
};

/** Where a mail leads that asks for a yes: one button, because mail scanners open every link. */
export function AgreePage({ locale, baseUrl, path, campaign, words, consents }: AgreePageProps) {
  const { own } = messages(locale).consents;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={words.title} campaign={campaign}>
      <Band title={words.title} lead={words.lead} picture={campaign.settings.picture}>
        <form method="post" action={path} data-inplace="">
          {consents.length > 0 && (
            <>
              <p>{own.confirming}</p>
              <ul>
                {consents.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </>
          )}
          <button class="button button-large button-on-band" type="submit">
            <CheckIcon />
            {words.action}
          </button>
        </form>
      </Band>
      <div class="column">
        {consents.length > 0 && <p>{own.notMine}</p>}
        <p>{words.other}</p>
      </div>
    </PersonalPage>
  );
}
