import { locales, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { MailFrame } from '../ui/mail-frame.tsx';
import { begunLocales, type Variant } from './form.ts';
import type { Shared } from './list-pages.tsx';
import type { Broadcast } from './queries.ts';
import { nameOf } from './view.ts';

type PreviewProps = Shared & { broadcast: Broadcast; spoken: Shared['locale']; variant: Variant; known: boolean };

/** A broadcast as it will look, in each of its languages and with each of its subjects. */
export function PreviewPage({ locale, organizer, broadcast, spoken, variant, known }: PreviewProps) {
  const t = messages(locale).broadcasts;
  const home = `/admin/broadcasts/${broadcast.id}`;
  const { content } = broadcast;
  const variants: Variant[] = content.comparesSubjects ? ['a', 'b'] : ['a'];
  const looks = locales.flatMap((one) => variants.map((which) => ({ one, which })));
  const query = (one: string, which: string, isKnown = known) =>
    new URLSearchParams({ locale: one, variant: which, ...(isKnown ? {} : { known: 'no' }) });
  return (
    <AdminPage
      locale={locale}
      path={`${home}/preview?${query(spoken, variant)}`}
      organizer={organizer}
      place="broadcasts"
      title={t.preview.title}
    >
      <p>
        <a href={home}>{nameOf(locale, content)}</a>
      </p>
      <div class="page-head">
        <h1>{t.preview.title}</h1>
        {broadcast.state === 'draft' && <a href={`${home}/edit`}>{t.edit.link}</a>}
      </div>
      <nav class="tabs" aria-label={t.preview.view}>
        {looks.map(({ one, which }) => (
          <a
            key={`${one}-${which}`}
            href={`${home}/preview?${query(one, which)}`}
            aria-current={one === spoken && which === variant ? 'page' : undefined}
          >
            {t.edit.languages[one]}
            {variants.length > 1 && `, ${t.preview.subject(which.toUpperCase())}`}
          </a>
        ))}
      </nav>
      <p class="note">
        {known ? t.preview.note : t.preview.noteUnknown}{' '}
        <a href={`${home}/preview?${query(spoken, variant, !known)}`}>
          {known ? t.preview.showUnknown : t.preview.showKnown}
        </a>
      </p>
      {begunLocales(content).includes(spoken) ? (
        <MailFrame title={t.preview.title} src={`${home}/preview/${spoken}?${query(spoken, variant)}`} />
      ) : (
        <p class="empty">{t.preview.none}</p>
      )}
    </AdminPage>
  );
}
