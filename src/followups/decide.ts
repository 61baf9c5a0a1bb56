import { awaitsOwner, findStanding, type Standing } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import { hasReportedPledge } from '../pledges/queries.ts';
import { findBooking, hasBooked } from '../shifts/queries.ts';
import { countBookingMails, countConfirmations, type Message, stepsOf, wentBefore } from './queries.ts';

/** Why a mail was not sent; an organizer reads it on the contact's timeline. */
export type SkipReason =
  | 'suppressed'
  | 'no-consent'
  | 'confirmed-already'
  | 'limit'
  | 'booked-already'
  | 'reported-already'
  | 'booking-changed'
  | 'shift-over'
  | 'step-removed'
  | 'sent-already';

/** Confirmations to one address, and for forms from one client address, in 24 hours. */
const confirmationLimits = { toContact: 3, fromClient: 1_000 };
/** Mails about seats to one address that its owner has not confirmed, in 24 hours. */
const mostUnvouched = 6;
const day = 24 * 3_600_000;

/**
 * Decides on a mail at the moment of sending, whatever was true when it was planned. Undefined: it goes. The caller
 * holds the contact's row: what counts the mails of one person must not be asked twice at once.
 */
export async function decide(tx: Tx, message: Message, now: Date): Promise<SkipReason | undefined> {
  const standing = await findStanding(tx, message.contactId, message.campaignId);
  if (!standing || standing.suppressed) return 'suppressed';
  if (message.name === 'confirm') return await decideConfirmation(tx, message, standing, now);
  if (bookingMails.has(message.name)) return await decideBookingMail(tx, message, standing, now);
  return await decideStep(tx, message, standing);
}

/** Mails that answer a person's own act about a seat. */
const bookingMails = new Set(['booking', 'booking-cancelled', 'shift-reminder', 'report-ask']);

async function decideConfirmation(
  tx: Tx,
  message: Message,
  standing: Standing,
  now: Date,
): Promise<SkipReason | undefined> {
  const isNeeded = !standing.mayFollowUp || (await awaitsOwner(tx, message.contactId, message.campaignId));
  if (!isNeeded) return 'confirmed-already';
  const sent = await countConfirmations(tx, message, new Date(now.getTime() - day));
  const spent = sent.toContact >= confirmationLimits.toContact || sent.fromClient >= confirmationLimits.fromClient;
  return spent ? 'limit' : undefined;
}

async function decideBookingMail(
  tx: Tx,
  message: Message,
  standing: Standing,
  now: Date,
): Promise<SkipReason | undefined> {
  const found = await findBooking(tx, message.subjectId);
  if (!found || String(found.booking.sequence) !== message.round) return 'booking-changed';
  const { state } = found.booking;
  if (message.name === 'report-ask' && state !== 'booked') return 'reported-already';
  if (message.name === 'shift-reminder' && state !== 'booked') return 'booking-changed';
  if (message.name !== 'report-ask' && found.shift.startsAt <= now) return 'shift-over';
  if (standing.confirmed) return undefined;
  // Whoever signs up under a stranger's address can take one seat after the other.
  const sent = await countBookingMails(tx, message, [...bookingMails], new Date(now.getTime() - day));
  return sent >= mostUnvouched ? 'limit' : undefined;
}

async function decideStep(tx: Tx, message: Message, standing: Standing): Promise<SkipReason | undefined> {
  if (!standing.mayFollowUp) return 'no-consent';
  const { contactId, campaignId } = message;
  const step = (await stepsOf(tx, campaignId)).find((one) => one.key === message.name);
  if (!step) return 'step-removed';
  if (await wentBefore(tx, message)) return 'sent-already';
  if (step.unless === 'booked' && (await hasBooked(tx, contactId, campaignId))) return 'booked-already';
  if (step.unless === 'reported' && (await hasReportedPledge(tx, contactId, campaignId))) return 'reported-already';
  return undefined;
}
