import type { Vendor } from '../connector.ts';
import { openClient } from './client.ts';
import { describeSite } from './describe-site.ts';
import { erasePerson } from './erase-person.ts';
import { defaultMapping } from './mapping.ts';
import { pullChanges } from './pull-changes.ts';
import { push, type Session } from './push.ts';
import { readPeople } from './read-people.ts';
import { testConnection } from './test-connection.ts';
import { type Credentials, credentials, options } from './types.ts';
import { words } from './words.ts';

/** CiviCRM over its APIv4 (https://docs.civicrm.org/dev/en/latest/api/v4/), from version 5.75. */
export const civicrm: Vendor<Credentials> = {
  name: 'civicrm',
  label: 'CiviCRM',
  words,
  credentials: [
    { key: 'url', secret: false, type: 'url' },
    { key: 'apiKey', secret: true, type: 'password' },
  ],
  readCredentials: credentials,
  // It sets no limit; one small machine took a batch of 50 in two seconds.
  limits: { calls: 20, perSeconds: 1, batch: 50, inFlight: 2 },
  defaultMapping,
  options: ['tags', 'campaignTags', 'tagPrefix', 'groups', 'acts', 'activityType', 'pledges', 'financialType'],
  open({ credentials, call, options: chosen }) {
    const client = openClient(credentials, call);
    const session: Session = {
      client,
      options: options.parse(chosen),
      denied: new Set(),
      tags: new Map(),
      groups: new Map(),
    };
    return {
      testConnection: () => testConnection(client, session.options),
      describe: () => describeSite(client),
      push: (batch) => push(session, batch),
      pull: (cursor) => pullChanges(client, cursor, session.options),
      read: (known) => readPeople(client, known, session.options),
      erase: (known) => erasePerson(client, known),
    };
  },
};
