import { type Locale, messages } from '../locales/index.ts';

type SenderProps = {
  sender: { name: string; address: string; email: string; website?: string | undefined };
  /** Who pays, the official agent, what the election act asks for. */
  legal?: string | undefined;
  locale: Locale;
};

/** Who is behind a campaign and how they are reached (CASL s. 10(1)(b) asks for it beside the consent). */
export function Sender({ sender, legal, locale }: SenderProps) {
  const t = messages(locale).pages.landing;
  return (
    <section class="sender" aria-labelledby="sender-title">
      <h2 id="sender-title">{t.behind}</h2>
      <p>
        <strong>{sender.name}</strong>
        <br />
        {sender.address}
      </p>
      <p>
        {t.reach} <a href={`mailto:${sender.email}`}>{sender.email}</a>
        {sender.website !== undefined && (
          <>
            {' · '}
            <a href={sender.website} rel="noopener">
              {sender.website.replace(/^https?:\/\/|\/$/g, '')}
            </a>
          </>
        )}
      </p>
      {legal !== undefined && <p class="legal">{legal}</p>}
    </section>
  );
}
