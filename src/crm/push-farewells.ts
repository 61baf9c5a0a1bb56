import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import type { Deps } from '../deps.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import { keptDetail } from './clean-text.ts';
import type { Connector, Outcome, RemoteContact } from './connector.ts';
import { noteAnswered } from './gate.ts';
import { noteHeard } from './note-heard.ts';
import type { Session } from './open-call.ts';
import { openConnector } from './open-connector.ts';
import type { CrmConnector } from './queries.ts';
import { readContacts } from './read-contacts.ts';
import { waitsForBatch } from './say-farewell.ts';
import { openSought } from './sought.ts';
import { crmCalls } from './table.ts';

type Farewell = {
  id: string;
  kind: 'erase' | 'merged';
  remoteId: string;
  formerId: string | null;
  email: string | null;
  sought: string | null;
  at: string;
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
    where f.connector_id = ${connector.id}::uuid and f.kind = 'merged' and f.former_id is not null
      and f.state in ('waiting', 'done') and s.connector_id = f.connector_id and s.remote_id = f.remote_id`);
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
    returning id, kind, remote_id as "remoteId", former_id as "formerId", sought, to_json(at) as at,
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
  const contactId = farewell.formerId ?? farewell.remoteId;
  try {
    const opened: Connector = await openConnector(deps, connector, session);
    const of = { deps, connector, opened, farewell };
    return farewell.kind === 'erase' ? await erase(of) : await quieten(of);
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

type Of = { deps: Deps; connector: CrmConnector; opened: Connector; farewell: Farewell };
/** Whom a record is asked for: `email` may be empty where the CRM's own id is known. */
type Asked = { contactId: string; remoteId: string | undefined; email: string };
/** A record over there. */
type Found = Pick<RemoteContact, 'remoteId' | 'email'> & Partial<RemoteContact>;

/**
 * The records that are theirs: by the CRM's own id, or by ours, or by the address where it is their first one; others may
 * have it too. Who is told events knows no ids but ours.
 */
async function recordsOf({ opened }: Of, { contactId, remoteId, email }: Asked): Promise<Found[]> {
  if (!opened.read) return [{ remoteId: remoteId ?? contactId, email }];
  const there = await opened.read([{ contactId, remoteId, email }]);
  if (remoteId !== undefined) return there.filter((one) => one.remoteId === remoteId);
  return there.filter((one) => one.contactId === contactId || one.email === email);
}

/** What the records are found by; undefined where nobody can tell any more. */
function askedOf({ deps, connector, farewell }: Of): Asked | undefined {
  const { remoteId, formerId, email, sought } = farewell;
  if (sought === null) {
    const contactId = formerId ?? remoteId;
    return remoteId === '' ? undefined : { contactId, remoteId, email: email ?? '' };
  }
  const opened = openSought(deps.config, connector.id, sought);
  return opened && { ...opened, remoteId: remoteId || undefined };
}

/**
 * Has nobody written to by records that stand for nobody here any more. What was quieted is remembered, for erasing the
 * person is to reach it too.
 */
async function quieten(of: Of): Promise<Outcome | 'by-hand'> {
  const { deps, connector, opened, farewell } = of;
  const asked = askedOf(of);
  if (!asked) return 'by-hand';
  const { contactId } = asked;
  let outcome: Outcome = { contactId, result: 'unchanged', remoteId: '' };
  for (const record of await recordsOf(of, asked)) {
    const { remoteId, email } = record;
    // Nobody can be written to without an address.
    if (email === '' && opened.read) continue;
    if (email === '') return 'by-hand';
    const whose = await whoseIs(of, record, contactId);
    if (whose === 'later')
      return { contactId, result: 'retry', cause: 'race', detail: 'its address is to be sent first' };
    if (whose === 'somebody-s') continue;
    const [said] = await opened.push([
      {
        contactId,
        remoteId,
        email,
        values: {},
        authority: {},
        tags: [],
        subscription: 'unsubscribed',
        acts: [],
        changedAt: deps.clock.now(),
      },
    ]);
    if (!said) return 'by-hand';
    outcome = said;
    if (said.result === 'retry' || said.result === 'refused') return said;
    if (record.subscription) await expectQuiet(deps, connector, { ...record, formerId: farewell.formerId });
    if (farewell.formerId !== null) await rememberQuieted(of, farewell.formerId, remoteId);
  }
  return outcome;
}

/**
 * Whether a record stands for somebody here. Who has the address by now may be about to be linked to it; where they are to
 * another one, it is a second one of that address, which CiviCRM allows. Somebody who was erased after their no and came
 * back since without a yes has not taken it back.
 */
async function whoseIs(
  { deps: { db, clock }, connector, opened, farewell: { formerId, at } }: Of,
  { remoteId, email }: Found,
  contactId: string,
): Promise<'nobody-s' | 'somebody-s' | 'later'> {
  const linked = await db.execute<{ id: string; cameBack: boolean }>(sql`
    select p.id, p.created_at >= ${new Date(at).toISOString()}::timestamptz as "cameBack"
    from crm_sync_states s join contacts p on p.id = s.contact_id
    where s.connector_id = ${connector.id}::uuid and s.remote_id = ${remoteId}`);
  if (linked.length > 0) {
    if (formerId !== null || linked.some(({ cameBack }) => !cameBack)) return 'somebody-s';
    const ids = linked.map(({ id }) => id);
    const contacts = await readContacts(db, connector, ids, clock.now());
    const said = [...contacts.values()].map(({ subscription }) => subscription);
    return said.includes('subscribed') ? 'somebody-s' : 'nobody-s';
  }
  const reads = opened.read !== undefined;
  const [living] = await db.execute<{ isLinked: boolean; waits: boolean }>(sql`
    select s.remote_id is not null as "isLinked", coalesce(s.state, 'waiting') = 'waiting' as waits
    from contacts p left join crm_sync_states s on s.connector_id = ${connector.id}::uuid and s.contact_id = p.id
    where p.erased_at is null and ${reads ? sql`p.email = ${email}` : sql`p.id = ${contactId}::uuid`}`);
  if (!living || (reads && living.isLinked)) return 'nobody-s';
  return reads && living.waits ? 'later' : 'somebody-s';
}

/** Whom we have keep quiet has not left: what stands there from now on is our own word, heard again. */
async function expectQuiet(
  { db, clock }: Deps,
  connector: CrmConnector,
  { remoteId, formerId, subscription }: Found & { formerId: string | null },
): Promise<void> {
  if (subscription === 'unsubscribed' || subscription === 'bounced') return;
  const [survivor] = await db.execute<{ id: string }>(sql`
    select contact_id as id from contact_addresses where former_id = ${formerId}::uuid
    union all select id from contacts where id = ${formerId}::uuid limit 1`);
  if (!survivor) return;
  const heard = { subscription: 'quieted', at: clock.now() } as const;
  await noteHeard(db, { connectorId: connector.id, contactId: survivor.id, remoteId, ...heard });
}

async function rememberQuieted({ deps, connector }: Of, formerId: string, remoteId: string): Promise<void> {
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  await deps.db.execute(sql`
    insert into crm_farewells (id, connector_id, kind, former_id, remote_id, state, next_try_at, at)
    select ${newIdInSql}, ${connector.id}::uuid, 'merged', ${formerId}::uuid, ${remoteId}, 'done', ${now}, ${now}
    where not exists (select from crm_farewells where connector_id = ${connector.id}::uuid
      and former_id = ${formerId}::uuid and remote_id = ${remoteId} and state = 'done')`);
}

/**
 * Somebody who came back since may have been given the same record: what is left of it says nothing of them, so they are
 * to be pushed as if for the first time. One that stands for somebody else as well is theirs.
 */
async function erase(of: Of): Promise<Outcome | 'by-hand'> {
  const { deps, connector, opened, farewell } = of;
  const asked = askedOf(of);
  if (!opened.erase || !asked) return 'by-hand';
  const { contactId } = asked;
  const known = asked.remoteId === undefined ? await recordsOf(of, asked) : [{ remoteId: asked.remoteId }];
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  let outcome: Outcome = { contactId, result: 'unchanged', remoteId: '' };
  for (const { remoteId } of known) {
    const others = await deps.db.execute(sql`
      select from crm_sync_states s join contacts p on p.id = s.contact_id
      where s.connector_id = ${connector.id}::uuid and s.remote_id = ${remoteId}
        and p.created_at < ${new Date(farewell.at).toISOString()}::timestamptz`);
    if (others.length > 0) continue;
    outcome = await opened.erase({ contactId, remoteId });
    if (outcome.result === 'retry') return outcome;
    await deps.db.execute(
      sql`update crm_farewells set remote_id = ${remoteId}, sought = null where id = ${farewell.id}::uuid`,
    );
    await deps.db.execute(sql`
      update crm_sync_states set state = 'waiting', version = version + 1, remote_id = null, sent_hash = null,
        sent_subscription = null, sent_acts = '{}', dirty_since = coalesce(dirty_since, ${now}), next_try_at = ${now}
      where connector_id = ${connector.id}::uuid and remote_id = ${remoteId}`);
  }
  return outcome;
}

async function settle({ db }: Deps, { id }: Farewell, outcome: Outcome | 'by-hand'): Promise<void> {
  if (outcome === 'by-hand') {
    await db.execute(sql`update crm_farewells set state = 'by-hand' where id = ${id}::uuid`);
  } else if (outcome.result === 'refused') {
    // An organizer has to: the health page lists them.
    await db.execute(sql`
      update crm_farewells set state = 'by-hand', cause = ${outcome.cause}, detail = ${keptDetail(outcome.detail)}
      where id = ${id}::uuid`);
  } else if (outcome.result === 'retry') {
    await db.execute(sql`
      update crm_farewells set cause = ${outcome.cause}, detail = ${keptDetail(outcome.detail)},
        state = case when attempts >= 40 then 'dead' else state end
      where id = ${id}::uuid`);
  } else {
    await db.execute(sql`delete from crm_farewells where id = ${id}::uuid`);
  }
}
