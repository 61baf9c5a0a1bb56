import { raw } from 'hono/html';
import { type Locale, messages } from '../locales/index.ts';

type SenderProps = {
  sender: { name: string; address: string; email: string; website?: string | undefined };
  locale: Locale;
};

/** Who is behind a campaign and how they are reached (CASL s. 10(1)(b) asks for it beside the consent). */
export function Sender({ sender, locale }: SenderProps) {
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
    </section>
  );
}

type LegalProps = {
  /** What the election act asks for, in the campaign's own words. */
  legal?: string | undefined;
  authority?: { paidBy: string; agent?: string | undefined } | undefined;
  /** HTML that has been sanitized. */
  privacy?: string | undefined;
  locale: Locale;
};

/** Who pays, who is the official agent, who answers for personal data; nothing where none of it is said. */
export function Legal({ legal, authority, privacy, locale }: LegalProps) {
  const t = messages(locale).sections;
  if (legal === undefined && authority === undefined && privacy === undefined) return null;
  return (
    <div class="legal">
      {authority && <p>{t.paidBy(authority.paidBy)}</p>}
      {authority?.agent !== undefined && <p>{t.agent(authority.agent)}</p>}
      {legal !== undefined && <p>{legal}</p>}
      {privacy !== undefined && raw(privacy)}
    </div>
  );
}
