import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

/** Finds each row's contact and leaves out the rows that must not be taken in. */
export async function settleRows(tx: Tx, importId: string): Promise<void> {
  const open = sql`r.import_id = ${importId} and r.refusal is null`;
  const statements = [
    sql`update import_rows r set external_id = a.contact_id from contact_addresses a
      where ${open} and r.external_id = a.former_id`,
    // Whoever was erased is nobody's contact any more.
    sql`update import_rows r set external_id = null from contacts c
      where ${open} and c.id = r.external_id and c.erased_at is not null`,
    sql`update import_rows r set email = c.email from contacts c where ${open} and r.email = '' and c.id = r.external_id`,
    sql`update import_rows r set refusal = 'no-address' where ${open} and r.email = ''`,
    followAddresses(open),
    // The id of someone who is here under another address: whose row it is, nobody can tell.
    sql`update import_rows r set refusal = 'other-address', refusal_detail = r.email from contacts c
      where ${open} and c.id = r.external_id and c.email <> r.email
        and not exists (select from contacts e where e.email = r.email)`,
    ...oneRowEach(importId, open),
    sql`with numbered as (
        select number, min(number) over (partition by external_id) as first from import_rows r
        where ${open} and external_id is not null
      )
      update import_rows r set external_id = null from numbered n
      where r.import_id = ${importId} and r.number = n.number and n.first <> n.number`,
  ];
  for (const statement of statements) await tx.execute(statement);
}

/** Once more for the rows that come next: contacts may have been merged or erased since the file was checked. */
export async function settleAgain(tx: Tx, importId: string, after: number, to: number): Promise<void> {
  const open = sql`r.import_id = ${importId} and r.refusal is null and r.number > ${after}::int and r.number <= ${to}::int`;
  await tx.execute(sql`
    update import_rows r set external_id = null from contacts c
    where ${open} and c.id = r.external_id and c.email <> r.email`);
  const moved = await tx.execute(sql`with moved as (${followAddresses(open)} returning 1) select 1 from moved limit 1`);
  if (moved.length === 0) return;
  for (const statement of oneRowEach(importId, open)) await tx.execute(statement);
}

/** A row under an address that a merge left is of the contact that it leads to. */
function followAddresses(open: SQL): SQL {
  return sql`
    update import_rows r set email = main.email
    from contact_addresses further join contacts main on main.id = further.contact_id
    where ${open} and further.email = r.email and not exists (select from contacts e where e.email = r.email)`;
}

/** A no in any of an address's rows counts, though only its first row is taken in. */
function oneRowEach(importId: string, open: SQL): SQL[] {
  return [
    sql`with repeated as (
        select email, min(number) as first, bool_or(mail = 'no') as mail_no, bool_or(mail is not null) as mail,
          bool_or(texts = 'no') as texts_no, bool_or(texts is not null) as texts, max(suppressed) as suppressed,
          max(consent_id::text)::uuid as consent_id, max(texts_id::text)::uuid as texts_id
        from import_rows r where ${open} group by email having count(*) > 1
      )
      update import_rows r set suppressed = case when r.suppressed = '' then f.suppressed else r.suppressed end,
        mail = case when mail_no then 'no' when f.mail then 'not-yes' end,
        texts = case when texts_no then 'no' when f.texts then 'not-yes' end,
        consent_id = f.consent_id, texts_id = f.texts_id
      from repeated f where ${open} and r.email = f.email and r.number = f.first`,
    sql`with numbered as (
        select number, min(number) over (partition by email) as first from import_rows r where ${open}
      )
      update import_rows r set refusal = 'duplicate', refusal_detail = n.first::text
      from numbered n where r.import_id = ${importId} and r.number = n.number and n.first <> n.number`,
  ];
}
