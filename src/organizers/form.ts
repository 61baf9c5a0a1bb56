import { z } from 'zod';
import { first, type PostedForm } from '../http/read-form.ts';
import { type Role, roles } from './permissions.ts';

/** How long a mailed link can be used, in minutes. */
export const signInMinutes = 15;

const address = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.email().max(254));

/** An organizer's address in lower case; undefined when it is none. */
export function readAddress(typed: string): string | undefined {
  return address.safeParse(typed).data;
}

/** How long an invitation's link can be used, in days. */
export const invitationDays = 3;

/** How long an organizer's name may be; cut there, it could end in half a character. */
export const longestName = 200;

/** An invitation as it was typed, and what it comes to; `fields` names what is wrong. */
export type Invitation =
  | { ok: true; email: string; name: string; role: Role }
  | { ok: false; fields: InvitationField[] };
export type InvitationField = 'email' | 'name' | 'role';

export function readInvitation(form: PostedForm): Invitation {
  const email = readAddress(first(form, 'email'));
  const role = readRole(first(form, 'role'));
  const name = first(form, 'name').replaceAll('\0', '').trim();
  const isLong = name.length > longestName;
  if (email === undefined || role === undefined || isLong) {
    const wrong = { email: email === undefined, name: isLong, role: role === undefined };
    return { ok: false, fields: (['email', 'name', 'role'] as const).filter((field) => wrong[field]) };
  }
  return { ok: true, email, name, role };
}

/** A role by its name; undefined where there is none of it. */
export function readRole(typed: string): Role | undefined {
  return roles.find((role) => role === typed);
}

/** What a browser's WebAuthn hands over as JSON when a passkey signs in (WebAuthn Level 3, section 5.1). */
const assertion = z.object({
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: z.string(), authenticatorData: z.string(), signature: z.string() }),
  clientExtensionResults: z.object({}),
});
export type PasskeyAssertion = z.output<typeof assertion>;

/** Reads it; undefined for anything else. */
export function readAssertion(body: unknown): PasskeyAssertion | undefined {
  return assertion.safeParse(body).data;
}

const newPasskey = z.object({
  name: z
    .string()
    .transform((value) => value.replaceAll('\0', '').trim())
    .pipe(
      z
        .string()
        .max(100)
        .refine((value) => value.isWellFormed()),
    )
    .default(''),
  response: z.record(z.string(), z.unknown()),
});

/** Reads a passkey that a browser has just made, with the name that its owner gives it. */
export function readNewPasskey(body: unknown): z.output<typeof newPasskey> | undefined {
  return newPasskey.safeParse(body).data;
}

/** Where to go after signing in: a path under `/admin` of this site, `/admin` for anything else. */
export function readNext(typed: string | undefined): string {
  if (!typed || !/^\/admin(?:[/?.]|$)/.test(typed)) return '/admin';
  // What a URL parser makes of it counts, not what it looks like: `/admin/..//evil.example`, back-slashes, tabs.
  const origin = 'http://same.site';
  const url = URL.parse(typed, origin);
  if (url?.origin !== origin || !/^\/admin(?:[/.]|$)/.test(url.pathname)) return '/admin';
  return url.pathname.startsWith('/admin/sign-in') ? '/admin' : url.pathname + url.search;
}
