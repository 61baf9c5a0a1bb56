import { CallFailed, Refusal } from '../call-failed.ts';
import type { Client, Failed } from './client.ts';
import { action, saved } from './types.ts';

/** A record of `Contact/save`, under our id. */
export type Writing = { contactId: string; record: Record<string, unknown> };
export type Written =
  | { remoteId: string }
  | { refused: string; cause: 'invalid-value' | 'compliance' | 'race' | 'rights' };

/** How often one record is tried by itself before it is believed that it is the record. */
const tries = 3;
/** After so many that may not be written, and none that may, it is taken to be the key. */
const enough = 3;

/**
 * Saves people; by our id (`match`), for on that CiviCRM has a unique key, and raced it answers one of six with "already
 * exists" and never makes a second one. A call that fails as a whole is cut in halves until the record that it fails for
 * stands alone: a person whom the key may not edit is one too. Nothing is lost by saving again: it is the same record.
 * @throws Refusal where the key may write nobody, or is not known at all.
 */
export async function savePeople(client: Client, writings: Writing[]): Promise<Map<string, Written>> {
  const written = new Map<string, Written>();
  await saveInto(client, writings, written);
  return written;
}

async function saveInto(client: Client, writings: Writing[], written: Map<string, Written>): Promise<void> {
  const [first] = writings;
  if (!first) return;
  const asked = await save(client, writings);
  if (asked.ok) {
    for (const [contactId, one] of asked.written) written.set(contactId, one);
    return;
  }
  if (writings.length > 1) {
    const half = Math.ceil(writings.length / 2);
    await saveInto(client, writings.slice(0, half), written);
    return saveInto(client, writings.slice(half), written);
  }
  written.set(first.contactId, await saveAlone(client, first, asked));
  const all = [...written.values()];
  const denied = all.filter((one) => 'refused' in one && one.cause === 'rights').length;
  if (denied >= enough && denied === all.length) throw new Refusal('rights', asked.message);
}

async function saveAlone(client: Client, writing: Writing, first: Failed): Promise<Written> {
  let failed = first;
  for (let time = 1; time < tries && failed.why === 'failed'; time += 1) {
    const asked = await save(client, [writing]);
    const written = asked.ok ? asked.written.get(writing.contactId) : undefined;
    if (written) return written;
    if (!asked.ok) failed = asked;
  }
  if (failed.why === 'rights') {
    // One person, or all of them: what the key may at all is not a secret to it.
    const may = await client.get('Contact', action, { select: ['name'], where: [['name', '=', 'save']] }, 'getActions');
    if (!may.some(({ name }) => name === 'save')) throw new Refusal('rights', `Contact/save: ${failed.message}`);
    return { refused: failed.message, cause: 'rights' };
  }
  if (!/already exists/i.test(failed.message)) return { refused: failed.message, cause: 'invalid-value' };
  // Whoever raced us was there before our second try: who still "exists" and is not found lies in the trash.
  return 'id' in writing.record
    ? { refused: failed.message, cause: 'race' }
    : { refused: `${failed.message}: probably in the trash`, cause: 'compliance' };
}

async function save(
  client: Client,
  writings: Writing[],
): Promise<Failed | { ok: true; written: Map<string, Written> }> {
  const asked = await client.ask('Contact', 'save', {
    records: writings.map(({ record }) => record),
    match: ['external_identifier'],
  });
  if (!asked.ok) return asked;
  // Without authentication it answers 200 and nothing.
  if (asked.values.length === 0) throw new Refusal('credentials', 'Contact/save was answered with nothing');
  const read = saved.array().safeParse(asked.values);
  if (!read.success || read.data.length !== writings.length) {
    throw new CallFailed('answer-not-understood', 'Contact/save answered for others than it was asked to save');
  }
  const ids = read.data.map(({ id }) => String(id));
  return {
    ok: true,
    written: new Map(writings.map(({ contactId }, index) => [contactId, { remoteId: ids[index] ?? '' }])),
  };
}
