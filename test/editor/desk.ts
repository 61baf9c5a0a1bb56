import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { origin, type SignedInTest, signIn, startSignedIn } from '../organizers/signed-in.ts';
import { formBody } from '../support/forms.ts';

/** Someone at work on campaigns. */
type Editor = {
  get(path: string): Promise<Response>;
  post(path: string, fields?: Record<string, string | string[]>): Promise<Response>;
  /** Sends the form of a page as it stands, with some fields changed. */
  send(path: string, changes?: Record<string, string>): Promise<Response>;
  /** The form of a page as it stands, to be sent later. */
  open(path: string): Promise<Record<string, string>>;
};

export type Desk = SignedInTest & { olive: Editor; second(): Promise<Editor> };

/** An application with one organizer at work, and a second one when asked for. */
export async function startDesk(env: Record<string, string> = {}): Promise<Desk> {
  const t = await startSignedIn(env);
  t.deps.announcements.open();
  return {
    ...t,
    olive: editor(t, t.cookie),
    second: async () => {
      await addOrganizer(t.deps, { email: 'bea@example.org', name: 'Béa', role: 'organizer' });
      return editor(t, await signIn(t, 'bea@example.org'));
    },
  };
}

function editor({ app }: SignedInTest, cookie: string): Editor {
  const get = async (path: string) => await app.request(path, { headers: { cookie } });
  const post = async (path: string, fields: Record<string, string | string[]> = {}) =>
    await app.request(path, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: formBody(fields),
    });
  const open = async (path: string) => readFields(await (await get(path)).text());
  return {
    get,
    post,
    open,
    send: async (path, changes = {}) => await post(path, { ...(await open(path)), ...changes }),
  };
}

/** What a browser would send of the page's main form. */
function readFields(html: string): Record<string, string> {
  const form = /<form class="edit-form"[\s\S]*?<\/form>/.exec(html)?.[0];
  if (form === undefined) throw new Error('the page has no form to edit with');
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
    const isBox = ['checkbox', 'radio'].includes(attribute('type') ?? '');
    if (!isBox || / checked(=|\s|\/|>)/.test(tag)) fields[attribute('name') ?? ''] = decode(attribute('value') ?? '');
  }
  for (const [, name = '', value = ''] of form.matchAll(/<textarea [^>]*?name="([^"]+)"[^>]*>([\s\S]*?)<\/textarea>/g))
    fields[decode(name)] = decode(value.replace(/^\n/, ''));
  for (const [, name = '', options = ''] of form.matchAll(/<select [^>]*?name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name] = / value="([^"]*)" selected/.exec(options)?.[1] ?? / value="([^"]*)"/.exec(options)?.[1] ?? '';
  delete fields.next;
  return fields;
}

function decode(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
