import { CallFailed } from '../call-failed.ts';
import { type Ask, NotTaken } from './client.ts';
import { idProperty, tagsProperty } from './properties.ts';
import { type Contact, contactsBatch, type ElementError, nothing } from './types.ts';

/** Read of every contact: who they are to us, and what they said to HubSpot. */
export const alwaysRead = [
  'email',
  'lastmodifieddate',
  'hs_email_optout',
  'hs_email_hard_bounce_reason_enum',
  idProperty,
  tagsProperty,
];

/** As HubSpot takes them in one call. */
export const together = 100;

/** What came of one element of a batch: the contact, or why not. */
export type Written = { contact: Contact } | { error: ElementError } | { refused: NotTaken } | { unsaid: true };
export type Input = { trace: string; id: string; properties: Record<string, string> };

/** The contacts under these addresses, or these ids, by what they were asked by; in calls of a hundred. */
export async function readContacts(ask: Ask, by: 'email' | 'id', keys: string[], properties: string[]) {
  const found = new Map<string, Contact>();
  for (let from = 0; from < keys.length; from += together) {
    const inputs = keys.slice(from, from + together).map((id) => ({ id }));
    const { results, errors } = await ask('POST', '/crm/v3/objects/contacts/batch/read', contactsBatch, {
      body: { ...(by === 'email' && { idProperty: 'email' }), properties: [...alwaysRead, ...properties], inputs },
      name: 'contacts/batch/read',
    });
    // Who is not there is told as an error of its own; any other says that somebody may be.
    const other = errors?.find(({ category }) => category !== 'OBJECT_NOT_FOUND');
    if (other) throw new CallFailed('answer-not-understood', `contacts/batch/read: ${other.message ?? 'an error'}`);
    for (const one of results) found.set(by === 'id' ? one.id : (one.properties.email ?? '').toLowerCase(), one);
  }
  return found;
}

/**
 * Writes contacts, each under its trace: `upsert` by address, `update` by HubSpot's id. Read element by element; where
 * HubSpot refuses the whole for the sake of one, halves are tried until that one stands alone.
 */
export async function writeContacts(
  ask: Ask,
  how: 'upsert' | 'update',
  inputs: Input[],
): Promise<Map<string, Written>> {
  const written = new Map<string, Written>();
  const write = async (some: Input[]): Promise<void> => {
    const [first] = some;
    if (!first) return;
    try {
      for (const [trace, one] of await writeOnce(ask, how, some)) written.set(trace, one);
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      if (some.length === 1) return void written.set(first.trace, { refused: error });
      const half = Math.ceil(some.length / 2);
      await write(some.slice(0, half));
      await write(some.slice(half));
    }
  };
  for (let from = 0; from < inputs.length; from += together) await write(inputs.slice(from, from + together));
  return written;
}

async function writeOnce(ask: Ask, how: 'upsert' | 'update', some: Input[]): Promise<Map<string, Written>> {
  const { results, errors, correlationId } = await ask('POST', `/crm/v3/objects/contacts/batch/${how}`, contactsBatch, {
    body: {
      inputs: some.map(({ trace, id, properties }) => ({
        id,
        ...(how === 'upsert' && { idProperty: 'email' }),
        properties,
        objectWriteTraceId: trace,
      })),
    },
    name: `contacts/batch/${how}`,
  });
  return new Map(
    some.map((input): [string, Written] => {
      const contact = results.find((one) => isOf(one, input, how));
      if (contact) return [input.trace, { contact }];
      const error = errors?.find((one) => isAbout(one, input));
      if (!error) return [input.trace, { unsaid: true }];
      return [input.trace, { error: { ...error, correlationId: error.correlationId ?? correlationId } }];
    }),
  );
}

/** Removes for good, with all that hangs on them (GDPR art. 17). False where there was nobody. */
export async function purgeContact(ask: Ask, id: string): Promise<boolean> {
  try {
    await ask('POST', '/crm/v3/objects/contacts/gdpr-delete', nothing, {
      body: { objectId: id },
      name: 'contacts/gdpr-delete',
    });
    return true;
  } catch (error) {
    if (error instanceof NotTaken && error.status === 404) return false;
    throw error;
  }
}

function isOf(one: Contact, { trace, id }: Input, how: 'upsert' | 'update'): boolean {
  if (one.objectWriteTraceId) return one.objectWriteTraceId === trace;
  return how === 'update' ? one.id === id : one.properties.email?.toLowerCase() === id;
}

function isAbout({ id, context }: ElementError, input: Input): boolean {
  const named = [id, ...Object.values(context ?? {}).flat()];
  return named.includes(input.trace) || named.some((one) => one?.toLowerCase() === input.id);
}
