import { v7 } from 'uuid';
import type { Outgoing } from '../../../src/crm/connector.ts';

/** A contact on its way out, who said yes to mail and did nothing else. */
export function outgoing(given: Partial<Outgoing> = {}): Outgoing {
  const contactId = given.contactId ?? v7();
  return {
    contactId,
    email: `${contactId.slice(-12)}@exemple.org`,
    remoteId: undefined,
    values: {},
    authority: {},
    tags: [],
    subscription: 'subscribed',
    acts: [],
    changedAt: new Date('2026-11-02T12:00:00Z'),
    ...given,
  };
}
