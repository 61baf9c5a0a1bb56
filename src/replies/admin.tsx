import { type Context, Hono } from 'hono';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { readPlace, writePlace } from '../http/list-place.ts';
import { first, idOfTyped, type PostedForm, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { messages } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { scopeOf } from '../organizers/scope.ts';
import type { ReplyActs } from './acts.ts';
import { answerReply } from './answer-reply.ts';
import { readAnswer, readConversationShow, readSeen } from './form.ts';
import { ConversationPage, ConversationsPage } from './pages.tsx';
import { countWaitingConversations, entriesOf, findConversation, findReplyFile, listConversations } from './queries.ts';
import { settleWait } from './settle-wait.ts';
import { settleWish } from './settle-wish.ts';

const perPage = 50;
type Found = NonNullable<Awaited<ReturnType<typeof findConversation>>>;

/** What people answer to mails, and what is answered to them; to be mounted at `/admin`. */
export function conversationsAdmin(deps: Deps, acts: Pick<ReplyActs, 'leave'>): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;
  app.use(
    '/conversations/*',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );

  app.get('/conversations', async (c) => {
    const show = readConversationShow(c.req.query('show'));
    const after = readPlace(c.req.query('after'));
    const scope = scopeOf(c.get('organizer'));
    const [lines, waiting] = await Promise.all([
      listConversations(db, { show, scope, after, limit: perPage + 1 }),
      countWaitingConversations(db, scope),
    ]);
    const found = lines.slice(0, perPage);
    const last = lines.length > perPage ? found.at(-1)?.conversation : undefined;
    const page = (
      <ConversationsPage
        {...shared(c)}
        path={`/admin/conversations?show=${show}`}
        show={show}
        found={found}
        waiting={waiting}
        more={last && writePlace({ at: (show === 'waiting' && last.waitingSince) || last.lastAt, id: last.id })}
        first={after === undefined}
        setUp={config.replies !== undefined}
      />
    );
    return await personalPage(c, page);
  });

  app.get('/conversations/:id', async (c) => await page(c, await mustFind(deps, c)));

  app.post('/conversations/:id/answers', async (c) => {
    const found = await mustFind(deps, c);
    const form = await readForm(c);
    const answer = readAnswer(form);
    if (!answer.ok) {
      const problem = messages(c.get('locale')).replies[answer.error];
      return await page(c, found, { text: first(form, 'text'), problem });
    }
    const id = idOfTyped(form, answer.body);
    const { conversation } = found;
    const organizerId = c.get('organizer').id;
    const written = { id, conversation, organizerId, body: answer.body, seen: readSeen(form), at: clock.now() };
    await db.transaction((tx) => answerReply(tx, written));
    return seeOther(c, back(found, form, 'sent=1'));
  });

  app.post('/conversations/:id/close', async (c) => {
    const found = await mustFind(deps, c);
    const form = await readForm(c);
    await settleWait(db, { id: found.conversation.id, seen: readSeen(form) });
    return seeOther(c, back(found, form, 'closed=1'));
  });

  app.post('/conversations/:id/wishes/:reply', async (c) => {
    const { conversation, contact } = await mustFind(deps, c);
    const replyId = c.req.param('reply');
    if (!isUuid(replyId)) throw new AppError('not-found');
    const leaves = first(await readForm(c), 'wish') === 'leave';
    const settling = { replyId, conversationId: conversation.id, contact, leaves, at: clock.now() };
    await db.transaction((tx) => settleWish(tx, acts, settling));
    return seeOther(c, `/admin/conversations/${conversation.id}`);
  });

  // Whatever a stranger sent is handed over as a file and never opened in our name.
  app.get('/conversations/:id/files/:file', async (c) => {
    const { conversation } = await mustFind(deps, c);
    const id = c.req.param('file');
    const file = isUuid(id) ? await findReplyFile(db, conversation.id, id) : undefined;
    if (!file?.content) throw new AppError('not-found', 'there is no such file');
    return c.body(new Uint8Array(file.content), 200, {
      ...securityHeaders,
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename || 'file')}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  function shared(c: Context<AdminEnv>) {
    return { locale: c.get('locale'), organizer: c.get('organizer'), timezone: config.timezone };
  }

  async function page(
    c: Context<AdminEnv>,
    found: Found,
    typed?: { text: string; problem: string },
  ): Promise<Response> {
    const t = messages(c.get('locale')).replies;
    const { sent, closed } = c.req.query();
    const view = (
      <ConversationPage
        {...shared(c)}
        path={`/admin/conversations/${found.conversation.id}`}
        {...found}
        entries={await entriesOf(db, found.conversation.id)}
        answerId={uuidv7()}
        notice={sent === undefined ? closed && t.closed : t.sent}
        typed={typed}
      />
    );
    return await personalPage(c, view, typed ? 422 : 200);
  }

  return app;
}

/** The conversation that a request is about, within the scope of who asks. @throws AppError `not-found`. */
async function mustFind(deps: Deps, c: Context<AdminEnv>): Promise<Found> {
  const id = c.req.param('id');
  const found = isUuid(id) && id !== undefined && (await findConversation(deps.db, id, scopeOf(c.get('organizer'))));
  if (!found) throw new AppError('not-found', 'there is no such conversation');
  return found;
}

/** To where the button was pressed. */
function back({ conversation, contact }: Found, form: PostedForm, said: string): string {
  return first(form, 'back') === 'contact'
    ? `/admin/contacts/${contact.id}#conversation`
    : `/admin/conversations/${conversation.id}?${said}`;
}
