import { raw } from 'hono/html';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { type Shared, StateBadge, titleOf } from './list-pages.tsx';
import type { SeenLeftover } from './look-at-leftovers.ts';
import type { DroppedAnswers, KioskLine, Leftover, Notes } from './queries.ts';

type KioskDetailPageProps = Shared & {
  line: KioskLine;
  state: 'open' | 'expired' | 'revoked';
  /** Its address, and the same as a code in SVG; undefined when it has ended. */
  link: { url: string; code: string } | undefined;
  /** When the campaign's current key was made. */
  keySince: Date | undefined;
  notes: Notes;
  dropped: DroppedAnswers[];
  leftovers: { reason: Leftover['reason']; count: number }[];
  /** The first of them, opened as far as they can be. */
  seen: SeenLeftover[];
  now: Date;
};

/** One kiosk: its link, what came by it, and what to decide about. */
export function KioskDetailPage(props: KioskDetailPageProps) {
  const { locale, organizer, line, state, link, leftovers } = props;
  const { kiosk, campaign } = line;
  const t = messages(locale).kiosk.admin;
  return (
    <AdminPage
      locale={locale}
      path={`/admin/kiosks/${kiosk.id}`}
      organizer={organizer}
      place="kiosks"
      title={kiosk.name}
    >
      <p>
        <a href="/admin/kiosks">{t.back}</a>
      </p>
      <div class="page-head">
        <h1>{kiosk.name}</h1>
        <StateBadge locale={locale} state={state} />
        <span class="note">{titleOf(campaign, locale)}</span>
      </div>
      <div class="columns">
        <div>
          {link && <LinkCard locale={locale} link={link} />}
          {state !== 'revoked' && <RevokeCard locale={locale} id={kiosk.id} />}
        </div>
        <div>
          <ComeCard {...props} />
          {props.dropped.length > 0 && <DroppedCard {...props} />}
          <KeyCard {...props} />
        </div>
      </div>
      {leftovers.length > 0 && <LeftoversCard {...props} />}
    </AdminPage>
  );
}

function LinkCard({ locale, link }: { locale: Locale; link: { url: string; code: string } }) {
  const { admin, kiosk } = messages(locale);
  const t = kiosk.admin;
  return (
    <section class="card" aria-labelledby="link-title">
      <h2 id="link-title">{t.link}</h2>
      <p class="share-row">
        <label class="hidden" for="kiosk-link">
          {t.link}
        </label>
        <input id="kiosk-link" type="text" readonly value={link.url} />
        <button class="button button-quiet" type="button" data-copy="kiosk-link" data-copied={admin.copied} hidden>
          {admin.copy}
        </button>
      </p>
      <p>{t.codeTitle}</p>
      <div role="img" aria-label={kiosk.page.code(t.link)}>
        {raw(link.code)}
      </div>
      <p class="note">{t.linkNote}</p>
    </section>
  );
}

function RevokeCard({ locale, id }: { locale: Locale; id: string }) {
  const t = messages(locale).kiosk.admin;
  return (
    <section class="card" aria-labelledby="revoke-title">
      <h2 id="revoke-title">{t.revokeTitle}</h2>
      <p class="note">{t.revokeText}</p>
      <Act action={`/admin/kiosks/${id}/revoke`} label={t.revoke} />
    </section>
  );
}

function ComeCard({ locale, timezone, line, notes }: KioskDetailPageProps) {
  const t = messages(locale).kiosk.admin;
  const { kiosk, signups, lastAt } = line;
  const facts: [string, string][] = [
    [t.signups, formatNumber(locale, signups)],
    [t.last, lastAt ? formatMoment(locale, lastAt, timezone) : messages(locale).admin.none],
    [t.until, formatMoment(locale, kiosk.expiresAt, timezone)],
  ];
  return (
    <section class="card" aria-labelledby="come-title">
      <h2 id="come-title">{t.signups}</h2>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {notes.clock > 0 && <p class="note">{t.notesClock(formatNumber(locale, notes.clock))}</p>}
      {notes.consent > 0 && <p class="note">{t.notesConsent(formatNumber(locale, notes.consent))}</p>}
    </section>
  );
}

function DroppedCard({ locale, dropped }: KioskDetailPageProps) {
  const { kiosk, pages } = messages(locale);
  const t = kiosk.admin;
  const labels = new Map(Object.entries(pages.fields));
  const rows = dropped.map(({ signupId, contactId, email, answers }) => ({
    key: signupId,
    cells: [
      <a key="who" href={`/admin/contacts/${contactId}`}>
        {email}
      </a>,
      Object.entries(answers)
        .map(([name, values]) => t.droppedAnswer(labels.get(name) ?? name, values.join(', ')))
        .join(' · '),
    ],
  }));
  return (
    <section class="card" aria-labelledby="dropped-title">
      <h2 id="dropped-title">{t.droppedTitle}</h2>
      <p class="note">{t.droppedText}</p>
      <AdminTable
        caption={t.droppedTitle}
        columns={[
          { label: t.droppedWho, wraps: true },
          { label: t.droppedWhat, wraps: true },
        ]}
        rows={rows}
      />
    </section>
  );
}

function LeftoversCard({ locale, timezone, line, leftovers, seen, now }: KioskDetailPageProps) {
  const t = messages(locale).kiosk.admin;
  const total = leftovers.reduce((sum, { count }) => sum + count, 0);
  const reasons = leftovers.map(({ reason, count }) => ({
    key: reason,
    cells: [t.reasons[reason], formatNumber(locale, count)],
  }));
  const people = seen.flatMap(({ id, signed, fields }) =>
    signed
      ? [
          {
            key: id,
            cells: [
              signed.email || messages(locale).admin.none,
              signed.firstName,
              wrongFields(locale, fields),
              formatMoment(locale, signed.at, timezone),
            ],
          },
        ]
      : [],
  );
  const path = `/admin/kiosks/${line.kiosk.id}`;
  return (
    <section class="card" aria-labelledby="leftovers-title">
      <h2 id="leftovers-title">{t.leftoversTitle}</h2>
      <p>{t.leftoversText(formatNumber(locale, total))}</p>
      <AdminTable
        compact
        caption={t.leftoversTitle}
        columns={[{ label: t.reason }, { label: t.count, numeric: true }]}
        rows={reasons}
      />
      {people.length > 0 && (
        <AdminTable
          caption={t.leftoversWho}
          columns={[
            { label: t.droppedWho, wraps: true },
            { label: t.firstName, wraps: true },
            { label: t.wrong },
            { label: t.signedAt, keeps: true },
          ]}
          rows={people}
        />
      )}
      <p class="note">{t.takeInNote}</p>
      <Act action={`${path}/take-in`} label={t.takeIn} />
      <details>
        <summary>{t.discardTitle}</summary>
        <p class="note">{t.discardText}</p>
        <form method="post" action={`${path}/discard`}>
          <input type="hidden" name="seen" value={String(now.getTime())} />
          <button class="button button-quiet" type="submit">
            {t.discard}
          </button>
        </form>
      </details>
    </section>
  );
}

/** The names of the fields that kept a sign-up out. */
function wrongFields(locale: Locale, fields: SeenLeftover['fields']): string {
  const labels = new Map(Object.entries(messages(locale).pages.fields));
  return Object.keys(fields ?? {})
    .map((name) => labels.get(name) ?? name)
    .join(', ');
}

function KeyCard({ locale, timezone, line, keySince }: KioskDetailPageProps) {
  const t = messages(locale).kiosk.admin;
  if (!keySince) return null;
  return (
    <section class="card" aria-labelledby="key-title">
      <h2 id="key-title">{t.keyTitle}</h2>
      <p class="note">{t.keyText(formatMoment(locale, keySince, timezone))}</p>
      <Act action={`/admin/kiosks/${line.kiosk.id}/rotate-key`} label={t.rotate} />
    </section>
  );
}

function Act({ action, label }: { action: string; label: string }) {
  return (
    <form method="post" action={action}>
      <button class="button button-quiet" type="submit">
        {label}
      </button>
    </form>
  );
}
