import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatDate, formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { lifetimes } from './form.ts';
import { type KioskLine, kioskState } from './queries.ts';

/** What every page of the kiosks is told. */
export type Shared = { locale: Locale; organizer: { name: string; email: string }; timezone: string };

type KiosksPageProps = Shared & {
  now: Date;
  lines: KioskLine[];
  campaigns: Pick<Campaign, 'id' | 'slug' | 'texts'>[];
  /** What was typed in a form that was not complete. */
  typed: { name: string; campaign: string; lifetime: string } | undefined;
};

/** Every kiosk, and the form for another one. */
export function KiosksPage({ locale, organizer, timezone, now, lines, campaigns, typed }: KiosksPageProps) {
  const t = messages(locale).kiosk.admin;
  const columns = [
    { label: t.name },
    { label: t.campaign, wraps: true },
    { label: t.state },
    { label: t.until, keeps: true },
    { label: t.signups, numeric: true },
    { label: t.last, keeps: true },
    { label: t.leftovers, numeric: true },
  ];
  const rows = lines.map(({ kiosk, campaign, signups, lastAt, leftovers }) => ({
    key: kiosk.id,
    cells: [
      <a key="name" href={`/admin/kiosks/${kiosk.id}`}>
        {kiosk.name}
      </a>,
      titleOf(campaign, locale),
      <StateBadge key="state" locale={locale} state={kioskState(kiosk, now)} />,
      formatDate(locale, kiosk.expiresAt, timezone),
      formatNumber(locale, signups),
      lastAt ? formatMoment(locale, lastAt, timezone) : messages(locale).admin.none,
      formatNumber(locale, leftovers),
    ],
  }));
  return (
    <AdminPage locale={locale} path="/admin/kiosks" organizer={organizer} place="kiosks" title={t.title}>
      <h1>{t.title}</h1>
      <p class="note">{t.text}</p>
      {lines.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.title} columns={columns} rows={rows} />
      )}
      <NewKioskForm locale={locale} campaigns={campaigns} typed={typed} />
    </AdminPage>
  );
}

function NewKioskForm({ locale, campaigns, typed }: Pick<KiosksPageProps, 'locale' | 'campaigns' | 'typed'>) {
  const t = messages(locale).kiosk.admin;
  if (campaigns.length === 0) return <p class="empty">{t.noCampaign}</p>;
  const chosen = typed?.lifetime ?? 'week';
  return (
    <section class="card" aria-labelledby="new-title">
      <h2 id="new-title">{t.newTitle}</h2>
      {typed && (
        <p class="field-error" id="new-error" role="alert">
          {t.incomplete}
        </p>
      )}
      <form class="stack" method="post" action="/admin/kiosks">
        <div>
          <label for="kiosk-name">{t.name}</label>
          <input
            id="kiosk-name"
            name="name"
            type="text"
            required
            maxlength={80}
            autocomplete="off"
            value={typed?.name ?? ''}
            aria-describedby={typed ? 'name-hint new-error' : 'name-hint'}
            aria-invalid={typed ? 'true' : undefined}
          />
          <p class="note" id="name-hint">
            {t.nameHint}
          </p>
        </div>
        <div>
          <label for="kiosk-campaign">{t.campaign}</label>
          <select id="kiosk-campaign" name="campaign">
            {campaigns.map((campaign) => (
              <option key={campaign.id} value={campaign.id} selected={campaign.id === typed?.campaign}>
                {titleOf(campaign, locale)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="kiosk-lifetime">{t.lifetime}</label>
          <select id="kiosk-lifetime" name="lifetime">
            {Object.keys(lifetimes).map((name) => (
              <option key={name} value={name} selected={name === chosen}>
                {new Map(Object.entries(t.lifetimes)).get(name)}
              </option>
            ))}
          </select>
        </div>
        <p>
          <button class="button" type="submit">
            {t.create}
          </button>
        </p>
      </form>
    </section>
  );
}

const badges = { open: 'live', expired: 'closed', revoked: 'withdrawn' };

/** A kiosk's state as a badge. */
export function StateBadge({ locale, state }: { locale: Locale; state: keyof typeof badges }) {
  return <span class={`badge badge-${badges[state]}`}>{messages(locale).kiosk.admin.states[state]}</span>;
}

/** What a campaign is called, in the organizer's language where it has a name in it. */
export function titleOf({ texts, slug }: Pick<Campaign, 'texts' | 'slug'>, locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? slug;
}
