import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { escapeLiteral } from 'pg';
import { type Condition, type Group, isGroup, type SegmentDefinition, type Span } from './form.ts';

/**
 * The condition that a segment puts on the table `contacts`, under its own name, as one boolean expression.
 *
 * Everything that lies in another table is asked by a correlated `exists`: at the top Postgres makes joins of them,
 * under `or` and `not` it chooses between a hash and looking up, and nothing is ever scanned once for each contact.
 * `now` is what days are counted back from. Who was erased is in no segment.
 */
export function segmentCondition(definition: SegmentDefinition, now: Date): SQL {
  const there = sql`contacts.erased_at is null`;
  return definition.conditions.length === 0 ? there : sql`(${there} and ${together(definition, now)})`;
}

const dialect = new PgDialect({ casing: 'snake_case' });

/**
 * The text of a complete `select contacts.id from contacts where …`, for statements that take no parameters (COPY).
 * Every value stands in it as a literal that Postgres reads back as it was.
 */
export function segmentIds(definition: SegmentDefinition, now: Date): string {
  const { sql: text, params } = dialect.sqlToQuery(
    sql`select contacts.id from contacts where ${segmentCondition(definition, now)}`,
  );
  // The text is ours alone: what someone typed is among the parameters, and what is put in is not looked at again.
  return text.replace(/\$(\d+)/g, (_, index) => escapeLiteral(String(params[Number(index) - 1])));
}

function together({ match, conditions }: Group, now: Date): SQL {
  const parts = conditions.map((member) => (isGroup(member) ? together(member, now) : one(member, now)));
  if (match === 'all') return sql`(${sql.join(parts, sql` and `)})`;
  const any = sql`(${sql.join(parts, sql` or `)})`;
  return match === 'any' ? any : sql`(not ${any})`;
}

function one(condition: Condition, now: Date): SQL {
  const holds = expression(condition, now);
  return condition.not ? sql`(not ${holds})` : holds;
}

/** Never null, so that `not` is its opposite. */
function expression(condition: Condition, now: Date): SQL {
  switch (condition.kind) {
    case 'campaign':
      return has(sql`signups`, [sql`campaign_id = ${condition.campaignId}::uuid`]);
    case 'source':
      return has(sql`signups`, [
        condition.via === undefined ? undefined : sql`via = ${condition.via}`,
        condition.source === undefined ? undefined : sql`source = ${condition.source}`,
      ]);
    case 'place':
      return sql`contacts.postal_code like ${`${likeEscaped(postalPrefix(condition.prefix))}%`}`;
    case 'language':
      return sql`contacts.locale = ${condition.locale}`;
    case 'consent':
      return consent(condition);
    case 'confirmed':
      return sql`(contacts.confirmed_at is not null and not ${has(sql`consents`, [
        sql`purpose = 'follow-up' and channel = 'email' and action = 'withdrawn'`,
        sql`at >= contacts.confirmed_at`,
      ])})`;
    case 'pledged':
      return has(sql`pledges`, [
        condition.pledge === undefined ? undefined : sql`kind = ${condition.pledge}`,
        condition.kept === undefined ? undefined : sql`(reported_at is not null) = ${condition.kept}::boolean`,
        inCampaign(condition.campaignId),
      ]);
    case 'shift':
      return has(sql`bookings`, [
        condition.state === 'booked'
          ? sql`state <> 'cancelled'`
          : sql`state = ${condition.state === 'held' ? 'booked' : condition.state}`,
        inCampaign(condition.campaignId),
      ]);
    case 'reported':
      return has(sql`reports`, [
        condition.needsHelp === undefined ? undefined : sql`needs_help = ${condition.needsHelp}::boolean`,
        inCampaign(condition.campaignId),
      ]);
    case 'tag':
      return has(sql`contact_tags`, [sql`tag_id = ${condition.tagId}::uuid`]);
    case 'team':
      return condition.teamId === null
        ? sql`contacts.team_id is null`
        : sql`(contacts.team_id is not null and contacts.team_id = ${condition.teamId}::uuid)`;
    case 'owner':
      if (condition.owner === 'someone') return sql`contacts.owner_id is not null`;
      if (condition.owner === 'nobody') return sql`contacts.owner_id is null`;
      return sql`(contacts.owner_id is not null and contacts.owner_id = ${condition.owner.organizerId})`;
    case 'activity':
      return within(condition.span, now, (since) => has(sql`activities`, [sql`at >= ${since}::timestamptz`]));
    case 'created':
      return within(condition.span, now, (since) => sql`(contacts.created_at >= ${since}::timestamptz)`);
    case 'never-contacted':
      return sql`(not ${has(sql`contact_attempts`, [])})`;
    case 'answer':
      return has(sql`signups`, [inCampaign(condition.campaignId), answered(condition)]);
  }
}

/** Whether the contact has a row in a table that fulfils everything that is asked of it. */
function has(table: SQL, asked: (SQL | undefined)[]): SQL {
  const all = [sql`own.contact_id = contacts.id`, ...asked.filter((part) => part !== undefined)];
  return sql`exists (select from ${table} as own where ${sql.join(all, sql` and `)})`;
}

function inCampaign(campaignId: string | undefined): SQL | undefined {
  return campaignId === undefined ? undefined : sql`campaign_id = ${campaignId}::uuid`;
}

/** The states as the list and the export judge them: the most restrictive reading of the ledger, subject by subject. */
function consent({ purpose, channel, subject, state }: Extract<Condition, { kind: 'consent' }>): SQL {
  const suppressed = sql`exists (select from suppressions where suppressions.email = contacts.email)`;
  if (state === 'suppressed') return suppressed;
  const entries = [
    sql`own.purpose = ${purpose} and own.channel = ${channel}`,
    subject === undefined ? undefined : sql`own.subject = ${subject}`,
  ];
  const standing = [
    ...entries,
    sql`own.action = 'granted' and not exists (
      select from consents as later
      where later.contact_id = own.contact_id and later.purpose = own.purpose and later.channel = own.channel
        and later.subject = own.subject and later.action = 'withdrawn' and later.at >= own.at
    )`,
  ];
  const asked = has(sql`consents`, standing);
  // What `grantCounts` of the ledger says, of this row.
  const granted = has(sql`consents`, [...standing, sql`(own.source <> 'form' or not own.needs_confirmation)`]);
  const withdrawn = has(sql`consents`, [...entries, sql`own.action = 'withdrawn'`]);
  const states = {
    granted,
    unconfirmed: sql`${asked} and not ${granted}`,
    withdrawn: sql`${withdrawn} and not ${asked}`,
    none: sql`not ${has(sql`consents`, entries)}`,
  };
  // A blocked address stands as nothing else for mail, whatever was granted.
  return channel === 'email' ? sql`(${states[state]} and not ${suppressed})` : sql`(${states[state]})`;
}

/** `since` says whether something is at or after a moment. */
function within(span: Span, now: Date, since: (moment: string) => SQL): SQL {
  if (span.is === 'within') return since(new Date(now.getTime() - span.days * 86_400_000).toISOString());
  return span.is === 'after' ? since(span.at) : sql`(not ${since(span.at)})`;
}

/** An answer is a text, or a list where several could be chosen: then one of them must fit. */
function answered({ field, is, values }: Extract<Condition, { kind: 'answer' }>): SQL {
  const fits =
    is === 'contains'
      ? values.map((value) => sql`strpos(lower(answer), lower(${value}::text)) > 0`)
      : values.map((value) => sql`answer = ${value}::text`);
  return sql`exists (
    select from jsonb_array_elements_text(
      case jsonb_typeof(own.answers -> ${field}::text)
        when 'array' then own.answers -> ${field}::text
        else jsonb_build_array(own.answers -> ${field}::text) end
    ) as answer where ${sql.join(fits, sql` or `)}
  )`;
}

/** Canadian codes are kept with their space (`H2X 1Y4`): what goes beyond its first half is looked for with it. */
function postalPrefix(typed: string): string {
  const code = typed.trim().toUpperCase();
  const [, first, rest] = /^([A-Z]\d[A-Z])[ -]?(\d.*)$/.exec(code) ?? [];
  return first !== undefined && rest !== undefined ? `${first} ${rest}` : code;
}

function likeEscaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
