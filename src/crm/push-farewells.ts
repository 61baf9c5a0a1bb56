import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import type { Connector, Outcome, RemoteContact } from './connector.ts';
import { noteAnswered } from './gate.ts';
import { noteHeard } from './note-heard.ts';
import type { Session } from './open-call.ts';
import { openConnector } from './open-connector.ts';
import type { CrmConnector } from './queries.ts';
import { waitsForBatch } from './say-farewell.ts';
import { openSought } from './sought.ts';
import { crmCalls } from './table.ts';

type Farewell = {
  id: string;
  kind: 'erase' | 'merged';
  remoteId: string;
  formerId: string | null;
  email: string | null;
  /** Where the CRM's id is not known: `sought`, sealed. */
  sought: string | null;
};

const together = 20;

/**
 * Has the CRM let go of people who were erased here, and leave alone the records of contacts that were merged. One at a
 * time: there are few of them. Doing one twice is doing it once, so a worker that dies leaves it to the next.
 */
export async function pushFarewells(deps: Deps, connector: CrmConnector): Promise<void> {
  const { db, clock } = deps;
  const now = sql`${clock.now().toISOString()}::timestamptz`;
  // Found to be somebody's record since, it is theirs now.
  await db.execute(sql`
    delete from crm_farewells f using crm_sync_states s
    where f.connector_id = ${connector.id}::uuid and f.kind = 'merged' and f.state = 'waiting'
      and s.connector_id = f.connector_id and s.remote_id = f.remote_id`);
  const due = await db.execute<Farewell>(sql`
    update crm_farewells f set attempts = attempts + 1,
      next_try_at = ${now} + least(60 * power(2, least(attempts, 12)), 21600) * (0.5 + random()) * interval '1 s'
    where id in (
      select f.id from crm_farewells f join crm_gates g using (connector_id)
        join crm_connectors c on c.id = f.connector_id and c.state = 'active'
      where f.connector_id = ${connector.id}::uuid and f.state = 'waiting' and f.next_try_at <= ${now}
        and not ${waitsForBatch}
        and (g.circuit = 'closed' or g.probe_at <= ${now}) and coalesce(g.hold_until <= ${now}, true)
      order by f.next_try_at limit ${together} for update of f skip locked)
    returning id, kind, remote_id as "remoteId", former_id as "formerId", sought,
      (select email from contact_addresses a where a.former_id = f.former_id) as email`);
  if (due.length === 0) return;
  const session: Session = { batchId: uuidv7(), calls: [], secrets: [] };
  for (const farewell of due) {
    const outcome = await sayOne(deps, connector, session, farewell);
    await settle(deps, farewell, outcome);
    // There may be nobody to push who would find out that the CRM is back.
    const isBack = outcome !== 'by-hand' && ['created', 'updated', 'unchanged'].includes(outcome.result);
    if (isBack) await noteAnswered(db, connector.id, clock.now());
  }
  if (session.calls.length > 0) await db.insert(crmCalls).values(session.calls);
}

/** `by-hand`: nobody can do it from outside. */
async function sayOne(
  deps: Deps,
  connector: CrmConnector,
  session: Session,
  farewell: Farewell,
): Promise<Outcome | 'by-hand'> {
  const { kind, remoteId, formerId } = farewell;
  const contactId = formerId ?? remoteId;
  try {
    const opened: Connector = await openConnector(deps, connector, session);
    const found = await find(deps, connector, opened, farewell);
    if (found === 'by-hand') return found;
    if (found === 'nobody') return { contactId, result: 'unchanged', remoteId: '' };
    if (found === 'later')
      return { contactId, result: 'retry', cause: 'race', detail: 'its address is to be sent first' };
    return kind === 'erase'
      ? await erase(deps, connector, opened, farewell, found)
      : await quieten(deps, connector, opened, farewell, found);
  } catch (error) {
    if (error instanceof CallFailed) return { contactId, result: 'retry', cause: error.why, detail: error.message };
    if (error instanceof Refusal) {
      const final = !['credentials', 'rights'].includes(error.why);
      return { contactId, result: final ? 'refused' : 'retry', cause: error.why, detail: error.message };
    }
    deps.log.warn({ err: error, connector: connector.id }, 'a connector failed');
    return { contactId, result: 'retry', cause: 'answer-not-understood', detail: String(error) };
  }
}

/** A record over there, and what it is found by; `email` may be empty where its own id is known. */
type Found = { contactId: string; remoteId: string; email: string };

/**
 * The record of which it is, sought where the CRM's own id is not known. `nobody`: there is none, or it is another's;
 * `later`: it may be about to be.
 */
async function find(
  { db, config }: Deps,
  connector: CrmConnector,
  opened: Connector,
  { kind, remoteId, formerId, email, sought: sealed }: Farewell,
): Promise<Found | 'by-hand' | 'nobody' | 'later'> {
  if (kind === 'erase' && remoteId !== '') return { contactId: remoteId, remoteId, email: '' };
  const unsealed = formerId === null ? undefined : { contactId: formerId, email: email ?? '' };
  const sought = sealed === null ? unsealed : openSought(config, connector.id, sealed);
  if (!sought) return 'by-hand';
  if (remoteId !== '') return { ...sought, remoteId };
  const asked = { contactId: sought.contactId, remoteId: undefined, email: sought.email };
  // Who is told events knows no ids but ours.
  const [there] = opened.read ? await opened.read([asked]) : [{ remoteId: sought.contactId }];
  if (!there) return 'nobody';
  if (kind === 'erase') return { ...sought, remoteId: there.remoteId };
  const whose = await whoseIs(db, connector, { ...sought, remoteId: there.remoteId }, opened.read !== undefined);
  return whose === 'free' ? { ...sought, remoteId: there.remoteId } : whose;
}

/**
 * Whether a record that was sought stands for somebody here. Who has the address by now may be about to be linked to it;
 * where they are to another one, it is a second one of that address, which CiviCRM allows.
 */
async function whoseIs(
  db: Deps['db'],
  { id }: CrmConnector,
  { contactId, remoteId, email }: Found,
  reads: boolean,
): Promise<'free' | 'nobody' | 'later'> {
  const [linked] = await db.execute(sql`
    select from crm_sync_states where connector_id = ${id}::uuid and remote_id = ${remoteId}`);
  if (linked) return 'nobody';
  const [living] = await db.execute<{ isLinked: boolean; waits: boolean }>(sql`
    select s.remote_id is not null as "isLinked", coalesce(s.state, 'waiting') = 'waiting' as waits
    from contacts p left join crm_sync_states s on s.connector_id = ${id}::uuid and s.contact_id = p.id
    where p.erased_at is null and ${reads ? sql`p.email = ${email}` : sql`p.id = ${contactId}::uuid`}`);
  if (!living || (reads && living.isLinked)) return 'free';
  return reads && living.waits ? 'later' : 'nobody';
}

/** Nobody here is written to by that record any more. */
async function quieten(
  deps: Deps,
  connector: CrmConnector,
  opened: Connector,
  { formerId }: Farewell,
  found: Found,
): Promise<Outcome | 'by-hand'> {
  const { remoteId } = found;
  const [before] = (await opened.read?.([found])) ?? [];
  // It is not there any more; another may have been found by its address.
  if (opened.read && before?.remoteId !== remoteId)
    return { contactId: found.contactId, result: 'unchanged', remoteId };
  const email = found.email || before?.email;
  if (!email) return 'by-hand';
  const [outcome] = await opened.push([
    {
      ...found,
      email,
      values: {},
      authority: {},
      tags: [],
      subscription: 'unsubscribed',
      acts: [],
      changedAt: deps.clock.now(),
    },
  ]);
  if (before && outcome) await expectQuiet(deps, connector, { remoteId, formerId }, before.subscription);
  return outcome ?? 'by-hand';
}

/** Whom we have keep quiet has not left: what stands there from now on is our own word, heard again. */
async function expectQuiet(
  { db, clock }: Deps,
  connector: CrmConnector,
  { remoteId, formerId }: Pick<Farewell, 'remoteId' | 'formerId'>,
  before: RemoteContact['subscription'],
): Promise<void> {
  if (before === 'unsubscribed' || before === 'bounced') return;
  const [survivor] = await db.execute<{ id: string }>(sql`
    select contact_id as id from contact_addresses where former_id = ${formerId}::uuid
    union all select id from contacts where id = ${formerId}::uuid limit 1`);
  if (!survivor) return;
  const heard = { subscription: 'unsubscribed', at: clock.now() } as const;
  await noteHeard(db, { connectorId: connector.id, contactId: survivor.id, remoteId, ...heard });
}

/**
 * Somebody who came back since may have been given the same record: what is left of it says nothing of them, so they are
 * to be pushed as if for the first time.
 */
async function erase(
  { db, clock }: Deps,
  connector: CrmConnector,
  opened: Connector,
  farewell: Farewell,
  { contactId, remoteId }: Found,
): Promise<Outcome | 'by-hand'> {
  if (!opened.erase) return 'by-hand';
  const outcome = await opened.erase({ contactId, remoteId });
  if (outcome.result === 'retry') return outcome;
  await db.execute(
    sql`update crm_farewells set remote_id = ${remoteId}, sought = null where id = ${farewell.id}::uuid`,
  );
  const now = sql`${clock.now().toISOString()}::timestamptz`;
  await db.execute(sql`
    update crm_sync_states set state = 'waiting', version = version + 1, remote_id = null, sent_hash = null,
      sent_subscription = null, sent_acts = '{}', dirty_since = coalesce(dirty_since, ${now}), next_try_at = ${now}
    where connector_id = ${connector.id}::uuid and remote_id = ${remoteId}`);
  return outcome;
}

async function settle({ db }: Deps, { id }: Farewell, outcome: Outcome | 'by-hand'): Promise<void> {
  if (outcome === 'by-hand') {
    await db.execute(sql`update crm_farewells set state = 'by-hand' where id = ${id}::uuid`);
  } else if (outcome.result === 'refused') {
    // An organizer has to: the health page lists them.
    await db.execute(sql`
      update crm_farewells set state = 'by-hand', cause = ${outcome.cause}, detail = ${outcome.detail.slice(0, 500)}
      where id = ${id}::uuid`);
  } else if (outcome.result === 'retry') {
    await db.execute(sql`
      update crm_farewells set cause = ${outcome.cause}, detail = ${outcome.detail.slice(0, 500)},
        state = case when attempts >= 40 then 'dead' else state end
      where id = ${id}::uuid`);
  } else {
    await db.execute(sql`delete from crm_farewells where id = ${id}::uuid`);
  }
}
