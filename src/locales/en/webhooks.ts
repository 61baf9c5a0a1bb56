import type { webhooks as original } from '../fr/webhooks.ts';

export const webhooks: typeof original = {
  takenIn: {
    unsubscribed: (crm) => `Unsubscribed in ${crm}.`,
    bounced: (crm) => `The address refuses mail, according to ${crm}.`,
    number: (crm) => `Number changed in ${crm}: the former consent does not hold for the new number.`,
  },
};
