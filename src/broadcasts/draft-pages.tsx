import type { Campaign } from '../campaigns/queries.ts';
import { locales, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatNumber } from '../ui/format.ts';
import type { Forecast } from './audience.ts';
import { begunLocales, type Variant } from './form.ts';
import type { Shared } from './list-pages.tsx';
import type { Broadcast } from './queries.ts';
import { campaignName, faultText, nameOf, type SendingFault } from './view.ts';

export type DraftProps = Shared & {
  broadcast: Broadcast;
  campaign: Campaign;
  faults: SendingFault[];
  /** Whom it would go to; undefined where the segment is there no more. */
  tally: Forecast | undefined;
  /** Of the test that the form sends. */
  testId: string;
  testIsSent: boolean;
};

/** A draft: what it lacks, whom it would go to, a test of it, and the way on. */
export function DraftPage(props: DraftProps) {
  const { locale, organizer, broadcast, campaign, faults, tally } = props;
  const t = messages(locale).broadcasts;
  const home = `/admin/broadcasts/${broadcast.id}`;
  const title = nameOf(locale, broadcast.content);
  return (
    <AdminPage
      locale={locale}
      path={home}
      organizer={organizer}
      place="broadcasts"
      title={title}
      stylesheets={['/css/editor.css', '/css/broadcasts.css']}
    >
      <p>
        <a href="/admin/broadcasts">{t.back}</a>
      </p>
      <div class="page-head">
        <h1>{title}</h1>
        <span class="badge">{t.states.draft}</span>
        <span class="note">{campaignName(locale, campaign)}</span>
      </div>
      <p class="broadcast-acts">
        <a class="button" href={`${home}/edit`}>
          {t.edit.link}
        </a>
        <a class="button button-quiet" href={`${home}/preview`}>
          {t.preview.link}
        </a>
      </p>
      {faults.length > 0 && (
        <section class="card" aria-labelledby="faults">
          <h2 id="faults">{t.faults.title}</h2>
          <ul class="broadcast-faults">
            {faults.map((fault) => (
              <li key={JSON.stringify(fault)}>{faultText(locale, fault)}</li>
            ))}
          </ul>
        </section>
      )}
      {tally && <TallyCard locale={locale} tally={tally} />}
      {begunLocales(broadcast.content).length > 0 && <TestCard {...props} />}
      {faults.length === 0 && tally && (
        <p>
          {tally.recipients > 0 ? (
            <a class="button" href={`${home}/send`}>
              {t.send.link}
            </a>
          ) : (
            t.send.nobody
          )}
        </p>
      )}
      <form method="post" action={`${home}/discard`}>
        <button class="button button-quiet" type="submit">
          {t.run.discard}
        </button>
      </form>
    </AdminPage>
  );
}

/** How many are meant, how many are left out and why, how many would get it. */
export function TallyCard({ locale, tally }: { locale: Shared['locale']; tally: Forecast }) {
  const t = messages(locale).broadcasts.tally;
  const lines = [
    { label: t.people, count: tally.people },
    { label: t.suppressed, count: -tally.suppressed },
    { label: t.noConsent, count: -tally.noConsent },
    { label: t.noText, count: -tally.noText },
  ].filter(({ count }, index) => index === 0 || count < 0);
  return (
    <section class="card" aria-labelledby="tally">
      <h2 id="tally">{t.title}</h2>
      <dl class="broadcast-tally">
        {lines.map(({ label, count }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatNumber(locale, count)}</dd>
          </div>
        ))}
        <div class="broadcast-total">
          <dt>{t.recipients}</dt>
          <dd>{formatNumber(locale, tally.recipients)}</dd>
        </div>
      </dl>
      {tally.spent > 0 && <p>{t.spent(formatNumber(locale, tally.spent), tally.spent === 1)}</p>}
      <p class="note">{t.later}</p>
    </section>
  );
}

function TestCard({ locale, organizer, broadcast, testId, testIsSent }: DraftProps) {
  const t = messages(locale).broadcasts;
  const begun = begunLocales(broadcast.content);
  const variants: Variant[] = broadcast.content.comparesSubjects ? ['a', 'b'] : ['a'];
  const looks = locales
    .filter((one) => begun.includes(one))
    .flatMap((one) => variants.map((which) => ({ one, which })));
  return (
    <form class="card" method="post" action={`/admin/broadcasts/${broadcast.id}/test`} aria-labelledby="test">
      <h2 id="test">{t.test.title}</h2>
      <p class="note any-break">{t.test.text(organizer.email)}</p>
      {testIsSent && (
        <p class="broadcast-sent" role="status">
          {t.test.sent}
        </p>
      )}
      <input type="hidden" name="id" value={testId} />
      <div>
        <label for="look">{t.preview.view}</label>
        <select id="look" name="look">
          {looks.map(({ one, which }) => (
            <option key={`${one}-${which}`} value={`${one}-${which}`}>
              {t.edit.languages[one]}
              {variants.length > 1 ? `, ${t.preview.subject(which.toUpperCase())}` : ''}
            </option>
          ))}
        </select>
      </div>
      <p>
        <button class="button button-quiet" type="submit">
          {t.test.button}
        </button>
      </p>
    </form>
  );
}
