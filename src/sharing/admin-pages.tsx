import type { CampaignText } from '../campaigns/form.ts';
import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { asset } from '../ui/assets.ts';
import { papers } from './pages.tsx';
import { ScreensCard } from './screens-pages.tsx';

/** How a campaign's link looks in one language; `card` is a data URL, `leftOut` what could not be drawn in it. */
export type LinkPreview = { locale: Locale; text: CampaignText; card: string | undefined; leftOut: string[] };

type SharingPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  baseUrl: string;
  campaign: Campaign;
  previews: LinkPreview[];
};

/** A campaign's link as others will see it, in each of its languages, and what there is to print. */
export function SharingPage({ locale, organizer, baseUrl, campaign, previews }: SharingPageProps) {
  const t = messages(locale).sharing.admin;
  const { slug, status } = campaign;
  const name = (campaign.texts[locale] ?? previews[0]?.text)?.title ?? slug;
  return (
    <AdminPage locale={locale} path={`/admin/sharing/${slug}`} organizer={organizer} title={t.title(name)}>
      <link rel="stylesheet" href={asset('/css/admin-sharing.css')} />
      <div class="page-head">
        <h1>{t.title(name)}</h1>
      </div>
      <p class="note">{t.lead}</p>
      {status === 'draft' && <p class="note">{t.draft}</p>}
      <div class="columns">
        {previews.map((preview) => (
          <PreviewCard key={preview.locale} locale={locale} baseUrl={baseUrl} campaign={campaign} preview={preview} />
        ))}
      </div>
      <ScreensCard locale={locale} baseUrl={baseUrl} campaign={campaign} />
    </AdminPage>
  );
}

type PreviewCardProps = Pick<SharingPageProps, 'locale' | 'baseUrl' | 'campaign'> & { preview: LinkPreview };

function PreviewCard({ locale, baseUrl, campaign, preview }: PreviewCardProps) {
  const t = messages(locale).sharing;
  const { text, card, leftOut } = preview;
  const language = messages(preview.locale).pages.language;
  const parts = new Map(Object.entries(t.admin.parts));
  return (
    <section class="card" aria-label={t.admin.preview(language)}>
      <h2>{language}</h2>
      <div class="link-preview" lang={`${preview.locale}-CA`}>
        {card === undefined ? (
          <p class="note">{t.admin.busy}</p>
        ) : (
          <img src={card} alt={text.headline} width="1200" height="630" />
        )}
        <p class="note">{new URL(baseUrl).host}</p>
        <p class="link-preview-title">{text.title}</p>
        <p>{text.ask}</p>
      </div>
      {leftOut.length > 0 && (
        <p class="note">⚠ {t.admin.leftOut(leftOut.map((part) => parts.get(part) ?? part).join(', '))}</p>
      )}
      <h3>{t.admin.words}</h3>
      <p lang={`${preview.locale}-CA`}>{text.share}</p>
      {campaign.status !== 'draft' && <ToPrint locale={locale} of={preview.locale} slug={campaign.slug} />}
    </section>
  );
}

/** Posters in the preview's language, and the code by itself. */
function ToPrint({ locale, of, slug }: { locale: Locale; of: Locale; slug: string }) {
  const t = messages(locale).sharing;
  return (
    <ul class="to-print">
      <li>
        {t.admin.poster}{' '}
        {papers.map((paper) => (
          <a key={paper} href={`/${of}/${slug}/poster?paper=${paper}`}>
            {t.poster.papers[paper]}
          </a>
        ))}
      </li>
      <li>
        {t.admin.code}{' '}
        {(['svg', 'png'] as const).map((format) => (
          <a key={format} href={`/${of}/${slug}/poster-qr.${format}`} download={`${slug}-qr.${format}`}>
            {t.poster.codeFiles[format]}
          </a>
        ))}
      </li>
    </ul>
  );
}
