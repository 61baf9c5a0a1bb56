import type { Child } from 'hono/jsx';
import type { CampaignText } from '../campaigns/form.ts';
import { waits } from '../consents/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { pledgeText } from '../ui/admin-pledge.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { answerText, mailName, mailReason } from '../ui/admin-words.ts';
import type { Dossier } from './dossier-queries.ts';
import { titleOf } from './pages.tsx';

type SectionProps = { locale: Locale; timezone: string; dossier: Dossier };

/** Each sign-up with what was answered. */
export function Signups({ locale, timezone, dossier }: SectionProps) {
  const t = messages(locale).admin.contact;
  const labels = new Map(Object.entries(t.answers));
  return (
    <Section id="signups" title={t.signups} empty={dossier.signups.length === 0 && t.signupsEmpty}>
      {dossier.signups.map(({ signup, campaign }) => {
        // A campaign may have no words in the organizer's language.
        const text = campaign?.[locale] ?? campaign?.[signup.locale];
        return (
          <details key={signup.id}>
            <summary>
              {titleOf(campaign, locale)} <span class="note">{formatMoment(locale, signup.createdAt, timezone)}</span>
            </summary>
            <dl class="facts">
              {Object.entries(signup.answers).map(([name, value]) => (
                <div key={name}>
                  <dt>{labels.get(name) ?? text?.fields?.[name]?.label ?? name}</dt>
                  <dd class="any-break">{answerText(locale, name, value, optionsOf(locale, name, text))}</dd>
                </div>
              ))}
            </dl>
          </details>
        );
      })}
    </Section>
  );
}

/** The words of the answers to choose from, by key; a ticked box is a `yes`. */
function optionsOf(locale: Locale, name: string, text: CampaignText | undefined): Record<string, string> {
  if (name === 'skills') return text?.skills ?? {};
  return text?.fields?.[name]?.options ?? { yes: messages(locale).admin.contacts.yes };
}

export function Pledges({ locale, timezone, dossier }: SectionProps) {
  const t = messages(locale).admin.contact;
  return (
    <Section id="pledges" title={t.pledges} empty={dossier.pledges.length === 0 && t.pledgesEmpty}>
      <ul class="plain-list">
        {dossier.pledges.map(({ pledge, campaign }) => (
          <li key={pledge.id}>
            <strong>{pledgeText(locale, { ...pledge, amount: pledge.amountMinor ?? pledge.count ?? 0 })}</strong>{' '}
            {titleOf(campaign, locale)}{' '}
            <span class="note">
              {pledge.reportedAt
                ? t.pledgeKept(formatMoment(locale, pledge.reportedAt, timezone))
                : formatMoment(locale, pledge.createdAt, timezone)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The shifts booked, each in its place's own zone. */
export function Bookings({ locale, dossier }: SectionProps) {
  const t = messages(locale).admin.contact;
  return (
    <Section id="bookings" title={t.bookings} empty={dossier.bookings.length === 0 && t.bookingsEmpty}>
      <ul class="plain-list">
        {dossier.bookings.map(({ booking, shift }) => {
          const texts = shift.texts[locale] ?? Object.values(shift.texts)[0];
          return (
            <li key={booking.id}>
              <strong>{texts?.title ?? shift.key}</strong>{' '}
              <span class={`badge badge-${booking.state}`}>{t.bookingStates[booking.state]}</span>{' '}
              <span class="note">
                {formatMoment(locale, shift.startsAt, shift.timezone)}
                {texts && `, ${texts.place}`}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** The mails to this contact with what became of each. */
export function Messages({ locale, timezone, dossier }: SectionProps) {
  const t = messages(locale).admin.contact;
  const columns = [{ label: t.what }, { label: t.state }, { label: t.when, keeps: true }];
  const rows = dossier.messages.map(({ message }) => ({
    key: message.id,
    cells: [
      message.subject || mailName(locale, message.name),
      <>
        <span class={`badge badge-${message.state}`}>{t.messageStates[message.state]}</span>
        {message.reason !== '' && <span class="note"> {mailReason(locale, message.reason)}</span>}
      </>,
      formatMoment(locale, message.sentAt ?? message.dueAt, timezone),
    ],
  }));
  return (
    <Section id="messages" title={t.messages} empty={rows.length === 0 && t.messagesEmpty}>
      <AdminTable caption={t.messages} columns={columns} rows={rows} />
    </Section>
  );
}

/** The ledger, with the wording as it was shown (CASL s. 13: who says there is consent proves it). */
export function Consents({ locale, timezone, dossier }: SectionProps) {
  const t = { ...messages(locale).admin.contact, ...messages(locale).consents.admin };
  const sources = new Map(Object.entries(t.sources));
  return (
    <Section id="consents" title={t.consents} empty={dossier.consents.length === 0 && t.consentsEmpty}>
      <ul class="plain-list">
        {dossier.consents.map(({ consent }) => (
          <li key={consent.id}>
            <ConsentBadge consent={consent} locale={locale} /> <strong>{t.consentChannels[consent.channel]}</strong>{' '}
            <span class="note">
              {formatMoment(locale, consent.at, timezone)}, {sources.get(consent.source) ?? consent.source}
              {consent.wordingVersion !== '' && `, ${t.wordingVersion(consent.wordingVersion)}`}
            </span>
            <blockquote lang={`${consent.locale}-CA`}>{consent.wording}</blockquote>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** A form's tick that waits for the owner of the address is not called given. */
function ConsentBadge({ consent, locale }: { consent: Dossier['consents'][number]['consent']; locale: Locale }) {
  const t = messages(locale).admin;
  return waits(consent) ? (
    <span class="badge badge-unconfirmed">{t.contacts.consents.unconfirmed}</span>
  ) : (
    <span class={`badge badge-${consent.action}`}>{t.contact.consentActions[consent.action]}</span>
  );
}

type SectionOptions = { id: string; title: string; empty: string | false; children?: Child };

function Section({ id, title, empty, children }: SectionOptions) {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {empty === false ? children : <p class="note">{empty}</p>}
    </section>
  );
}
