import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import AxeBuilder from '@axe-core/playwright';
import chromiumPackage from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { createApp } from '../src/app.tsx';
import { readConfig } from '../src/config.ts';
import { createDeps } from '../src/deps.ts';
import { migrate } from '../src/db/migrate.ts';
import { campaignFile } from '../src/imports/form.ts';
import { importCampaign } from '../src/imports/import-campaign.ts';
import { addOrganizer } from '../src/organizers/add-organizer.ts';
import { createSignInLink } from '../src/organizers/create-sign-in-link.ts';

const url = process.argv[2]!, out = process.argv[3]!, port = 3987;
const config = readConfig({ DATABASE_URL: url, SECRET: 'x'.repeat(10) + 'abcdefghijklmnopqrstuvwxyz0123456789', BASE_URL: `http://localhost:${port}` });
const fresh = process.argv[4] === 'seed';
if (fresh) await migrate(url);
const deps = createDeps({ ...config, databaseUrl: url, secret: config.secret! });
const sql = deps.db.$client;
if (fresh) {
  await addOrganizer(deps, { email: 'olive@example.org', name: 'Olive Tremblay', role: 'owner' });
  for (const f of ['porte-a-porte', 'paniers-solidaires', 'loyers-justes']) await deps.db.transaction((tx) => importCampaign(tx, campaignFile.parse(JSON.parse(readFileSync(`src/imports/demo/${f}.json`, 'utf8'))), new Date()));
  await sql`insert into contacts (id,email,first_name,last_name,phone,postal_code,locale,availability,skills,first_folded,last_folded,confirmed_at,created_at)
   select uuidv7(), 'personne'||i||case when i=3 then '.dont.l.adresse.est.vraiment.tres.longue.pour.un.telephone' else '' end||'@example.org', (array['Émilie','Jean-François','محمد','李明','Zoé'])[1+i%5], (array['Tremblay','Côté-Gagné','',  'Bélanger'])[1+i%4], case when i%2=0 then '+15145550'||lpad(i::text,3,'0') else '' end, case when i%3=0 then 'H2X 1Y4' else '' end, 'fr', '{evenings}', '{driving}', '', '', case when i%2=0 then now() end, now()-interval '7 hours'*i from generate_series(1,70) i`;
  await sql`insert into signups (id,campaign_id,contact_id,locale,answers,consented,created_at) select gen_random_uuid(), (select id from campaigns where slug='porte-a-porte'), id, 'fr', '{"firstName":"Émilie","question":"Je peux apporter du café.\\nEt des beignes."}', true, created_at from contacts`;
  await sql`insert into consents (id,contact_id,purpose,channel,action,wording,locale,source,at) select uuidv7(), id,'follow-up','email','granted','J’accepte que le Comité m’écrive au sujet de cette campagne. Je peux me retirer en tout temps.','fr','form',created_at from contacts where right(email,15)<>'x' and length(first_name)>2`;
  await sql`insert into consents (id,contact_id,purpose,channel,action,wording,locale,source,at) select uuidv7(), contact_id,'follow-up','email','withdrawn','Me retirer','fr','one-click',now() from consents limit 6`;
  await sql`insert into suppressions select email, 'boîte pleine', now() from contacts limit 2`;
  await sql`insert into activities (id,contact_id,campaign_id,kind,data,at) select uuidv7(), c.id, (select id from campaigns where slug='porte-a-porte'), k, '{}', c.created_at from contacts c, unnest(array['signup.recorded','contact.confirmed','message.sent','booking.made']) k`;
  await sql`insert into pledges (id,signup_id,contact_id,campaign_id,kind,amount_minor,currency,frequency,created_at) select uuidv7(), id, contact_id, campaign_id,'money', 2050,'CAD',case when random()<0.5 then 'monthly' else 'once' end, created_at from signups limit 30`;
  await sql`insert into pledges (id,signup_id,contact_id,campaign_id,kind,count,action,created_at) select uuidv7(), id, contact_id, campaign_id,'action', 40,'doors', created_at from signups limit 30`;
  await sql`insert into bookings (id,shift_id,contact_id,campaign_id,locale,state,created_at,changed_at) select uuidv7(), (select id from shifts where campaign_id=s.campaign_id limit 1), s.contact_id, s.campaign_id,'fr',(array['booked','attended','missed'])[1+(random()*2)::int], created_at,created_at from signups s limit 25`;
  await sql`insert into messages (id,contact_id,campaign_id,name,subject_id,locale,state,due_at,reason,subject,created_at) select uuidv7(), contact_id, campaign_id, 'welcome', id, 'fr', (array['sent','failed','planned','skipped'])[1+(random()*3)::int], created_at, 'adresse refusée par le serveur : 550 5.1.1 inconnue', 'Bienvenue dans l’équipe, Émilie', created_at from signups limit 20`;
  await sql`insert into refused_posts select id, current_date, 'trap', 1234 from campaigns`;
  for (let i = 0; i < 3; i++) await sql`insert into audit_entries(id, organizer_id, action, detail, count, at) select ${uuidv7()}, id, 'contacts.exported', '{"format":"csv","campaign":null,"complete":false}', 1234, now() from organizers limit 1`;
  const { jobs } = await import('../src/organizers/jobs.ts');
  await jobs['organizers.mail-sign-in-link'](deps, { email: 'olive@example.org', next: '/admin', locale: 'fr' });
}
const server = serve({ fetch: createApp(deps).fetch, port, hostname: '127.0.0.1' });
await once(server, 'listening');
const browser = await chromium.launch({ executablePath: await chromiumPackage.executablePath(), args: ['--no-sandbox', '--disable-background-networking', '--headless=shell', ...chromiumPackage.args] });
const [contact] = await sql`select contact_id from messages where state='failed' limit 1`;
const [mail] = await sql`select id from mailbox_mails limit 1`;
const pages = { home: '/admin', contacts: '/admin/contacts', none: '/admin/contacts?q=zzz&campaign=porte-a-porte', contact: `/admin/contacts/${contact?.contact_id}`, mailbox: '/admin/mailbox', mail: `/admin/mailbox/${mail?.id}`, text: `/admin/mailbox/${mail?.id}?view=text`, audit: '/admin/audit' };
for (const [name, width, scheme, locale] of [['w', 1280, 'light', 'fr-CA'], ['n', 360, 'light', 'en-CA'], ['wd', 1280, 'dark', 'en-CA'], ['nd', 360, 'dark', 'fr-CA']] as const) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, locale, baseURL: `http://localhost:${port}` });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') console.log('console', name, m.text()); });
  const look = async (shot: string) => {
    await page.screenshot({ path: `${out}/${shot}-${name}.png`, fullPage: true });
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (wide) console.log('OVERFLOW', shot, name, wide);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    for (const v of violations) console.log('AXE', shot, name, v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)));
  };
  await page.goto('/admin'); await look('signin');
  await page.goto('/admin/sign-in?sent=1'); await look('sent');
  const link = await createSignInLink(deps, 'olive@example.org');
  await page.goto(link); await look('press');
  await page.click('main button'); await page.waitForURL('**/admin');
  for (const [shot, path] of Object.entries(pages)) { await page.goto(path); if (shot === 'contact') await page.click('#signups ~ details summary, details summary'); if (shot==='mail') await page.waitForTimeout(300); await look(shot); }
  await page.goto(link); await page.click('main button'); await look('used');
  if (name === 'w') {
    await page.goto(pages.mail);
    await page.frameLocator('iframe').locator('a').first().click(); await page.waitForURL('**/admin/sign-in/**'); console.log('link in mail opened', page.url().slice(0, 60));
    await page.goto('/admin/contacts'); await page.keyboard.press('/'); console.log('focus', await page.evaluate('document.activeElement.id'));
    await page.keyboard.type('h2x'); await page.keyboard.press('Enter'); await page.waitForLoadState(); console.log('found', await page.locator('tbody tr').count(), page.url());
    const [dl] = await Promise.all([page.waitForEvent('download'), page.click('.exports a')]); console.log('download', dl.suggestedFilename());
    await page.goto('/admin'); await page.locator('button[data-copy]').first().click(); console.log('copy', await page.locator('button[data-copy]').first().textContent());
    await page.click('.link-button'); await page.waitForURL('**/admin/sign-in'); await page.goto('/admin'); console.log('after sign-out', page.url());
  }
  await context.close();
}
await browser.close(); server.close(); await deps.close();
