import { composeBookingMail } from './compose-booking-mail.ts';
import { composeBroadcast } from './compose-broadcast.ts';
import { composeConfirmation } from './compose-confirmation.ts';
import { composeSeatOffer } from './compose-seat-offer.ts';
import { composeStep } from './compose-step.ts';
import type { Composer } from './composer.ts';
import { decideBookingMails } from './decide-booking-mails.ts';
import { decideBroadcasts } from './decide-broadcasts.ts';
import { decideConfirmations } from './decide-confirmations.ts';
import { decideSeatOffers } from './decide-seat-offers.ts';
import { decideSteps } from './decide-steps.ts';
import type { Decider } from './decision.ts';

/** How the mails of one kind are decided on and made. A new kind is its two files and a line below. */
type MessageKind = { decide: Decider; compose: Composer };

const step: MessageKind = { decide: decideSteps, compose: composeStep };
const bookingMail: MessageKind = { decide: decideBookingMails, compose: composeBookingMail };

/** By a message's name; any other name is the key of a step of the campaign's sequence. */
const kinds: Record<string, MessageKind> = {
  confirm: { decide: decideConfirmations, compose: composeConfirmation },
  booking: bookingMail,
  'booking-cancelled': bookingMail,
  'booking-moved': bookingMail,
  'shift-reminder': bookingMail,
  'shift-morning': bookingMail,
  'report-ask': bookingMail,
  'seat-offer': { decide: decideSeatOffers, compose: composeSeatOffer },
  broadcast: { decide: decideBroadcasts, compose: composeBroadcast },
};

export function kindOf({ name }: { name: string }): MessageKind {
  return (Object.hasOwn(kinds, name) ? kinds[name] : undefined) ?? step;
}
