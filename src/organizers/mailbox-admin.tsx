import { Hono, type MiddlewareHandler } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { mailPage } from '../http/mail-page.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { findMail, type KeptMail, listMails } from '../mail/queries.ts';
import { MailboxPage, MailPage } from './mailbox-pages.tsx';
import { mailboxScope } from './mailbox-scope.ts';

const perPage = 50;

/** The mails that were kept instead of sent, each as it will look; to be mounted at `/admin/mailbox`. */
export function mailboxAdmin(deps: Deps, onlyOrganizers: MiddlewareHandler<AdminEnv>): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.use('*', onlyOrganizers);

  app.get('/', async (c) => {
    const before = c.req.query('before');
    const scope = mailboxScope(c.get('organizer'));
    const mails = await listMails(deps.db, { before: isUuid(before) ? before : undefined, limit: perPage + 1, scope });
    const page = (
      <MailboxPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        path={before === undefined ? '/admin/mailbox' : `/admin/mailbox?before=${encodeURIComponent(before)}`}
        timezone={deps.config.timezone}
        transport={deps.mailer.name}
        mails={mails.slice(0, perPage)}
        older={mails.length > perPage ? mails[perPage - 1]?.id : undefined}
        first={before === undefined}
      />
    );
    return await personalPage(c, page);
  });

  app.get('/:id', async (c) => {
    const mail = await knownMail(deps, c.req.param('id'), mailboxScope(c.get('organizer')));
    const plain = c.req.query('view') === 'text';
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: deps.config.timezone };
    const path = `/admin/mailbox/${mail.id}${plain ? '?view=text' : ''}`;
    return await personalPage(c, <MailPage {...shared} path={path} mail={mail} plain={plain} />);
  });

  app.get('/:id/html', async (c) => {
    const mail = await knownMail(deps, c.req.param('id'), mailboxScope(c.get('organizer')));
    return mailPage(c, mail.html);
  });

  app.get('/:id/attachments/:index', async (c) => {
    const mail = await knownMail(deps, c.req.param('id'), mailboxScope(c.get('organizer')));
    const attachment = mail.attachments[Number(c.req.param('index'))];
    if (!attachment) throw new AppError('not-found', 'this mail has no such attachment');
    return c.body(attachment.content, 200, {
      ...securityHeaders,
      'content-type': attachment.contentType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
      'cache-control': 'no-store',
    });
  });

  return app;
}

async function knownMail(deps: Deps, id: string, scope: ReturnType<typeof mailboxScope>): Promise<KeptMail> {
  const mail = isUuid(id) ? await findMail(deps.db, id, scope) : undefined;
  if (!mail) throw new AppError('not-found', 'this mail does not exist');
  return mail;
}
