import type { Campaign } from '../campaigns/queries.ts';
import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatNumber } from '../ui/format.ts';
import type { Forecast } from './audience.ts';
import { TallyCard } from './draft-pages.tsx';
import { completeLocales, manyPeople } from './form.ts';
import type { Shared } from './list-pages.tsx';
import type { Broadcast } from './queries.ts';
import { localHours } from './send-form.ts';
import { campaignName, nameOf } from './view.ts';

export type SendProps = Shared & {
  broadcast: Broadcast;
  campaign: Campaign;
  tally: Forecast;
  /** What was typed, where the page comes back. */
  typed: { when: string; moment: string; day: string; hour: string; people: string };
  problem?: 'wrong' | 'badTime' | 'moved';
};

/** Everything that is about to happen, when, and the confirmation. */
export function SendPage(props: SendProps) {
  const { locale, organizer, broadcast, campaign, tally, problem } = props;
  const t = messages(locale).broadcasts;
  const { content } = broadcast;
  const home = `/admin/broadcasts/${broadcast.id}`;
  const number = formatNumber(locale, tally.recipients);
  const who = t.send.crowd(number, tally.recipients === 1);
  const subjects = completeLocales(content).flatMap((one) => {
    const { subject, subjectB } = content.texts[one];
    return (
      content.comparesSubjects ? [`A${colon(locale)} ${subject}`, `B${colon(locale)} ${subjectB}`] : [subject]
    ).map((text) => ({ one, text }));
  });
  return (
    <AdminPage
      locale={locale}
      path={`${home}/send`}
      organizer={organizer}
      place="broadcasts"
      title={t.send.title}
      stylesheets={['/css/editor.css', '/css/broadcasts.css']}
    >
      <p>
        <a href={home}>{nameOf(locale, content)}</a>
      </p>
      <h1>{t.send.title}</h1>
      {problem && (
        <p class="alert" role="alert" tabindex={-1} autofocus id="problem">
          {problem === 'wrong' ? t.send.wrong(number) : t.send[problem]}
        </p>
      )}
      <section class="card" aria-labelledby="what">
        <h2 id="what">{t.send.summary(who, campaignName(locale, campaign))}</h2>
        <dl class="facts">
          <div>
            <dt>{t.send.from}</dt>
            <dd>{campaign.settings.sender.name}</dd>
          </div>
          {subjects.map(({ one, text }) => (
            <div key={`${one}-${text}`}>
              <dt>
                {t.send.subjects}, {t.edit.languages[one]}
              </dt>
              <dd lang={`${one}-CA`}>{text}</dd>
            </div>
          ))}
        </dl>
        {content.comparesSubjects && (
          <p>
            {content.testShare < 100
              ? t.send.trial(formatNumber(locale, content.testShare), formatNumber(locale, content.testHours))
              : t.send.halves}
          </p>
        )}
        <p>
          <a href={`${home}/preview`}>{t.preview.link}</a>
        </p>
      </section>
      <TallyCard locale={locale} tally={tally} />
      <Confirmation {...props} number={number} who={who} />
    </AdminPage>
  );
}

/** French sets a space before a colon. */
function colon(locale: Shared['locale']): string {
  return locale === 'fr' ? '\u00a0:' : ':';
}

function Confirmation(props: SendProps & { number: string; who: string }) {
  const { locale, broadcast, campaign, tally, typed, problem, number, who } = props;
  const t = messages(locale).broadcasts.send;
  const home = `/admin/broadcasts/${broadcast.id}`;
  return (
    <form class="card edit-form" method="post" action={`${home}/send`}>
      <input type="hidden" name="version" value={String(broadcast.version)} />
      <input type="hidden" name="shown" value={String(tally.recipients)} />
      <fieldset class="broadcast-when">
        <legend>{t.when}</legend>
        {(['now', 'at', 'local'] as const).map((when) => (
          <label key={when} class="edit-tick">
            <input type="radio" name="when" value={when} checked={typed.when === when} /> {t[when]}
          </label>
        ))}
      </fieldset>
      <div class="edit-field broadcast-at">
        <label for="moment">{t.atLabel(campaign.settings.timezone)}</label>
        <input id="moment" type="datetime-local" name="moment" value={typed.moment} />
      </div>
      <div class="edit-line broadcast-local">
        <div class="edit-field">
          <label for="day">{t.localDay}</label>
          <input id="day" type="date" name="day" value={typed.day} aria-describedby="local-hint" />
        </div>
        <div class="edit-field">
          <label for="hour">{t.localHour}</label>
          <select id="hour" name="hour">
            {localHours.map((hour) => (
              <option key={hour} value={String(hour)} selected={String(hour) === typed.hour}>
                {t.clock(hour)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <p class="note broadcast-local" id="local-hint">
        {t.localHint}
      </p>
      {tally.recipients >= manyPeople && (
        <div class="edit-field">
          <label for="people">{t.type(number)}</label>
          <input
            id="people"
            name="people"
            inputmode="numeric"
            autocomplete="off"
            required
            value={typed.people}
            {...(problem === 'wrong' ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'problem' } : {})}
          />
        </div>
      )}
      <p class="note">{t.recount}</p>
      <p class="broadcast-acts">
        <button class="button" type="submit">
          {t.button(who)}
        </button>
        <a href={home}>{t.cancel}</a>
      </p>
    </form>
  );
}
