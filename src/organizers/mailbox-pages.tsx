import { type Locale, messages } from '../locales/index.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { KeptMail, MailSummary } from '../mail/queries.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable, Pager } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { MailFrame } from '../ui/mail-frame.tsx';

type Shared = { locale: Locale; path: string; organizer: { name: string; email: string }; timezone: string };
type MailboxPageProps = Shared & {
  transport: Mailer['name'];
  mails: MailSummary[];
  /** Id after which the list goes on, if it does. */
  older: string | undefined;
  /** Whether this is the first page. */
  first: boolean;
};

/** The list of kept mails, newest first. */
export function MailboxPage(props: MailboxPageProps) {
  const { locale, path, organizer, timezone, transport, mails, older, first } = props;
  const t = messages(locale).admin;
  const columns = [
    { label: t.mailbox.subject },
    { label: t.mailbox.to, wraps: true },
    { label: t.mailbox.from, wraps: true, minor: true },
    { label: t.mailbox.date },
  ];
  const rows = mails.map(({ id, subject, to, from, createdAt }) => ({
    key: id,
    cells: [
      <a key="mail" href={`/admin/mailbox/${id}`}>
        {subject}
      </a>,
      to,
      from,
      formatMoment(locale, createdAt, timezone),
    ],
  }));
  return (
    <AdminPage locale={locale} path={path} organizer={organizer} place="mailbox" title={t.mailbox.title}>
      <h1>{t.mailbox.title}</h1>
      <p class={transport === 'mailbox' ? 'note' : 'alert'}>
        {transport === 'mailbox' ? t.mailbox.text : t.mailbox.elsewhere(t.mailbox.transports[transport])}
      </p>
      {mails.length === 0 && transport === 'mailbox' && <p class="empty">{t.mailbox.empty}</p>}
      {mails.length > 0 && <AdminTable caption={t.mailbox.title} columns={columns} rows={rows} />}
      <Pager
        older={older && `/admin/mailbox?before=${older}`}
        newest={first ? undefined : '/admin/mailbox'}
        words={{ older: t.older, newest: t.newest }}
      />
    </AdminPage>
  );
}

/** One mail: as its reader sees it, or as plain text, with its headers and attachments. */
export function MailPage({
  locale,
  path,
  organizer,
  timezone,
  mail,
  plain,
}: Shared & { mail: KeptMail; plain: boolean }) {
  const t = messages(locale).admin.mailbox;
  const here = `/admin/mailbox/${mail.id}`;
  const facts = [
    [t.from, mail.from],
    [t.to, mail.to],
    [t.date, formatMoment(locale, mail.createdAt, timezone)],
  ];
  return (
    <AdminPage locale={locale} path={path} organizer={organizer} place="mailbox" title={mail.subject}>
      <p>
        <a href="/admin/mailbox">{t.back}</a>
      </p>
      <h1>{mail.subject}</h1>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <nav class="tabs" aria-label={t.view}>
        <a href={here} aria-current={plain ? undefined : 'page'}>
          {t.look}
        </a>
        <a href={`${here}?view=text`} aria-current={plain ? 'page' : undefined}>
          {t.plain}
        </a>
      </nav>
      {plain ? <pre class="mail-text">{mail.text}</pre> : <MailFrame title={mail.subject} src={`${here}/html`} />}
      <Attachments locale={locale} mail={mail} />
      <Headers locale={locale} mail={mail} />
    </AdminPage>
  );
}

function Attachments({ locale, mail }: { locale: Locale; mail: KeptMail }) {
  const t = messages(locale).admin.mailbox;
  if (mail.attachments.length === 0) return null;
  return (
    <section>
      <h2>{t.attachments}</h2>
      <ul class="plain-list">
        {mail.attachments.map(({ filename }, index) => (
          <li key={filename}>
            <a href={`/admin/mailbox/${mail.id}/attachments/${index}`} download={filename}>
              {t.download(filename)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Headers({ locale, mail }: { locale: Locale; mail: KeptMail }) {
  const t = messages(locale).admin.mailbox;
  const headers = Object.entries(mail.headers);
  if (headers.length === 0) return null;
  return (
    <details>
      <summary>{t.headers}</summary>
      <dl class="facts">
        {headers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="any-break">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
