import { type Locale, messages } from '../locales/index.ts';
import { ArrowIcon } from './icons.tsx';
import { type ShareWay, sharedBy } from './share-link.ts';

type ShareBoxProps = {
  locale: Locale;
  /** Address of the landing page, in a language or short, with whatever it is to carry along. */
  url: string;
  text: string;
  title: string;
};

/** The stylesheet of the box, for the pages that it stands on. */
export const shareStylesheet = '/css/share.css';

/** What each service asks for to write a post; each opens only when it is pressed, and nothing of it is loaded before. */
const services: { way: ShareWay & ('whatsapp' | 'facebook' | 'x' | 'bluesky' | 'email'); compose: Compose }[] = [
  { way: 'whatsapp', compose: ({ url, text }) => `https://wa.me/?text=${encode(`${text} ${url}`)}` },
  { way: 'facebook', compose: ({ url }) => `https://www.facebook.com/sharer/sharer.php?u=${encode(url)}` },
  { way: 'x', compose: ({ url, text }) => `https://x.com/intent/post?text=${encode(text)}&url=${encode(url)}` },
  { way: 'bluesky', compose: ({ url, text }) => `https://bsky.app/intent/compose?text=${encode(`${text} ${url}`)}` },
  {
    way: 'email',
    compose: ({ url, text, title }) => `mailto:?subject=${encode(title)}&body=${encode(`${text}\n\n${url}`)}`,
  },
];

type Compose = (post: Pick<ShareBoxProps, 'url' | 'text' | 'title'>) => string;

const encode = encodeURIComponent;

/**
 * Ways to pass a campaign on: the link to copy, a code to show on one's phone, and plain links to services. Each says
 * where it was shared, so that the numbers can tell. The device's own sharing and the copying are there once the script
 * has found that they work.
 */
export function ShareBox({ locale, url, text, title }: ShareBoxProps) {
  const t = messages(locale).pages.share;
  const { byService, shareBy } = messages(locale).sharing;
  return (
    <section class="share" id="share" aria-labelledby="share-title">
      <h2 id="share-title">{t.title}</h2>
      <p>{t.text}</p>
      <blockquote class="share-words">{text}</blockquote>
      <div class="share-row">
        <button
          class="button"
          type="button"
          data-share-title={title}
          data-share-text={text}
          data-share-url={sharedBy('native', url)}
          hidden
        >
          {t.native}
          <ArrowIcon />
        </button>
        {services.map(({ way, compose }) => (
          <a
            key={way}
            class="button button-quiet"
            href={compose({ url: sharedBy(way, url), text, title })}
            rel="noopener noreferrer"
            aria-label={shareBy[way]}
          >
            {byService[way]}
          </a>
        ))}
      </div>
      <label class="share-link-label" for="share-link">
        {t.link}
      </label>
      <div class="share-row">
        <input id="share-link" class="share-link" type="text" readonly value={sharedBy('link', url)} />
        <button class="button button-quiet" type="button" data-copy="share-link" hidden>
          {t.copy}
        </button>
      </div>
      <QrCode locale={locale} url={url} />
    </section>
  );
}

/** To be held out to someone who stands there; folded away until then. */
function QrCode({ locale, url }: Pick<ShareBoxProps, 'locale' | 'url'>) {
  const t = messages(locale).sharing;
  const { pathname, search } = new URL(url);
  const slug = pathname.slice(pathname.lastIndexOf('/') + 1);
  return (
    <details class="share-code">
      <summary>{t.showCode}</summary>
      <img src={`/${locale}/${slug}/qr.svg${search}`} alt={t.codeAlt} width="280" height="280" loading="lazy" />
      <p class="hint">{t.codeHint}</p>
    </details>
  );
}
