import type { Hono } from 'hono';

/** What a browser sends for a form. */
export function formBody(fields: Record<string, string | string[]>): string {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
  }
  return body.toString();
}

/** Posts a form, as a browser does. */
export async function post(app: Hono, path: string, fields: Record<string, string | string[]>): Promise<Response> {
  return await app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: formBody(fields),
  });
}

/** Opens a campaign's page and returns the signature of the form on it. */
export async function drawForm(app: Hono, path = '/fr/essai'): Promise<string> {
  const html = await (await app.request(path)).text();
  const token = /name="form" value="([^"]+)"/.exec(html)?.[1];
  if (!token) throw new Error(`no form on ${path}`);
  return token;
}

/** Opens the page, fills it in and sends it. */
export async function signUp(
  app: Hono,
  fields: Record<string, string | string[]> = {},
  path = '/fr/essai',
): Promise<Response> {
  const form = await drawForm(app, path);
  return await post(app, `${path}/signups`, {
    email: 'ada@example.org',
    firstName: 'Ada',
    consent: 'yes',
    form,
    ...fields,
  });
}
