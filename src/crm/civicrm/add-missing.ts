import { CallFailed } from '../call-failed.ts';
import type { Cause } from '../connector.ts';
import type { Session, There } from './push.ts';

/** A record, and whom it is for. */
type Adding = { record: object; of: There[] };
type Given = { what: string; entity: string; match?: string[]; adding: Adding[] };

/** After so many records that failed by themselves it is taken to lie in all of them: a type that is not there. */
const enough = 3;

/**
 * Adds what hangs on people and was not there. Without the right to it, it is left out: each of them gets a note, and
 * until the connection is opened again it is not asked for. Where it fails for one record, the others are added and whom
 * it was for is to be tried again: doing the whole again is safe.
 */
export async function addMissing(session: Session, given: Given): Promise<void> {
  const failures: string[] = [];
  await add(session, given, failures);
}

async function add(session: Session, given: Given, failures: string[]): Promise<void> {
  const { what, entity, match, adding } = given;
  if (adding.length === 0) return;
  if (session.denied.has(what)) return leaveOut(what, adding);
  const last = failures.at(-1);
  if (failures.length >= enough && last !== undefined) return fail(adding, 'invalid-value', last);
  const asked = await session.client.ask(entity, 'save', {
    records: adding.map(({ record }) => record),
    ...(match && { match }),
  });
  if (asked.ok) {
    // Without authentication it answers 200 and nothing.
    if (asked.values.length !== adding.length) {
      throw new CallFailed('answer-not-understood', `${entity}/save answered for others than it was asked to save`);
    }
    for (const { of } of adding) for (const standing of of) standing.changed = true;
    return;
  }
  if (asked.why === 'rights') {
    session.denied.add(what);
    return leaveOut(what, adding);
  }
  if (adding.length === 1) {
    const raced = /already exists/i.test(asked.message);
    if (!raced) failures.push(asked.message);
    return fail(adding, raced ? 'race' : 'invalid-value', `${entity}/save: ${asked.message}`);
  }
  const half = Math.ceil(adding.length / 2);
  await add(session, { ...given, adding: adding.slice(0, half) }, failures);
  await add(session, { ...given, adding: adding.slice(half) }, failures);
}

/** Notes, once each, that something was left out for lack of rights. */
export function leaveOut(what: string, adding: { of: There[] }[]): void {
  for (const { notes } of adding.flatMap(({ of }) => of)) {
    if (!notes.some((one) => one.what === what)) notes.push({ what, detail: 'rights' });
  }
}

function fail(adding: Adding[], cause: Cause, detail: string): void {
  for (const standing of adding.flatMap(({ of }) => of)) standing.failed ??= { cause, detail };
}
