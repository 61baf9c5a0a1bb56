import { eq } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import { campaignsById } from '../campaigns/queries.ts';
import type { Config } from '../config.ts';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { PermanentError } from '../errors.ts';
import { confirmUrl, formAgainUrl, leaveUrl, spaceUrl } from '../http/links.ts';
import { fromSender } from '../mail/from.ts';
import { unsubscribeHeaders } from '../mail/headers.ts';
import type { Attachment, Mail } from '../mail/mailer.ts';
import { type MailTemplate, renderMail } from '../mail/templates.ts';
import { type Booking, findBooking, type Shift } from '../shifts/queries.ts';
import { calendarEntry } from './calendar.ts';
import type { Step } from './form.ts';
import { type Message, stepsOf } from './queries.ts';

type Composer = {
  config: Pick<Config, 'baseUrl' | 'mailFrom'> & { secret: string };
  message: Message;
  campaign: Campaign;
  contact: typeof contacts.$inferSelect;
};
type Content = { template: MailTemplate; attachments: Attachment[] };

/**
 * Makes the mail of a message. The same message gives the same bytes, as long as campaign and contact do not change:
 * a provider that de-duplicates by key refuses a key that comes back with other content.
 * @throws PermanentError when what the message is about is gone.
 */
export async function compose(db: Db, config: Composer['config'], message: Message): Promise<Mail> {
  const campaign = (await campaignsById(db, [message.campaignId])).get(message.campaignId);
  const [contact] = await db.select().from(contacts).where(eq(contacts.id, message.contactId));
  if (!campaign || !contact) throw new PermanentError(`message ${message.id} is about nobody`);
  const composer = { config, message, campaign, contact };
  const { template, attachments } = await content(db, composer);
  const rendered = await renderMail(template);
  const { sender } = campaign.settings;
  return {
    ...rendered,
    subject: rendered.subject.replace(/\s+/g, ' ').trim(),
    to: contact.email,
    from: fromSender(sender.name, config.mailFrom),
    replyTo: sender.email,
    headers: unsubscribeHeaders(leaveUrl(config, about(message))),
    attachments,
  };
}

async function content(db: Db, composer: Composer): Promise<Content> {
  const { config, message } = composer;
  if (message.name === 'confirm') {
    const url = confirmUrl(config, { signupId: message.subjectId, since: message.createdAt });
    return { template: { name: 'confirm', ...shared(composer), confirmUrl: url }, attachments: [] };
  }
  const found = await findBooking(db, message.subjectId);
  if (found) return bookingContent(composer, found.booking, found.shift);
  const step = (await stepsOf(db, message.campaignId)).find((one) => one.key === message.name);
  const texts = step?.texts[message.locale] ?? step?.texts[composer.campaign.settings.defaultLocale];
  if (!step || !texts) throw new PermanentError(`the sequence has no step ${message.name}`);
  return { template: stepTemplate(composer, step, texts), attachments: [] };
}

function stepTemplate(
  composer: Composer,
  step: Step,
  texts: NonNullable<Step['texts'][Message['locale']]>,
): MailTemplate<'follow-up'> {
  const { config, message, contact } = composer;
  return {
    name: 'follow-up',
    ...shared(composer),
    // What a form says of an address that nobody has confirmed is not mailed to it.
    firstName: contact.confirmedAt === null ? '' : contact.firstName,
    subject: texts.subject,
    paragraphs: texts.body,
    action: { label: texts.action, url: stepUrl(composer, step) },
    reason: 'consent',
    unsubscribeUrl: leaveUrl(config, about(message)),
  };
}

function stepUrl({ config, message, campaign }: Composer, { leadsTo }: Step): string {
  if (leadsTo !== 'form') return `${spaceUrl(config, about(message))}#${leadsTo}`;
  // `shared` has seen that there are words in one of the two.
  const locale = campaign.texts[message.locale] ? message.locale : campaign.settings.defaultLocale;
  return formAgainUrl(config, { ...about(message), locale, slug: campaign.slug });
}

function bookingContent(composer: Composer, booking: Booking, row: Shift): Content {
  const { config, message, campaign } = composer;
  const space = spaceUrl(config, about(message));
  const ofBooking = `${space}/bookings/${booking.id}`;
  const texts = row.texts[message.locale] ?? Object.values(row.texts)[0];
  if (!texts) throw new PermanentError(`shift ${row.id} has no words`);
  const { startsAt, endsAt, timezone } = row;
  const shift = { ...texts, startsAt, endsAt, timezone };
  const entry = calendarEntry({
    ...shift,
    bookingId: booking.id,
    // The round that this mail was planned for, should the booking change at this very moment.
    sequence: Number(message.round),
    cancelled: message.name === 'booking-cancelled',
    changedAt: booking.changedAt,
    url: space,
    organizer: { name: campaign.settings.sender.name, email: campaign.settings.sender.email },
    host: new URL(config.baseUrl).hostname,
  });
  const common = { ...shared(composer), shift, unsubscribeUrl: leaveUrl(config, about(message)) };
  const cancelUrl = `${ofBooking}/cancel`;
  if (message.name === 'report-ask') {
    const ask = (answer: string) => `${ofBooking}/report?answer=${answer}`;
    const template = { ...common, attendedUrl: ask('attended'), missedUrl: ask('missed') };
    return { template: { name: 'report-ask', ...template }, attachments: [] };
  }
  if (message.name === 'booking-cancelled') {
    return { template: { name: 'booking-cancelled', ...common, shiftsUrl: `${space}#shifts` }, attachments: [entry] };
  }
  if (message.name === 'shift-reminder') {
    return { template: { name: 'shift-reminder', ...common, cancelUrl }, attachments: [] };
  }
  return { template: { name: 'booking', ...common, cancelUrl }, attachments: [entry] };
}

function shared({ message, campaign }: Composer) {
  const { settings, texts } = campaign;
  const text = texts[message.locale] ?? texts[settings.defaultLocale];
  if (!text) throw new PermanentError(`campaign ${campaign.slug} has no words in ${message.locale}`);
  return {
    locale: message.locale,
    campaign: { title: text.title, colour: settings.colour, sender: settings.sender },
  };
}

function about({ contactId, campaignId, createdAt }: Message) {
  return { contactId, campaignId, since: createdAt };
}
