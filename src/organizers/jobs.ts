import { randomUUID } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { type RenderedMail, renderMail } from '../mail/templates.ts';
import { createSignInLink } from './create-sign-in-link.ts';
import { invitationDays, signInMinutes } from './form.ts';
import { findOrganizer } from './queries.ts';

export const jobs = {
  'organizers.mail-sign-in-link': mailSignInLink,
  'organizers.mail-invitation': mailInvitation,
};

/**
 * Mails a link to sign in with, if the address is an organizer's. Whether it is, is found out here and not while the
 * request waits, so that the answer takes the same time for all; and the link never stands in the queue.
 */
async function mailSignInLink(deps: Deps, payload: JobPayloads['organizers.mail-sign-in-link']): Promise<void> {
  const organizer = await findOrganizer(deps.db, payload.email);
  if (!organizer) return;
  const signInUrl = await createSignInLink(deps, organizer.email, payload.next);
  const mail = await renderMail({ name: 'sign-in', locale: payload.locale, signInUrl, minutes: signInMinutes });
  await sendMail(deps, organizer.email, mail, 'sign-in');
}

/** Mails an invitation; to somebody who was removed again meanwhile, none. */
async function mailInvitation(deps: Deps, payload: JobPayloads['organizers.mail-invitation']): Promise<void> {
  const organizer = await findOrganizer(deps.db, payload.email);
  if (!organizer) return;
  const until = new Date(deps.clock.now().getTime() + invitationDays * 24 * 60 * 60 * 1_000);
  const signInUrl = await createSignInLink(deps, organizer.email, '/admin', until);
  const { locale, by } = payload;
  const mail = await renderMail({ name: 'invitation', locale, signInUrl, by, days: invitationDays });
  await sendMail(deps, organizer.email, mail, 'invitation');
}

async function sendMail(deps: Deps, to: string, mail: RenderedMail, key: string): Promise<void> {
  const { mailFrom: from } = deps.config;
  // Each try has a new link, so each has its own key: under one key a second link would be taken for the first.
  const outcome = await deps.mailer.send({ ...mail, to, from, headers: {}, attachments: [] }, `${key}/${randomUUID()}`);
  if (outcome.kind === 'again') throw new Error(`the ${key} mail was not taken: ${outcome.reason}`);
  if (outcome.kind !== 'sent') throw new PermanentError(`the ${key} mail was refused: ${outcome.reason}`);
}
