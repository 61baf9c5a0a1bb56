import { describe, expect, test } from 'vitest';
import { type Import, importsOf, readSources, type SourceFile } from './support/imports.ts';

/** From the ground up: a file imports from its own layer and from those before it. */
const layers = [
  ['db', 'jobs', 'mail', 'http', 'ui', 'locales', 'config', 'errors'],
  ['organizers', 'campaigns', 'teams', 'pictures'],
  ['contacts', 'consents', 'attribution'],
  ['activity', 'segments', 'tags', 'notes', 'outreach'],
  [
    'signups',
    'pledges',
    'payments',
    'shifts',
    'reports',
    'followups',
    'crm',
    'exports',
    'imports',
    'numbers',
    'dossiers',
    'space',
    'wordings',
    'sharing',
    'bulk-acts',
    'broadcasts',
    'demo',
    'replies',
  ],
  // Doors that stand on several features: for machines, for forms that were kept aside, for devices without a network.
  // And for organizers, who change everything of a campaign in one place, and for what all of one person's data asks.
  ['api', 'check-in', 'quick-tasks', 'held', 'kiosk', 'editor', 'privacy', 'screens', 'delivery', 'sequences'],
  ['deps', 'app', 'process', 'web', 'worker', 'start', 'migrate', 'cli'],
];
const kernel = 0;
const side = 4;

/** What a feature may take from another: never what answers requests or runs jobs. */
const privateRoles = ['routes', 'pages', 'admin', 'jobs'];
/** What the features that stand side by side may take from each other. */
const sharedRoles = ['table', 'form', 'queries', 'view'];
/** Where there is no SQL. */
const withoutSql = [...privateRoles, 'form', 'view'];

/** A vendor's package is imported in one file. */
const homes: [RegExp, string][] = [
  [/^resend$/, 'src/mail/resend.ts'],
  [/^nodemailer/, 'src/mail/smtp.ts'],
  [/^better-auth/, 'src/organizers/open-auth.ts'],
  [/^stripe$/, 'src/payments/stripe.ts'],
  [/^sharp$/, 'src/pictures/prepare-picture.ts'],
  [/^mailparser$/, 'src/replies/parse-mail.ts'],
  [/^imapflow$/, 'src/replies/read-mailbox.ts'],
  [/^aws4fetch$/, 'src/pictures/s3-store.ts'],
];

/** What is wrong with an import, and how that is seen. */
const rules: Record<string, (file: SourceFile, one: Import) => boolean> = {
  'imports from a higher layer': (file, one) => {
    // What every part is given is wired on top and named everywhere.
    const exempt = file.path === 'src/db/schema.ts' || (one.typeOnly && one.target === 'src/deps.ts');
    return isSource(one.target) && !exempt && layerOf(one.target) > layerOf(file.path);
  },
  'imports what another feature keeps to itself': (file, one) =>
    isOtherRoom(file, one) &&
    !isTop(file.path) &&
    layerOf(one.target) !== kernel &&
    privateRoles.includes(role(one.target)),
  'reaches into the feature beside it': (file, one) =>
    isOtherRoom(file, one) &&
    layerOf(file.path) === side &&
    layerOf(one.target) === side &&
    ![...sharedRoles, ...privateRoles].includes(role(one.target)),
  'imports hono': (file, one) =>
    /^(@hono|hono)\b/.test(one.target) &&
    !(one.target === 'hono/jsx' && file.path.endsWith('.tsx')) &&
    !['http', 'ui', 'app', 'process'].includes(room(file.path)) &&
    !['routes', 'pages', 'admin'].includes(role(file.path)),
  'imports SQL': (file, one) =>
    /^(drizzle-orm|postgres|pg)\b/.test(one.target) &&
    (['http', 'ui', 'locales'].includes(room(file.path)) || withoutSql.includes(role(file.path)) || isTop(file.path)),
  'imports a vendor outside its own file': (file, one) =>
    homes.some(([vendor, home]) => vendor.test(one.target) && file.path !== home),
};

/** Every breach in a file, as `path: what is wrong (import)`. */
function breaches(file: SourceFile): string[] {
  const found = importsOf(file).flatMap((one) =>
    Object.entries(rules).flatMap(([wrong, isBroken]) =>
      isBroken(file, one) ? [`${file.path}: ${wrong} (${one.target})`] : [],
    ),
  );
  // Outside calls happen in jobs alone, and never while a transaction is open.
  const mails = /\bmailer\.send(Together)?\(/.test(file.text);
  if (
    mails &&
    ![
      'src/followups/hand-over.ts',
      'src/delivery/tell-owners.ts',
      'src/organizers/jobs.ts',
      'src/signups/jobs.ts',
      'src/broadcasts/send-test.ts',
      'src/outreach/send-waiting-mail.ts',
      'src/sequences/send-test.ts',
      'src/replies/send-answer.ts',
      'src/replies/tell-owner.ts',
      'src/shifts/send-lack-mail.ts',
    ].includes(file.path)
  ) {
    found.push(`${file.path}: sends mail outside a job`);
  }
  return found;
}

function isOtherRoom(file: SourceFile, one: Import): boolean {
  return isSource(one.target) && room(file.path) !== room(one.target);
}

function isSource(path: string): boolean {
  return path.startsWith('src/');
}

/** `src/shifts/queries.ts` is in the room `shifts`, `src/app.tsx` in a room of its own. */
function room(path: string): string {
  return path.split('/')[1]?.replace(/\.tsx?$/, '') ?? '';
}

/** `src/shifts/queries.ts` plays the role `queries`; of `mailbox-admin.tsx` it is `admin`. */
function role(path: string): string {
  return (
    path
      .replace(/\.tsx?$/, '')
      .split(/[/-]/)
      .at(-1) ?? ''
  );
}

function layerOf(path: string): number {
  const layer = layers.findIndex((rooms) => rooms.includes(room(path)));
  if (layer < 0) throw new Error(`${path} stands in no layer: give its folder a place in test/architecture.test.ts`);
  return layer;
}

function isTop(path: string): boolean {
  return layerOf(path) === layers.length - 1;
}

describe('the architecture', () => {
  test('every import keeps the rules', async () => {
    const files = await readSources('src');
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(breaches)).toEqual([]);
  });

  test.each([
    [
      'a lower layer that imports a higher one',
      'src/contacts/queries.ts',
      "import { track } from '../activity/track.ts';",
    ],
    ['a kernel file that imports a feature', 'src/http/links.ts', "import { shifts } from '../shifts/table.ts';"],
    ['wiring imported for more than its type', 'src/http/health.ts', "import { createDeps } from '../deps.ts';"],
    ['the pages of another feature', 'src/contacts/admin.tsx', "import { Card } from '../campaigns/pages.tsx';"],
    ['a verb of the feature beside', 'src/signups/routes.tsx', "import { bookShift } from '../shifts/book-shift.ts';"],
    ['a re-export of it', 'src/signups/form.ts', "export { bookShift } from '../shifts/book-shift.ts';"],
    ['a dynamic import of it', 'src/signups/form.ts', "const late = await import('../shifts/book-shift.ts');"],
    ['hono in a verb', 'src/shifts/book-shift.ts', "import { Hono } from 'hono';"],
    ['SQL in a route', 'src/shifts/routes.tsx', "import { sql } from 'drizzle-orm';"],
    ['a vendor elsewhere', 'src/followups/hand-over.ts', "import { Resend } from 'resend';"],
    ['mail sent from a request', 'src/signups/routes.tsx', 'await deps.mailer.send(mail, id);'],
  ])('%s is found', (_, path, text) => {
    expect(breaches({ path, text })).toHaveLength(1);
  });

  test.each([
    ['a query of the feature beside', 'src/space/routes.tsx', "import { findBooking } from '../shifts/queries.ts';"],
    ['a lower layer', 'src/shifts/book-shift.ts', "import { track } from '../activity/track.ts';"],
    ['the type of the wiring', 'src/http/health.ts', "import type { Deps } from '../deps.ts';"],
  ])('%s may be imported', (_, path, text) => {
    expect(breaches({ path, text })).toEqual([]);
  });

  test('a file of emails is React, and says so in its first line', async () => {
    const files = (await readSources('emails')).filter(({ path }) => path.endsWith('.tsx'));
    expect(files.length).toBeGreaterThan(5);
    for (const { path, text } of files) {
      expect(text.startsWith('/** @jsxImportSource react */'), path).toBe(true);
      expect(text, path).not.toContain("'hono");
    }
  });
});
