import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type Rehearsal, type Rehearsed, rehearse } from '../followups/rehearse.ts';
import { mailPage } from '../http/mail-page.ts';
import { first, formId, readForm } from '../http/read-form.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { isLocale, type Locale } from '../locales/index.ts';
import { readAddress } from '../organizers/form.ts';
import { findByAddress } from '../privacy/queries.ts';
import { knownSequence } from './queries.ts';
import { type RehearsalForm, RehearsePage } from './rehearse-pages.tsx';

/** Playing a sequence ahead of time, and sending oneself a mail of it; mounted by `sequencesAdmin`. */
export function rehearsalAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock } = deps;

  app.get('/campaigns/:slug/sequences/:key/rehearse', async (c) => {
    const { campaign, sequence } = await knownSequence(db, c.req.param('slug'), c.req.param('key'));
    const asked = askedOf(c, campaign.settings.defaultLocale);
    const from = clock.now();
    const { played, unknown } =
      c.req.query('days') === undefined ? {} : await play({ sequenceId: sequence.id, asked, from });
    const page = (
      <RehearsePage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        campaign={campaign}
        sequence={sequence}
        asked={asked}
        unknown={unknown ?? false}
        played={played}
        from={from}
        testIds={(played?.events ?? []).map(() => uuidv7())}
        tested={c.req.query('tested') === undefined ? undefined : c.get('organizer').email}
      />
    );
    return await personalPage(c, page);
  });

  // One mail of a rehearsal: played again from the same moment, since nothing of it was kept.
  app.get('/campaigns/:slug/sequences/:key/rehearse/mail', async (c) => {
    const { campaign, sequence } = await knownSequence(db, c.req.param('slug'), c.req.param('key'));
    const asked = askedOf(c, campaign.settings.defaultLocale);
    const from = new Date(c.req.query('from') ?? '');
    // Postgres knows later moments than these; nobody looks at a rehearsal for long.
    if (!(Math.abs(from.getTime() - clock.now().getTime()) < 30 * 86_400_000)) throw new AppError('not-found');
    const { played } = await play({ sequenceId: sequence.id, asked, from });
    const event = played?.events[Number(c.req.query('event'))];
    if (!event || event.html === '') throw new AppError('not-found');
    return await mailPage(c, event.html);
  });

  app.post('/campaigns/:slug/sequences/:key/test', async (c) => {
    const { campaign, sequence } = await knownSequence(db, c.req.param('slug'), c.req.param('key'));
    const form = await readForm(c);
    const step = first(form, 'step');
    const locale = first(form, 'locale');
    if (!sequence.steps.some(({ key }) => key === step) || !isLocale(locale)) throw new AppError('not-found');
    const id = formId(form);
    const job = { id, sequenceId: sequence.id, step, locale, organizerId: c.get('organizer').id };
    await enqueue(db, 'sequences.send-test', job, { key: `test:${id}` });
    const shown = ['contact', 'firstName', 'postalCode', 'days'].map((name) => [name, first(form, name)]);
    const query = new URLSearchParams({ days: '60', ...Object.fromEntries(shown.filter(([, value]) => value !== '')) });
    const path = `/admin/campaigns/${campaign.slug}/sequences/${sequence.key}/rehearse`;
    return seeOther(c, `${path}?${query}&locale=${locale}&tested=1`);
  });

  type Asked = { sequenceId: string; asked: RehearsalForm; from: Date };
  async function play({ sequenceId, asked, from }: Asked): Promise<{ played?: Rehearsal; unknown: boolean }> {
    const { contact, locale, firstName, postalCode, days } = asked;
    const email = contact === '' ? undefined : readAddress(contact);
    const found = email === undefined ? undefined : await findByAddress(db, email);
    if (contact !== '' && !found) return { unknown: true };
    const who: Rehearsed = found
      ? { contactId: found.id }
      : { locale, firstName, postalCode: postalCode.toUpperCase() };
    const span = Math.min(Math.max(Math.trunc(Number(days)) || 60, 1), 1_000);
    return { played: await rehearse(deps, { sequenceId, who, days: span, from }), unknown: false };
  }

  return app;
}

function askedOf(c: Context, fallback: Locale): RehearsalForm {
  const { contact = '', firstName = '', postalCode = '', days = '60', locale } = c.req.query();
  return { contact, firstName, postalCode, days, locale: isLocale(locale) ? locale : fallback };
}
