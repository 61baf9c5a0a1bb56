import { CallFailed, Refusal } from '../call-failed.ts';
import type { Client, Failed } from './client.ts';
import { saved } from './types.ts';

/** A record of `Contact/save`, under our id. */
export type Writing = { contactId: string; record: Record<string, unknown> };
export type Written = { remoteId: string } | { refused: string; cause: 'invalid-value' | 'compliance' | 'race' };

/** How often one record is tried by itself before it is believed that it is the record. */
const tries = 3;

/**
 * Saves people; by our id (`match`), for on that CiviCRM has a unique key, and raced it answers one of six with "already
 * exists" and never makes a second one. A call that fails as a whole is cut in halves until the record that it fails for
 * stands alone. Nothing is lost by saving again: it is the same record.
 * @throws Refusal where the key may not write, or is not known at all.
 */
export async function savePeople(client: Client, writings: Writing[]): Promise<Map<string, Written>> {
  if (writings.length === 0) return new Map();
  const asked = await save(client, writings);
  if (asked.ok) return asked.written;
  const [first] = writings;
  if (writings.length === 1 && first) return new Map([[first.contactId, await saveAlone(client, first, asked)]]);
  const half = Math.ceil(writings.length / 2);
  const before = await savePeople(client, writings.slice(0, half));
  return new Map([...before, ...(await savePeople(client, writings.slice(half)))]);
}

async function saveAlone(client: Client, writing: Writing, first: Failed): Promise<Written> {
  let failed = first;
  for (let time = 1; time < tries; time += 1) {
    const asked = await save(client, [writing]);
    const written = asked.ok ? asked.written.get(writing.contactId) : undefined;
    if (written) return written;
    if (!asked.ok) failed = asked;
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
  if (!asked.ok) {
    if (asked.why === 'rights') throw new Refusal('rights', `Contact/save: ${asked.message}`);
    return asked;
  }
  const read = saved.array().safeParse(asked.values);
  // Without authentication it answers 200 and nothing.
  if (asked.values.length === 0) throw new Refusal('credentials', 'Contact/save was answered with nothing');
  if (!read.success || read.data.length !== writings.length) {
    throw new CallFailed('answer-not-understood', 'Contact/save answered for others than it was asked to save');
  }
  return {
    ok: true,
    written: new Map(
      writings.map(({ contactId }, index) => [contactId, { remoteId: String(read.data[index]?.id ?? '') }]),
    ),
  };
}
