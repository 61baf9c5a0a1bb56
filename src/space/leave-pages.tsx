import type { CampaignView } from '../campaigns/view.ts';
import type { consents } from '../consents/table.ts';
import { messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { CheckIcon } from '../ui/icons.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { purposeWords } from './view.ts';

type LeavePageProps = {
  baseUrl: string;
  /** `/u/TOKEN` */
  leavePath: string;
  campaign: CampaignView;
  /** By what the contact may be turned to. */
  standing: (typeof consents.$inferSelect)[];
  /** What was done just now: the mails left, another purpose, or all of them. */
  done: 'left' | 'withdrawn' | 'all' | undefined;
};

/**
 * Where the link at the foot of every mail leads: one button that ends the mails, because mail scanners open every link,
 * then everything else that the contact agreed to, each with its own, and one for all of it. Says what is done, at once
 * and without asking why.
 */
export function LeavePage(props: LeavePageProps) {
  const { baseUrl, leavePath, campaign, standing, done } = props;
  const { locale } = campaign;
  const t = messages(locale).pages.unsubscribe;
  const { name: sender } = campaign.settings.sender;
  const gets = standing.some(({ channel }) => channel === 'email');
  const left = done === 'left' || done === 'all' || (done === 'withdrawn' && !gets);
  const title = done === 'all' ? t.allDoneTitle : left ? t.doneTitle : t.title;
  const lead = done === 'all' ? t.allDone(sender) : left ? t.done(sender) : t.text(sender);
  return (
    <PersonalPage
      locale={locale}
      baseUrl={baseUrl}
      path={leavePath}
      title={title}
      campaign={campaign}
      stylesheets={['/css/own-space.css']}
    >
      <Band title={title} lead={lead}>
        {!left && (
          <form method="post" action={leavePath} data-inplace="">
            <button class="button button-large button-on-band" type="submit">
              {t.action}
            </button>
          </form>
        )}
      </Band>
      <div class="column">
        {done === 'withdrawn' && (
          <div class="alert alert-good" role="status" tabindex={-1}>
            <CheckIcon />
            <p class="alert-title">{messages(locale).consents.own.withdrawn}</p>
          </div>
        )}
        <Others {...props} />
        <p>{left ? t.doneBack : t.stay}</p>
        {left && (
          <p>
            <a class="button button-quiet" href={`/${locale}/${campaign.slug}`}>
              {t.backToCampaign}
            </a>
          </p>
        )}
      </div>
    </PersonalPage>
  );
}

/** What a contact agreed to beside the mails, with the button that ends each and the one that ends all; nothing where there is nothing. */
function Others({ leavePath, campaign: { locale }, standing }: LeavePageProps) {
  const others = standing.filter(({ channel }) => channel !== 'email');
  if (others.length === 0) return null;
  const { pages, consents: words } = messages(locale);
  const t = pages.unsubscribe;
  return (
    <section class="purposes" aria-labelledby="purposes-title">
      <h2 id="purposes-title">{t.others}</h2>
      <p>{t.othersText}</p>
      <ul>
        {others.map((consent) => {
          const what = purposeWords(locale, consent);
          return (
            <li key={consent.id}>
              <form method="post" action={`${leavePath}/purposes`} data-inplace="">
                <input type="hidden" name="consent" value={consent.id} />
                <span>{what}</span>
                <button class="button button-quiet" type="submit" aria-label={words.own.withdrawNamed(what)}>
                  {words.own.withdraw}
                </button>
              </form>
            </li>
          );
        })}
      </ul>
      <form method="post" action={`${leavePath}/all`} data-inplace="">
        <button class="button" type="submit">
          {t.all}
        </button>
      </form>
    </section>
  );
}
