import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consents, suppressions } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { dropFile } from '../../src/imports/drop-file.ts';
import { forgetChanges } from '../../src/imports/forget-changes.ts';
import { runImport } from '../../src/imports/run-import.ts';
import { startImport } from '../../src/imports/start-import.ts';
import { stopImport } from '../../src/imports/stop-import.ts';
import { visitorAs } from '../organizers/signed-in.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { signUp } from '../support/forms.ts';
import { bringIn, check, counts, found, imported, undo } from './importing.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, suppressions, tags, imports');
});
afterAll(async () => {
  await t.close();
});

async function addContact(changes: Partial<typeof contacts.$inferInsert> = {}): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email: `${id}@example.org`, locale: 'fr', ...changes });
  return id;
}

async function say(contactId: string, more: Partial<typeof consents.$inferInsert> = {}): Promise<void> {
  await t.deps.db.insert(consents).values({
    id: uuidv7(),
    contactId,
    purpose: 'follow-up',
    channel: 'email',
    action: 'granted',
    wording: 'Oui',
    needsConfirmation: false,
    locale: 'fr',
    source: 'form',
    at: new Date('2026-01-01T00:00:00Z'),
    ...more,
  });
}

const contact = async (email: string) => (await t.deps.db.select().from(contacts).where(eq(contacts.email, email)))[0];
const ledger = async () => await t.deps.db.select().from(consents).orderBy(consents.at, consents.id);
const rowsOf = async (table: string) =>
  Number((await t.deps.db.$client`select count(*) from ${t.deps.db.$client(table)}`)[0]?.count);

describe('a file of contacts', () => {
  const file = 'Courriel;Prénom;Nom;Cellulaire;Code postal;Étiquettes;Notes\n'.concat(
    'ADA@example.org;Ada;Roy;(514) 555-0123;h2x1y4;porte, auto;Appelle le soir\n',
    'bob@example.org;Bob;;;;;\n',
  );

  test('is told before anything changes, and then taken in', async () => {
    await addContact({ email: 'bob@example.org', lastName: 'Côté' });
    const checked = await check(t, file);
    expect(counts(checked)).toEqual([1, 1, 0, 0]);
    expect(found(checked)).toMatchObject({ encoding: 'utf-8', separator: ';', rows: 2 });
    expect(found(checked).mapping).toEqual(['email', 'firstName', 'lastName', 'phone', 'postalCode', 'tags', 'note']);
    expect(found(checked).differences).toEqual([
      { number: 3, email: 'bob@example.org', fields: [{ field: 'first_name', before: '', after: 'Bob' }] },
      {
        number: 2,
        email: 'ada@example.org',
        fields: [
          { field: 'new', before: '', after: 'Ada Roy' },
          { field: 'tags', before: '', after: 'auto, porte' },
          { field: 'note', before: '', after: 'Appelle le soir' },
        ],
      },
    ]);
    expect(await rowsOf('contacts')).toBe(1);

    const done = await bringIn(t, file);
    expect([done.added, done.changed]).toEqual([1, 1]);
    expect(await contact('ada@example.org')).toMatchObject({
      firstName: 'Ada',
      firstFolded: 'ada',
      lastName: 'Roy',
      phone: '+15145550123',
      postalCode: 'H2X 1Y4',
      locale: 'fr',
    });
    expect(await contact('bob@example.org')).toMatchObject({ firstName: 'Bob', lastName: 'Côté', lastFolded: '' });
    const names = await t.deps.db.$client`select name from tags join contact_tags on tag_id = tags.id order by name`;
    expect(names.map(({ name }) => name)).toEqual(['auto', 'porte']);
  });

  test('changes nothing the second time', async () => {
    await bringIn(t, file);
    const before = await t.deps.db.$client`select * from contacts order by id`;
    expect(counts(await check(t, file))).toEqual([0, 0, 2, 0]);
    expect(counts(await check(t, file, { mode: 'overwrite' }))).toEqual([0, 0, 2, 0]);
    await bringIn(t, file, { mode: 'overwrite' });
    expect(await t.deps.db.$client`select * from contacts order by id`).toEqual(before);
    expect([await rowsOf('notes'), await rowsOf('contact_tags')]).toEqual([1, 2]);
  });

  test('fills what is empty, or wins where it is told to, and an empty cell erases nothing', async () => {
    await addContact({ email: 'bob@example.org', firstName: 'Robert', phone: '+15145550100' });
    const names = 'email,first_name,last_name,phone\nbob@example.org,Bob,Côté,\n';
    await bringIn(t, names);
    expect(await contact('bob@example.org')).toMatchObject({ firstName: 'Robert', lastName: 'Côté' });
    await bringIn(t, names, { mode: 'overwrite' });
    expect(await contact('bob@example.org')).toMatchObject({ firstName: 'Bob', phone: '+15145550100' });
  });

  test('leaves rows out that nobody can be made of, and says why', async () => {
    const id = await addContact({ email: 'known@example.org' });
    const checked = await check(
      t,
      `id,email,first_name\n,not an address,A\n,,B\n,ada@example.org,C\n,ADA@example.org,D\n${id},other@example.org,E\n,bob@example.org,F,extra\n${id},,G\n`,
    );
    expect(found(checked).refusals).toEqual([
      { number: 2, fault: 'bad-address', detail: 'not an address' },
      { number: 3, fault: 'no-address', detail: '' },
      { number: 5, fault: 'duplicate', detail: '4' },
      { number: 6, fault: 'other-address', detail: 'other@example.org' },
      { number: 7, fault: 'too-many-cells', detail: '4' },
    ]);
    expect(counts(checked)).toEqual([1, 1, 0, 5]);
  });

  test('is forgotten once it is in, and its undoing after 30 days', async () => {
    const done = await bringIn(t, file);
    for (const table of ['import_rows', 'import_pieces', 'import_records']) expect(await rowsOf(table)).toBe(0);
    expect(await rowsOf('import_changes')).toBeGreaterThan(0);
    await forgetChanges(t.deps, done.id);
    expect(await rowsOf('import_changes')).toBe(0);
    const waiting = await check(t, file);
    await dropFile(t.deps, waiting.id);
    expect(await rowsOf('import_rows')).toBe(0);
    expect(await rowsOf('imports')).toBe(1);
  });

  test('stands in the audit log with its counts', async () => {
    await bringIn(t, file);
    const [entry] = await t.deps.db.$client`select action, detail, count from audit_entries`;
    expect(entry).toEqual({
      action: 'contacts.imported',
      detail: { file: 'gens.csv', added: 2, changed: 0, complete: true },
      count: 2,
    });
  });
});

describe('consent in a file', () => {
  test('is never given by it, whatever it says', async () => {
    const words = ['Y', 'yes', 'granted', 'Subscribed', 'subscribed', 'true', '1', 'Opt-In', 'unconfirmed', 'none', ''];
    for (const [index, word] of words.entries()) {
      for (const header of ['email_opt_in', 'can2_subscription_status', 'Email Subscription Status', 'email_consent']) {
        await bringIn(t, `email,${header},mobile_opt_in\np${index}@example.org,${word},${word}\n`, {
          trustLedger: true,
        });
      }
    }
    expect(await ledger()).toEqual([]);
  });

  test('that was withdrawn stays withdrawn', async () => {
    const id = await addContact({ email: 'ada@example.org' });
    await say(id);
    await say(id, { action: 'withdrawn', at: new Date('2026-02-01T00:00:00Z') });
    await bringIn(t, 'email,email_opt_in\nada@example.org,Y\n', { mode: 'overwrite' });
    expect((await ledger()).map(({ action }) => action)).toEqual(['granted', 'withdrawn']);
  });

  test('that is refused always comes in, once', async () => {
    const id = await addContact({ email: 'ada@example.org' });
    await say(id);
    await say(id, { channel: 'sms' });
    const file =
      'Email Address,Email Subscription Status,SMS Opt-In Status\nada@example.org,Unsubscribed,Opt-Out\nnew@example.org,Unsubscribed,\n';
    expect(found(await check(t, file)).withdrawals).toBe(3);
    await bringIn(t, file);
    await bringIn(t, file);
    const entries = (await ledger()).filter(({ action }) => action === 'withdrawn');
    expect(entries.map(({ channel, source, wording }) => [channel, source, wording]).sort()).toEqual([
      ['email', 'import', 'gens.csv'],
      ['email', 'import', 'gens.csv'],
      ['sms', 'import', 'gens.csv'],
    ]);
  });

  test('that is merely not a yes takes back a yes, and is no entry where there is none', async () => {
    const yes = await addContact({ email: 'yes@example.org' });
    await say(yes);
    const asked = await addContact({ email: 'asked@example.org' });
    await say(asked, { needsConfirmation: true });
    await bringIn(t, 'email,email_opt_in\nyes@example.org,N\nasked@example.org,N\nnew@example.org,N\n');
    const refused = (await ledger()).filter(({ action }) => action === 'withdrawn');
    expect(refused.map(({ contactId }) => contactId)).toEqual([yes]);
  });

  test('counts as a no where two rows of one address disagree', async () => {
    await bringIn(t, 'email,email consent\nada@example.org,granted\nada@example.org,withdrawn\n');
    expect((await ledger()).map(({ action }) => action)).toEqual(['withdrawn']);
  });

  test('of a bounced address blocks it', async () => {
    await bringIn(t, 'email,can2_subscription_status,suppressed\nada@example.org,bouncing,\nbob@example.org,,spam\n');
    const blocked = await t.deps.db.select().from(suppressions).orderBy(suppressions.email);
    expect(blocked.map(({ email, reason }) => [email, reason])).toEqual([
      ['ada@example.org', 'bouncing'],
      ['bob@example.org', 'spam'],
    ]);
  });
});

describe('undoing', () => {
  test('takes back what came in, and puts back what was changed', async () => {
    await addContact({ email: 'bob@example.org', firstName: 'Róbert', firstFolded: 'robert', skills: ['driving'] });
    const before = await t.deps.db.$client`select * from contacts`;
    const done = await bringIn(
      t,
      'email,first_name,tags,note,skills\nbob@example.org,Bob,x,hello,a|b\nada@example.org,Ada,x,hello,\n',
      { mode: 'overwrite' },
    );
    expect((await contact('bob@example.org'))?.skills).toEqual(['a', 'b']);
    const undone = await undo(t, done);
    expect([undone.state, undone.kept]).toEqual(['undone', 0]);
    const [{ updated_at: _, ...after } = {}] = await t.deps.db.$client`select * from contacts`;
    expect(before[0]).toMatchObject(after);
    expect([await rowsOf('notes'), await rowsOf('contact_tags'), await rowsOf('contacts')]).toEqual([0, 0, 1]);
  });

  test('leaves alone what was edited since, who signed up since, and every no', async () => {
    await addCampaign(t.deps, { slug: 'essai' });
    const bob = await addContact({ email: 'bob@example.org' });
    await say(bob);
    const done = await bringIn(
      t,
      'email,first_name,last_name,email_consent\nbob@example.org,Bob,Roy,withdrawn\nada@example.org,Ada,A,\ngone@example.org,G,G,withdrawn\n',
    );
    await t.deps.db.update(contacts).set({ lastName: 'Lavoie' }).where(eq(contacts.id, bob));
    await signUp(t.app, { email: 'ada@example.org', firstName: 'Ada' }, '/fr/essai');
    const undone = await undo(t, done);
    expect(undone.kept).toBe(1);
    expect(await contact('bob@example.org')).toMatchObject({ firstName: '', lastName: 'Lavoie' });
    expect(await contact('ada@example.org')).toBeDefined();
    expect(await contact('gone@example.org')).toBeUndefined();
    const refused = (await ledger()).filter(({ action }) => action === 'withdrawn');
    expect(refused.map(({ contactId }) => contactId)).toEqual([bob]);
  });
});

describe('an owner in a file', () => {
  test('is nobody who sees no contacts, neither taken in nor put back', async () => {
    const { id: organizer } = await visitorAs(t, 'organizer', 'olive@example.org');
    await visitorAs(t, 'viewer', 'vera@example.org');
    await addContact({ email: 'bob@example.org', ownerId: organizer });
    const file = 'email,owner\nbob@example.org,vera@example.org\nada@example.org,vera@example.org\n';
    await bringIn(t, file, { mode: 'overwrite' });
    expect((await contact('bob@example.org'))?.ownerId).toBe(organizer);
    expect((await contact('ada@example.org'))?.ownerId).toBeNull();

    const { id: other } = await visitorAs(t, 'organizer', 'other@example.org');
    const done = await bringIn(t, 'email,owner\nbob@example.org,other@example.org\n', { mode: 'overwrite' });
    expect((await contact('bob@example.org'))?.ownerId).toBe(other);
    await t.deps.db.$client`update organizers set role = 'viewer' where id = ${organizer}`;
    await undo(t, done);
    expect((await contact('bob@example.org'))?.ownerId).toBeNull();
  });
});

describe('an import under way', () => {
  const many = (count: number) =>
    `email,first_name\n${Array.from({ length: count }, (_, index) => `p${index}@example.org,P${index}`).join('\n')}\n`;

  test('is stopped after a batch, and what came in can be undone', async () => {
    const checked = await check(t, many(5_000));
    await startImport(t.deps, checked.id, null);
    let stopping: Promise<void> | undefined;
    await runImport(t.deps, checked.id, () => {
      stopping ??= stopImport(t.deps, checked.id);
    });
    await stopping;
    const stopped = await imported(t, checked.id);
    expect(stopped.state).toBe('stopped');
    expect(stopped.added).toBeGreaterThan(0);
    expect(stopped.added).toBeLessThan(5_000);
    expect(await rowsOf('contacts')).toBe(stopped.added);
    expect(await rowsOf('import_rows')).toBe(0);
    await undo(t, stopped);
    expect(await rowsOf('contacts')).toBe(0);
  });

  test('takes every row in once, whoever else works on it', async () => {
    const checked = await check(t, many(5_000));
    await startImport(t.deps, checked.id, null);
    await Promise.all([runImport(t.deps, checked.id), runImport(t.deps, checked.id)]);
    expect(await imported(t, checked.id)).toMatchObject({ state: 'done', added: 5_000, changed: 0 });
    expect(await rowsOf('contacts')).toBe(5_000);
  });

  test('meets people who sign up meanwhile, and loses neither', async () => {
    await addCampaign(t.deps, { slug: 'essor' });
    const checked = await check(t, many(6_000));
    await startImport(t.deps, checked.id, null);
    const running = runImport(t.deps, checked.id);
    for (let index = 5_999; index > 5_900; index--) {
      await signUp(t.app, { email: `p${index}@example.org`, firstName: 'Vrai' }, '/fr/essor');
    }
    await running;
    expect(await imported(t, checked.id)).toMatchObject({ state: 'done' });
    expect(await rowsOf('contacts')).toBe(6_000);
    expect(await rowsOf('signups')).toBe(99);
  });
});
