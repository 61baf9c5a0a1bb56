import { type Locale, messages } from '../locales/index.ts';
import { ArrowIcon } from './icons.tsx';

type ShareBoxProps = { locale: Locale; url: string; text: string; title: string };

/**
 * Ways to pass a campaign on: the link to copy, and plain links that open a service only when they are pressed. The
 * device's own sharing and the copying are there once the script has found that they work.
 */
export function ShareBox({ locale, url, text, title }: ShareBoxProps) {
  const t = messages(locale).pages.share;
  const words = encodeURIComponent(`${text} ${url}`);
  const ways = [
    { key: 'whatsapp', href: `https://wa.me/?text=${words}` },
    { key: 'facebook', href: `https://www.facebook.com/sharer/sharer.php?u=${encodeURIComponent(url)}` },
    {
      key: 'email',
      href: `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${text}\n\n${url}`)}`,
    },
  ] as const;
  return (
    <section class="share" id="share" aria-labelledby="share-title">
      <h2 id="share-title">{t.title}</h2>
      <p>{t.text}</p>
      <blockquote class="share-words">{text}</blockquote>
      <label class="share-link-label" for="share-link">
        {t.link}
      </label>
      <div class="share-row">
        <input id="share-link" class="share-link" type="text" readonly value={url} />
        <button class="button button-quiet" type="button" data-copy="share-link" hidden>
          {t.copy}
        </button>
      </div>
      <div class="share-row">
        <button
          class="button"
          type="button"
          data-share-title={title}
          data-share-text={text}
          data-share-url={url}
          hidden
        >
          {t.native}
          <ArrowIcon />
        </button>
        {ways.map(({ key, href }) => (
          <a
            key={key}
            class="button button-quiet"
            href={href}
            rel="noopener noreferrer"
            aria-label={t.byNamed(t.by[key])}
          >
            {t.by[key]}
          </a>
        ))}
      </div>
    </section>
  );
}
