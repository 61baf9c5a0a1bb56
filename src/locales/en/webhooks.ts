import type { webhooks as original } from '../fr/webhooks.ts';

export const webhooks: typeof original = {
  takenIn: {
    unsubscribed: (crm) => `Unsubscribed in ${crm}.`,
    bounced: (crm) => `The address refuses mail, according to ${crm}.`,
    number: (crm) => `Number changed in ${crm}: the former consent does not hold for the new number.`,
  },
  about:
    'Sent to the addresses that are connected under CRM, signed by Standard Webhooks (standardwebhooks.com). The contact and the consent (“subscription”) are those of the moment of sending. Pass over what you do not know: fields and types may be added; “version” goes up where a field changes its meaning or goes.',
  headers: {
    id: 'The id of the event, the same each time it is sent: what you have had already is not to be done again.',
    timestamp: 'The moment of this sending, in seconds since 1970. Refuse what is older than five minutes.',
    signature:
      '“v1,” and the HMAC-SHA256, in base64, of “id.timestamp.body”. There are two, with a space between them, while a key changes: one that holds is enough.',
  },
  answers: {
    taken: 'Taken.',
    gone: 'Never again: sending to this address stops.',
    again: 'Any other answer, a redirect too: the event comes again later, for days.',
  },
  events: {
    'signup.recorded': 'A sign-up to a campaign is recorded.',
    'contact.confirmed': 'An address was confirmed by whose it is.',
    'pledge.made': 'A pledge: money, hours or an action.',
    'booking.made': 'A seat in a shift is taken.',
    'booking.cancelled': 'A seat is given up.',
    'booking.moved': 'The shift of a seat has another time or place.',
    'booking.confirmed': 'The person said that they are coming.',
    'booking.attended': 'The person was seen at the door.',
    'booking.unattended': 'The check-in at the door was a slip: it is taken back.',
    'report.recorded': 'The person said what was done in the field.',
    'consent.withdrawn': 'A consent is taken back: to be respected at once.',
    'contact.edited': 'The details were edited.',
    'contact.address-changed': 'The e-mail address changed; what was agreed to for the former one no longer holds.',
    'contact.tagged': 'A tag is added.',
    'contact.untagged': 'A tag is taken off.',
    'contact.merged': 'Two contacts have become one; “formerContactId” is the one that is no more.',
    'contact.changed': 'The contact is not the same any more, and no other event says so; this is how it stands.',
    'contact.erased': 'The person was erased here: to be erased on your side too.',
    'connection.tested': 'A try of the connection; it is about nobody.',
  },
};
