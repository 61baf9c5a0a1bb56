import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consents, suppressions } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { type PresetName, presets } from '../../src/exports/presets/presets.ts';
import { notes } from '../../src/notes/table.ts';
import { signups } from '../../src/signups/table.ts';
import { contactTags, tags } from '../../src/tags/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';

let t: SignedInTest;

beforeAll(async () => {
  t = await startSignedIn();
});
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, suppressions, tags');
});
afterAll(async () => {
  await t.close();
});

/** As strictly as RFC 4180 reads. */
function read(csv: string, delimiter = ','): Record<string, string>[] {
  return parse(csv, {
    columns: true,
    relax_quotes: false,
    relax_column_count: false,
    record_delimiter: '\n',
    delimiter,
  });
}

async function exported(query: string, delimiter?: string): Promise<Record<string, string>[]> {
  const answer = await t.get(`/admin/contacts.csv?${query}`);
  expect(answer.status).toBe(200);
  return read(await answer.text(), delimiter);
}

async function addContact(changes: Partial<typeof contacts.$inferInsert> = {}): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email: `${id}@example.org`, locale: 'fr', ...changes });
  return id;
}

type Entry = Partial<typeof consents.$inferInsert> & { contactId: string };

async function say(entry: Entry): Promise<void> {
  await t.deps.db.insert(consents).values({
    id: uuidv7(),
    purpose: 'follow-up',
    channel: 'email',
    action: 'granted',
    wording: 'J’accepte',
    locale: 'fr',
    source: 'form',
    needsConfirmation: false,
    at: new Date('2026-03-01T12:00:00Z'),
    ...entry,
  });
}

/** The headers that each destination's import expects (its own documentation), by heart rather than from the code. */
const headers: Record<Exclude<PresetName, 'terrain' | 'hubspot-opt-outs' | 'civicrm-opt-outs'>, string> = {
  nationbuilder:
    'external_id,email,email_opt_in,prefix,first_name,middle_name,last_name,suffix,phone_number,mobile_number,' +
    'mobile_opt_in,language,created_at,support_level,is_volunteer,employer,occupation,note,tag_list,address1,' +
    'address2,city,state,zip,country',
  'action-network':
    'email,first_name,last_name,can2_phone,can2_user_address,can2_user_city,can2_state_abbreviated,zip_code,country,' +
    'can2_user_tags,can2_subscription_status,can2_sms_status,uuid',
  civicrm:
    'External Identifier,First Name,Last Name,Email,Phone,Street Address,City,State/Province,Postal Code,Country,Language',
  everyaction:
    'First Name,Middle Name,Last Name,Suffix,Address Line 1,Address Line 2,City,State,Zip,Country,Email Address,' +
    'Email Subscription Status,Phone,Phone Type,SMS Opt-In Status,Activist Code,Origin Source Code,Notes',
  mailchimp: 'Email Address,First Name,Last Name,Address,Phone Number,Tags',
  hubspot:
    'Email,First Name,Last Name,Phone Number,Street Address,City,State/Region,Postal Code,Country/Region,Preferred language',
};

describe('the contacts for another tool', () => {
  test.each(Object.entries(headers))('have the headers that %s expects', async (preset, header) => {
    const csv = await (await t.get(`/admin/contacts.csv?preset=${preset}`)).text();
    expect(csv.trim().replaceAll('"', '')).toBe(header);
  });

  test('say yes only for who said yes, in each tool’s own words', async () => {
    const [yes, asked, left, none, blocked] = [
      await addContact(),
      await addContact(),
      await addContact(),
      await addContact(),
      await addContact(),
    ];
    for (const contactId of [yes, left, blocked]) await say({ contactId });
    await say({ contactId: asked, needsConfirmation: true });
    await say({ contactId: left, action: 'withdrawn', at: new Date('2026-03-02T00:00:00Z') });
    // Asked again by a form, and never confirmed: they have still said no.
    await say({ contactId: left, needsConfirmation: true, at: new Date('2026-03-03T00:00:00Z') });
    await say({ contactId: yes, channel: 'sms' });
    await say({ contactId: left, channel: 'sms', action: 'withdrawn' });
    await t.deps.db.insert(suppressions).values({
      email: `${blocked}@example.org`,
      reason: 'bounced',
      at: new Date(),
    });
    const people = [yes, asked, left, none, blocked];
    const words = async (preset: PresetName, header: string, key: string) => {
      const rows = await exported(`preset=${preset}`);
      return people.map((id) => rows.find((row) => row[key]?.startsWith(id))?.[header]);
    };
    expect(await words('nationbuilder', 'email_opt_in', 'external_id')).toEqual(['Y', 'N', 'N', 'N', 'N']);
    expect(await words('nationbuilder', 'mobile_opt_in', 'external_id')).toEqual(['Y', 'N', 'N', 'N', 'N']);
    const [no, in_, out] = ['unsubscribed', 'subscribed', 'Unsubscribed'];
    expect(await words('action-network', 'can2_subscription_status', 'uuid')).toEqual([in_, no, no, no, no]);
    expect(await words('everyaction', 'Email Subscription Status', 'Email Address')).toEqual([
      'Subscribed',
      'Not Subscribed',
      out,
      'Not Subscribed',
      out,
    ]);
    expect(await words('everyaction', 'SMS Opt-In Status', 'Email Address')).toEqual([
      'Opt-In',
      'Unknown',
      'Opt-Out',
      'Unknown',
      'Unknown',
    ]);
    expect((await exported('preset=mailchimp')).map((row) => row['Email Address'])).toEqual([`${yes}@example.org`]);
    const optOuts = (await exported('preset=civicrm-opt-outs')).map((row) => row['External Identifier']);
    expect(optOuts.sort()).toEqual([asked, left, none, blocked].sort());
    const hubspot = (await exported('preset=hubspot-opt-outs')).map((row) => row.Email);
    expect(hubspot.sort()).toEqual([asked, left, none, blocked].map((id) => `${id}@example.org`).sort());
  });

  test('of one campaign say yes only for who said yes to it, and no for who said no to any', async () => {
    const [one, other] = [await addCampaign(t.deps, { slug: 'une' }), await addCampaign(t.deps, { slug: 'autre' })];
    const [here, elsewhere, general, left] = [
      await addContact(),
      await addContact(),
      await addContact(),
      await addContact(),
    ];
    for (const channel of ['email', 'sms'] as const) {
      await say({ contactId: here, campaignId: one, channel });
      await say({ contactId: elsewhere, campaignId: other, channel });
      await say({ contactId: general, channel });
      await say({ contactId: left, campaignId: one, channel });
      const at = new Date('2026-03-02T00:00:00Z');
      await say({ contactId: left, campaignId: other, channel, action: 'withdrawn', at });
    }
    const people = [here, elsewhere, general, left];
    await t.deps.db.insert(signups).values(
      people.map((contactId) => ({
        ...{ id: uuidv7(), campaignId: one, contactId, locale: 'fr' as const },
        ...{ answers: {}, consented: false, createdAt: new Date() },
      })),
    );
    const words = async (preset: PresetName, header: string, key: string) => {
      const rows = await exported(`campaign=une&preset=${preset}`);
      return people.map((id) => rows.find((row) => row[key]?.startsWith(id))?.[header]);
    };
    expect(await words('terrain', 'email_consent', 'id')).toEqual(['granted', 'none', 'none', 'withdrawn']);
    expect(await words('nationbuilder', 'email_opt_in', 'external_id')).toEqual(['Y', 'N', 'N', 'N']);
    expect(await words('nationbuilder', 'mobile_opt_in', 'external_id')).toEqual(['Y', 'N', 'N', 'N']);
    expect(await words('everyaction', 'SMS Opt-In Status', 'Email Address')).toEqual([
      'Opt-In',
      'Unknown',
      'Unknown',
      'Opt-Out',
    ]);
    const subscribed = (await exported('campaign=une&preset=mailchimp')).map((row) => row['Email Address']);
    expect(subscribed).toEqual([`${here}@example.org`]);
    const optOuts = (await exported('campaign=une&preset=hubspot-opt-outs')).map((row) => row.Email);
    expect(optOuts.sort()).toEqual([elsewhere, general, left].map((id) => `${id}@example.org`).sort());
    // Of everyone, a yes is a yes whichever campaign asked for it.
    expect((await exported('preset=mailchimp')).length).toBe(3);
  });

  test('are cut to what the tool takes, and never inside a character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'é', '李', '🏳', '=', "'"), minLength: 40, maxLength: 300 }),
        async (name) => {
          await t.deps.db.$client`truncate contacts cascade`;
          const contactId = await addContact({ firstName: name, lastName: name });
          await say({ contactId });
          const [every] = await exported('preset=everyaction');
          expect([...(every?.['First Name'] ?? '?'.repeat(99))].length).toBeLessThanOrEqual(50);
          const [chimp] = await exported('preset=mailchimp');
          const cell = chimp?.['First Name'] ?? '';
          expect(Buffer.byteLength(cell)).toBeLessThanOrEqual(255);
          expect(cell).not.toContain('\ufffd');
          expect(`'${name}`.includes(cell) && Buffer.byteLength(cell) >= Math.min(252, Buffer.byteLength(name))).toBe(
            true,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('bring their tags and notes along', async () => {
    const contactId = await addContact({ postalCode: 'H2X 1Y4' });
    for (const name of ['porte, à porte', 'auto']) {
      const tagId = uuidv7();
      await t.deps.db.insert(tags).values({ id: tagId, name, folded: name });
      await t.deps.db.insert(contactTags).values({ contactId, tagId, at: new Date() });
    }
    await t.deps.db.insert(notes).values({ id: uuidv7(), contactId, body: 'x'.repeat(1_500), at: new Date() });
    expect((await exported('preset=nationbuilder'))[0]).toMatchObject({
      tag_list: 'auto,porte  à porte',
      zip: 'H2X 1Y4',
      country: 'CA',
    });
    expect((await exported('preset=everyaction'))[0]?.Notes).toHaveLength(1_000);
  });
});

describe('the layout of a file', () => {
  test('is the columns that were asked for, in their order', async () => {
    await addContact({ email: 'ada@example.org', firstName: 'Ada' });
    expect(await exported('columns=first_name,email')).toEqual([{ first_name: 'Ada', email: 'ada@example.org' }]);
    expect(await exported('columns=email&columns=first_name')).toEqual([
      { email: 'ada@example.org', first_name: 'Ada' },
    ]);
  });

  test.each([
    ['%3B', ';'],
    ['semicolon', ';'],
    ['%09', '\t'],
    ['tab', '\t'],
    [',', ','],
  ])('separates by %s', async (word, delimiter) => {
    await addContact({ firstName: `a${delimiter}b` });
    expect((await exported(`separator=${word}&columns=first_name,id`, delimiter))[0]?.first_name).toBe(
      `a${delimiter}b`,
    );
  });

  test.each(['preset=none', 'separator=x', 'columns=secret', 'preset=mailchimp&columns=email'])(
    'that there is not (%s) is refused',
    async (query) => {
      expect((await t.get(`/admin/contacts.csv?${query}`)).status).toBe(400);
    },
  );
  test('no preset hides a column behind another of its name', () => {
    for (const { columns } of Object.values(presets)) {
      const names = columns.map(([header]) => header);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
