import type { JSX } from 'hono/jsx/jsx-runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CampaignsPage, ClosedPage, NotFoundPage } from '../../src/campaigns/pages.tsx';
import type { CampaignView } from '../../src/campaigns/view.ts';
import eventJson from '../../src/editor/templates/event.json' with { type: 'json' };
import pledgeJson from '../../src/editor/templates/pledge.json' with { type: 'json' };
import volunteersJson from '../../src/editor/templates/volunteers.json' with { type: 'json' };
import { sequence } from '../../src/followups/form.ts';
import tenantsJson from '../../src/imports/demo/loyers-justes.json' with { type: 'json' };
import foodBankJson from '../../src/imports/demo/paniers-solidaires.json' with { type: 'json' };
import ridingJson from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { type CampaignFile, campaignFile } from '../../src/imports/form.ts';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { usedFields } from '../../src/mail/merge-fields.ts';
import { ReportPage, ReportThanksPage } from '../../src/reports/pages.tsx';
import { shiftDefinition } from '../../src/shifts/form.ts';
import { CancelPage } from '../../src/shifts/pages.tsx';
import type { BookingView, ShiftView } from '../../src/shifts/view.ts';
import { EmbedClosedPage, EmbedPage, EmbedThanksPage } from '../../src/signups/embed-pages.tsx';
import { LandingPage } from '../../src/signups/pages.tsx';
import type { Prose } from '../../src/signups/prose.ts';
import type { Asking } from '../../src/space/choose-ask.ts';
import { LeavePage } from '../../src/space/leave-pages.tsx';
import { NextAskPage } from '../../src/space/next-pages.tsx';
import { SpacePage } from '../../src/space/pages.tsx';
import { AgreePage } from '../../src/ui/agree-page.tsx';
import type { FormState } from '../../src/ui/form-state.ts';
import { MessagePage } from '../../src/ui/message-page.tsx';

const baseUrl = 'https://terrain.example.org';
const [riding, tenants, foodBank] = [ridingJson, tenantsJson, foodBankJson].map((json) => campaignFile.parse(json));
const texts = z.object({ fr: z.record(z.string(), z.unknown()) });
const content = z.object({ texts, sequences: z.array(sequence), shifts: z.array(shiftDefinition) });
const untouched: FormState = { values: {}, errors: {}, token: 'token' };
const wrong: FormState = {
  values: { amount: '50', email: '"><b>', availability: ['evenings'], consent: 'yes' },
  errors: { email: 'email', firstName: 'required', amountOther: 'amount' },
  token: 'token',
};

describe.each(locales)('in %s', (locale) => {
  const everyPage = Object.entries(pages(locale));

  test.each(everyPage)('%s has a title, one heading of the first level, and no hole in its text', (_name, page) => {
    const html = String(page);
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${locale}-CA"`));
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).not.toMatch(/undefined|\[object|NaN/);
  });

  test.each(everyPage)('%s holds nothing that the content security policy forbids', (_name, page) => {
    const html = String(page);
    expect(html).not.toMatch(
      / style=| on[a-z]+=|<style|<script(?! defer="" src="\/js\/| type="application\/ld\+json")/,
    );
    expect(html).not.toMatch(/(?:src|action)="https?:/);
  });

  test('consent is never ticked on a form that nobody has touched', () => {
    const html = String(pages(locale).landing);
    expect(html).toMatch(/name="consent"/);
    expect(html).not.toMatch(/<input type="checkbox"[^>]* checked/);
  });

  test('the box of the consent says what the ledger will keep', () => {
    const sender = riding?.settings.sender.name ?? '';
    expect(String(pages(locale).landing)).toContain(
      messages(locale).consents.wordings.quebec.email({ sender, partner: '' }),
    );
  });

  test('a form that comes back keeps what was typed and leads to each error', () => {
    const html = String(pages(locale).landingAgain);
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;"');
    expect(html).toMatch(/name="amount" value="50" checked/);
    expect(html).toMatch(/name="consent" value="yes" checked/);
    for (const name of Object.keys(wrong.errors)) {
      expect(html).toContain(`href="#field-${name}"`);
      expect(html).toMatch(
        new RegExp(`id="field-${name}"[^>]*aria-describedby="[^"]*error-${name}"[^>]*aria-invalid="true"`),
      );
      expect(html).toContain(`id="error-${name}"`);
    }
  });
});

test('each demo campaign has all of its words in each language', () => {
  for (const file of [riding, tenants, foodBank]) {
    const texts = [file?.texts, ...(file?.sequences ?? []).flatMap(({ steps }) => steps.map((step) => step.texts))];
    for (const words of [...texts, ...(file?.shifts ?? []).map((shift) => shift.texts)]) {
      expect(Object.keys(words ?? {}).sort()).toEqual(['en', 'fr']);
    }
    const { fr, en } = file?.texts ?? {};
    expect(Object.keys(en ?? {})).toEqual(Object.keys(fr ?? {}));
    expect(blocks(en?.story)).toBe(blocks(fr?.story));
    expect(en?.faq).toHaveLength(fr?.faq?.length ?? 0);
    expect(Object.keys(en?.skills ?? {})).toEqual(Object.keys(fr?.skills ?? {}));
  }
});

test('each demo campaign has a colour and a picture of its own, and passes for no real one', () => {
  const files = [riding, tenants, foodBank];
  expect(new Set(files.map((file) => file?.settings.colour)).size).toBe(files.length);
  expect(new Set(files.map((file) => file?.settings.picture)).size).toBe(files.length);
  for (const file of files) {
    expect(file?.settings.sender.name).toMatch(/^Démo — /);
    expect(file?.settings.sender.email).toMatch(/\.example\.org$/);
  }
});

test.each([
  ['each demo campaign', [ridingJson, tenantsJson, foodBankJson]],
  ['each template', [volunteersJson, pledgeJson, eventJson]],
])('%s shows what follow-up can do: an aim, an hour of the clock, a word for what is not known', (_name, files) => {
  for (const { sequences } of files.map((file) => content.parse(file))) {
    const steps = sequences.flatMap((one) => one.steps);
    expect(sequences[0]?.goal).not.toBe('none');
    expect(steps.some(({ at, delayHours }) => at?.weekdays && delayHours > 0)).toBe(true);
    expect(steps.some(({ texts }) => /\{\w+\|[^}]+\}/.test(JSON.stringify(texts)))).toBe(true);
    for (const { texts } of steps) {
      expect(Object.keys(texts).sort()).toEqual(['en', 'fr']);
      expect(usedFields([JSON.stringify(texts.en)])).toEqual(usedFields([JSON.stringify(texts.fr)]));
    }
  }
});

test('French sentences have their typographic spaces and apostrophes', () => {
  const templates = [volunteersJson, pledgeJson, eventJson].map((file) => content.parse(file));
  const written = [riding, tenants, foodBank, ...templates].flatMap((file) => [
    file?.texts?.fr,
    ...(file?.sequences ?? []).flatMap(({ steps }) => steps.map((step) => step.texts.fr)),
    ...(file?.shifts ?? []).map((shift) => shift.texts.fr),
  ]);
  for (const sentence of [
    ...sentences(messages('fr').pages),
    ...sentences(messages('fr').asks),
    ...sentences(messages('fr').sections),
    ...sentences(messages('fr').wordings),
    ...written.flatMap(sentences),
  ]) {
    expect(sentence).not.toMatch(/(?<![\u00a0:/])[!?;»](?!\S)|\p{L}:(?!\/)|«(?!\u00a0)|\p{L}'/u);
    expect(sentence).not.toMatch(/ [:;!?»]/);
  }
});

function pages(locale: Locale): Record<string, JSX.Element> {
  const view = (file: CampaignFile | undefined) => campaignView(file, locale);
  const campaign = view(riding);
  const shift: ShiftView = {
    id: 'shift',
    kind: 'canvass',
    title: 'Sortie',
    place: 'Parc',
    details: '',
    startsAt: new Date('2026-10-03T14:00:00Z'),
    endsAt: new Date('2026-10-03T17:00:00Z'),
    timezone: 'America/Toronto',
    seats: 12,
    left: 1,
  };
  const full: ShiftView = { ...shift, id: 'full', kind: 'event', seats: 40, left: 0 };
  const booking: BookingView = { id: 'booking', state: 'booked', shift, over: false };
  const money = { id: 'money', kind: 'money', amountMinor: 2050, currency: 'CAD', frequency: 'monthly' } as const;
  const calls = { id: 'calls', kind: 'action', action: 'calls', count: 1, reported: false } as const;
  const own = { locale, baseUrl, campaign, spacePath: '/s/token', shareUrl: baseUrl, recruits: 0 };
  const asking: Asking = { ask: 'shift', skipTo: 'pledge', others: ['pledge', 'share'] };
  const sharing: Asking = { ask: 'share', skipTo: undefined, others: [] };
  const next = { baseUrl, path: '/fr/a/next/token', shareUrl: baseUrl, asking, shifts: [shift, full], booked: [] };
  const leave = { baseUrl, campaign, leavePath: '/u/token', standing: [] };
  const progress = { value: 12, target: 400, kind: 'signups' } as const;
  const prose: Prose = {
    story: '<p>Récit</p>',
    faq: [{ question: 'Où ?', answer: '<p>Ici.</p>' }],
    privacy: undefined,
  };
  const landing = { campaign, baseUrl, progress, prose, shifts: [shift] };
  const contact = { firstName: 'Ana', email: 'ana@example.org' };
  const words = { title: 'Oui ?', lead: 'Une fois.', action: 'Oui', other: 'Sinon, rien.' };
  const agreeing = { locale, baseUrl, path: '/c/token', campaign, words };
  return {
    landing: <LandingPage {...landing} form={untouched} />,
    landingFull: <LandingPage {...landing} progress={{ ...progress, value: 900 }} form={untouched} />,
    landingHours: <LandingPage {...landing} campaign={view(tenants)} form={{ ...untouched, notice: 'trap' }} />,
    landingAgain: <LandingPage {...landing} campaign={view(foodBank)} form={wrong} />,
    embed: <EmbedPage {...landing} form={wrong} />,
    embedThanks: <EmbedThanksPage campaign={campaign} baseUrl={baseUrl} nextPath="/fr/a/next/token" />,
    embedClosed: <EmbedClosedPage campaign={campaign} baseUrl={baseUrl} />,
    next: <NextAskPage {...next} campaign={campaign} thanks consented={false} />,
    nextBooked: <NextAskPage {...next} campaign={campaign} thanks={false} consented booked={[shift]} notice="booked" />,
    nextPledge: (
      <NextAskPage
        {...next}
        campaign={campaign}
        asking={{ ...asking, ask: 'pledge' }}
        form={{ values: {}, errors: { count: 'required' }, token: '' }}
        thanks={false}
        consented
      />
    ),
    nextMoney: (
      <NextAskPage
        {...next}
        campaign={view(foodBank)}
        thanks
        consented
        shifts={[]}
        pledge={{ ...money, reported: false }}
      />
    ),
    nextCalls: <NextAskPage {...next} campaign={view(tenants)} thanks consented shifts={[]} pledge={calls} />,
    campaigns: <CampaignsPage locale={locale} baseUrl={baseUrl} campaigns={[campaign, view(foodBank)]} />,
    noCampaigns: <CampaignsPage locale={locale} baseUrl={baseUrl} campaigns={[]} />,
    closed: <ClosedPage campaign={campaign} baseUrl={baseUrl} others={[view(tenants)]} />,
    notFound: <NotFoundPage locale={locale} baseUrl={baseUrl} campaigns={[]} />,
    confirm: <AgreePage {...agreeing} consents={[]} />,
    confirmConsents: <AgreePage {...agreeing} consents={['J’accepte <b>tout</b>.', 'Et les textos.']} />,
    space: (
      <SpacePage
        {...own}
        contact={contact}
        bookings={[booking, { ...booking, id: 'past', over: true }]}
        shifts={[full]}
        pledges={[{ ...money, reported: true }, calls]}
        notice="confirmed"
      />
    ),
    spaceAsking: (
      <SpacePage {...own} contact={contact} bookings={[]} shifts={[full]} pledges={[]} recruits={2} asking={asking} />
    ),
    spaceSharing: (
      <SpacePage {...own} contact={contact} bookings={[booking]} shifts={[]} pledges={[]} asking={sharing} />
    ),
    emptySpace: <SpacePage {...own} contact={{ ...contact, firstName: '' }} bookings={[]} shifts={[]} pledges={[]} />,
    cancel: <CancelPage {...own} booking={booking} />,
    report: <ReportPage {...own} booking={booking} answer="missed" />,
    reportAgain: <ReportPage {...own} booking={booking} form={{ ...untouched, errors: { count: 'count' } }} />,
    reportThanks: <ReportThanksPage {...own} answer="attended" needsHelp shifts={[shift]} />,
    leave: <LeavePage {...leave} done={undefined} />,
    left: <LeavePage {...leave} done="left" />,
    leftAll: <LeavePage {...leave} done="all" />,
    message: (
      <MessagePage
        locale={locale}
        baseUrl={baseUrl}
        {...messages(locale).pages.problems.unavailable}
        retry={{ action: '/fr/a/signups', fields: [['email', 'ana@example.org']] }}
        requestId="1f"
      />
    ),
  };
}

function campaignView(file: CampaignFile | undefined, locale: Locale): CampaignView {
  const text = file?.texts[locale];
  if (!file || !text) throw new Error('the demo campaign has no words in this language');
  return { slug: file.slug, locale, locales: [...locales], settings: file.settings, text, status: 'live' };
}

/** How many paragraphs, headings and lists a story has. */
function blocks(story: string | string[] = []): number {
  return (typeof story === 'string' ? story.split(/\n+/) : story).length;
}

/** Every sentence under a value; those that take words are given some. */
function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return sentences(value('Ana', 'Béa'));
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sentences) : [];
}
