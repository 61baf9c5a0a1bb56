import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vias } from '../../src/attribution/origin.ts';
import { contacts } from '../../src/contacts/table.ts';
import { segmentCondition, segmentIds } from '../../src/segments/condition.ts';
import {
  type Condition,
  everyone,
  type Group,
  isGroup,
  readSegment,
  type SegmentDefinition,
  type Span,
} from '../../src/segments/form.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { answersGiven, type MadeUp, makeUp, organizerIds, sources, subjects } from './made-up.ts';

let t: TestApp;
let made: MadeUp;
let now: Date;
const day = 86_400_000;

beforeAll(async () => {
  t = await startTest();
  now = t.clock.now();
  made = await makeUp(t.deps, 60, now);
});

afterAll(async () => {
  await t.close();
});

async function found(definition: SegmentDefinition): Promise<string[]> {
  const rows = await t.deps.db.select({ id: contacts.id }).from(contacts).where(segmentCondition(definition, now));
  return rows.map(({ id }) => id).sort();
}

async function foundByText(definition: SegmentDefinition): Promise<string[]> {
  const rows = await t.deps.db.execute<{ id: string }>(sql.raw(segmentIds(definition, now)));
  return rows.map(({ id }) => id).sort();
}

type Person = MadeUp['rows']['contacts'][number];

/** The same question, asked of the rows one by one. */
function holds(member: Condition | Group, person: Person): boolean {
  if (isGroup(member)) {
    const each = member.conditions.map((one) => holds(one, person));
    return member.match === 'all' ? each.every(Boolean) : each.some(Boolean) === (member.match === 'any');
  }
  return isTrue(member, person) !== (member.not ?? false);
}

function isTrue(condition: Condition, person: Person): boolean {
  const { rows } = made;
  const own = <T extends { contactId: string }>(list: T[]) => list.filter(({ contactId }) => contactId === person.id);
  const there = (row: { campaignId?: string | null }, campaignId: string | undefined) =>
    campaignId === undefined || row.campaignId === campaignId;
  switch (condition.kind) {
    case 'campaign':
      return own(rows.signups).some((row) => there(row, condition.campaignId));
    case 'source':
      return own(rows.signups).some(
        ({ via, source }) => via === (condition.via ?? via) && source === (condition.source ?? source),
      );
    case 'place': {
      const plain = (code: string) => code.toUpperCase().replace(/^([A-Z]\d[A-Z])[ -]/, '$1');
      return plain(person.postalCode ?? '').startsWith(plain(condition.prefix.trim()));
    }
    case 'language':
      return person.locale === condition.locale;
    case 'consent':
      return stands(condition, person);
    case 'confirmed':
      return (
        person.confirmedAt instanceof Date &&
        own(rows.consents).every(
          ({ purpose, channel, action, at }) =>
            purpose !== 'follow-up' || channel !== 'email' || action !== 'withdrawn' || at < (person.confirmedAt ?? at),
        )
      );
    case 'pledged':
      return own(rows.pledges).some(
        (row) =>
          row.kind === (condition.pledge ?? row.kind) &&
          (row.reportedAt !== null) === (condition.kept ?? row.reportedAt !== null) &&
          there(row, condition.campaignId),
      );
    case 'shift':
      return own(rows.bookings).some(
        (row) =>
          (condition.state === 'booked' ? row.state !== 'cancelled' : row.state === condition.state) &&
          there(row, condition.campaignId),
      );
    case 'reported':
      return own(rows.reports).some(
        (row) => row.needsHelp === (condition.needsHelp ?? row.needsHelp) && there(row, condition.campaignId),
      );
    case 'tag':
      return own(rows.tagged).some(({ tagId }) => tagId === condition.tagId);
    case 'team':
      return person.teamId === condition.teamId;
    case 'owner':
      if (condition.owner === 'someone') return person.ownerId !== null;
      return person.ownerId === (condition.owner === 'nobody' ? null : condition.owner.organizerId);
    case 'activity':
      return inSpan(condition.span, Math.max(...own(rows.activities).map(({ at }) => at.getTime())));
    case 'created':
      return inSpan(condition.span, person.createdAt.getTime());
    case 'never-contacted':
      return own(rows.attempts).length === 0;
    case 'answer':
      return own(rows.signups)
        .filter((row) => there(row, condition.campaignId))
        .flatMap(({ answers }) =>
          [Object.entries(answers).find(([name]) => name === condition.field)?.[1] ?? []].flat(),
        )
        .some((given) =>
          condition.values.some((value) =>
            condition.is === 'contains' ? given.toLowerCase().includes(value.toLowerCase()) : given === value,
          ),
        );
  }
}

function inSpan(span: Span, last: number): boolean {
  if (span.is === 'within') return last >= now.getTime() - span.days * day;
  return last >= Date.parse(span.at) === (span.is === 'after');
}

function stands(
  { purpose, channel, subject, state }: Extract<Condition, { kind: 'consent' }>,
  person: Person,
): boolean {
  const blocked = made.rows.suppressed.includes(person.email);
  if (state === 'suppressed') return blocked;
  if (channel === 'email' && blocked) return false;
  const entries = made.rows.consents.filter(
    (entry) =>
      entry.contactId === person.id &&
      entry.purpose === purpose &&
      entry.channel === channel &&
      entry.subject === (subject ?? entry.subject),
  );
  const withdrawn = entries.filter(({ action }) => action === 'withdrawn');
  const standing = entries.filter(
    (entry) => entry.action === 'granted' && !withdrawn.some((no) => no.subject === entry.subject && no.at >= entry.at),
  );
  const counts = standing.some(({ source, needsConfirmation }) => source !== 'form' || !needsConfirmation);
  const is = counts ? 'granted' : standing.length > 0 ? 'unconfirmed' : withdrawn.length > 0 ? 'withdrawn' : 'none';
  return is === state;
}

/** Conditions that may be true of someone made up. */
function conditions(): fc.Arbitrary<Condition> {
  const { campaignIds, tagIds, teamIds } = made;
  const not = fc.option(fc.boolean(), { nil: undefined });
  const campaignId = fc.constantFrom(...campaignIds);
  const anyCampaign = fc.option(campaignId, { nil: undefined });
  const flag = fc.option(fc.boolean(), { nil: undefined });
  const at = fc
    .integer({ min: 0, max: 60 * 4 })
    .map((quarters) => new Date(now.getTime() - quarters * (day / 4)).toISOString());
  const span: fc.Arbitrary<Span> = fc.oneof(
    fc.record({ is: fc.constantFrom('before' as const, 'after' as const), at }),
    fc.record({ is: fc.constant('within' as const), days: fc.integer({ min: 1, max: 60 }) }),
  );
  const some = (list: string[]) => fc.constantFrom(...list.filter((one) => one !== ''));
  return fc.oneof(
    fc.record({ kind: fc.constant('campaign' as const), not, campaignId }),
    fc.record({
      kind: fc.constant('source' as const),
      not,
      via: fc.constantFrom(...vias),
      source: fc.option(some(sources), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('source' as const), not, source: some(sources) }),
    fc.record({
      kind: fc.constant('place' as const),
      not,
      prefix: fc.constantFrom('h', 'H2X', 'h2x1', 'H2X-2', 'H2X 1Y4', 'J7', '1000', '%', '_', '\\'),
    }),
    fc.record({ kind: fc.constant('language' as const), not, locale: fc.constantFrom('fr' as const, 'en' as const) }),
    fc.record({
      kind: fc.constant('consent' as const),
      not,
      purpose: fc.constantFrom('follow-up' as const, 'sharing' as const),
      channel: fc.constantFrom('email' as const, 'sms' as const),
      subject: fc.option(some(subjects), { nil: undefined }),
      state: fc.constantFrom(
        'granted' as const,
        'unconfirmed' as const,
        'withdrawn' as const,
        'none' as const,
        'suppressed' as const,
      ),
    }),
    fc.record({ kind: fc.constant('confirmed' as const), not }),
    fc.record({
      kind: fc.constant('pledged' as const),
      not,
      pledge: fc.option(fc.constantFrom('money' as const, 'hours' as const), { nil: undefined }),
      kept: flag,
      campaignId: anyCampaign,
    }),
    fc.record({
      kind: fc.constant('shift' as const),
      not,
      state: fc.constantFrom('booked' as const, 'attended' as const, 'missed' as const),
      campaignId: anyCampaign,
    }),
    fc.record({ kind: fc.constant('reported' as const), not, needsHelp: flag, campaignId: anyCampaign }),
    fc.record({ kind: fc.constant('tag' as const), not, tagId: fc.constantFrom(...tagIds) }),
    fc.record({ kind: fc.constant('team' as const), not, teamId: fc.constantFrom(null, ...teamIds) }),
    fc.record({
      kind: fc.constant('owner' as const),
      not,
      owner: fc.oneof(
        fc.constantFrom('someone' as const, 'nobody' as const),
        fc.record({ organizerId: fc.constantFrom(...organizerIds) }),
      ),
    }),
    fc.record({ kind: fc.constantFrom('activity' as const, 'created' as const), not, span }),
    fc.record({ kind: fc.constant('never-contacted' as const), not }),
    fc.record({
      kind: fc.constant('answer' as const),
      not,
      campaignId,
      field: fc.constantFrom('q', "q'"),
      is: fc.constantFrom('equals' as const, 'contains' as const, 'one-of' as const),
      values: fc.array(fc.constantFrom(...answersGiven, 'O', '%', "'"), { minLength: 1, maxLength: 3 }),
    }),
  );
}

function definitions(): fc.Arbitrary<SegmentDefinition> {
  const match = fc.constantFrom('all' as const, 'any' as const, 'none' as const);
  const group = (member: fc.Arbitrary<Condition | Group>): fc.Arbitrary<Group> =>
    fc.record({ match, conditions: fc.array(member, { minLength: 1, maxLength: 3 }) });
  const one = conditions();
  const nested = fc.oneof({ weight: 3, arbitrary: one }, group(fc.oneof({ weight: 3, arbitrary: one }, group(one))));
  return fc.record({ version: fc.constant(1 as const), match, conditions: fc.array(nested, { maxLength: 4 }) });
}

describe('a segment', () => {
  test('means those whom its conditions hold for, one by one, in a query and in a text alike', async () => {
    const seen = { some: 0, none: 0 };
    const check = async (definition: SegmentDefinition) => {
      const expected = made.rows.contacts
        .filter((person) => definition.conditions.length === 0 || holds(definition, person))
        .map(({ id }) => id)
        .sort();
      expect(await found(definition)).toEqual(expected);
      expect(await foundByText(definition)).toEqual(expected);
      seen[expected.length === 0 ? 'none' : 'some'] += 1;
    };
    await fc.assert(
      fc.asyncProperty(conditions(), async (one) => check({ ...everyone, conditions: [one] })),
      { numRuns: 300 },
    );
    await fc.assert(fc.asyncProperty(definitions(), check), { numRuns: 150 });
    // What never finds anybody would agree with anything.
    expect(seen.some).toBeGreaterThan(150);
  }, 240_000);

  test('is the same after it was written down and read again', () => {
    fc.assert(
      fc.property(definitions(), (definition) => {
        const written = JSON.stringify(definition);
        expect(JSON.stringify(readSegment(written))).toBe(written);
      }),
    );
  });

  test('injects nothing, whatever its words are', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.constantFrom(
        "'; drop table contacts; --",
        "\\'; drop table contacts; --",
        '$1',
        '$2$',
        "E'\\''",
        '%s',
        '\u0000',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, other) => {
        const definition = readSegment({
          version: 1,
          match: 'all',
          conditions: [
            { kind: 'source', source: one },
            { kind: 'place', prefix: other.slice(0, 10) },
            { kind: 'owner', owner: { organizerId: one } },
            { kind: 'answer', campaignId: made.campaignIds[0], field: other, is: 'contains', values: [one] },
            { kind: 'consent', purpose: 'sharing', channel: 'partner', subject: other, state: 'granted' },
          ],
        });
        if (!definition) return;
        expect(await found(definition)).toEqual([]);
        expect(await foundByText(definition)).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(await found(everyone)).toHaveLength(60);
  }, 240_000);

  test('is refused where it is none', () => {
    const nested = (depth: number): object =>
      depth === 0 ? { kind: 'confirmed' } : { match: 'all', conditions: [nested(depth - 1)] };
    const many = Array.from({ length: 41 }, () => ({ kind: 'confirmed' }));
    const confirmed = { kind: 'confirmed' };
    for (const bad of [
      undefined,
      '',
      '{',
      'null',
      [],
      { version: 2, match: 'all', conditions: [] },
      { version: 1, match: 'some', conditions: [] },
      { version: 1, match: 'all', conditions: [{ kind: 'secret' }] },
      { version: 1, match: 'all', conditions: [{ kind: 'campaign', campaignId: 'x' }] },
      { version: 1, match: 'all', conditions: [{ kind: 'source' }] },
      { version: 1, match: 'all', conditions: [{ kind: 'place', prefix: ' ' }] },
      {
        version: 1,
        match: 'all',
        conditions: [{ kind: 'created', span: { is: 'after', at: '0000-01-01T00:00:00Z' } }],
      },
      { version: 1, match: 'all', conditions: [{ match: 'any', conditions: [] }] },
      { version: 1, match: 'all', conditions: many },
      { version: 1, match: 'all', conditions: [{ match: 'any', conditions: many.slice(1) }, confirmed] },
      { version: 1, match: 'all', conditions: [nested(4)] },
      `{"version":1,"match":"all","conditions":[${'['.repeat(40_000)}`,
    ])
      expect(readSegment(bad), JSON.stringify(bad)?.slice(0, 100)).toBeUndefined();
    expect(readSegment({ version: 1, match: 'all', conditions: [nested(3), confirmed] })).toBeDefined();
  });
});
