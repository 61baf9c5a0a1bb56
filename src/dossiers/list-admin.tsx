import { Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { scopeOf } from '../organizers/scope.ts';
import { segmentCondition } from '../segments/condition.ts';
import { conditionKinds, readCondition } from '../segments/condition-form.ts';
import { addCondition, whereTo } from '../segments/edit.ts';
import { everyone, type SegmentDefinition } from '../segments/form.ts';
import { countContacts, findSegment, segmentChoices } from '../segments/queries.ts';
import { midnight } from '../ui/midnight.ts';
import { chooseColumns } from './choose-columns.ts';
import type { Adding } from './filter-pages.tsx';
import { readSearch } from './form.ts';
import { listPath, readColumns, readList } from './list-form.ts';
import { chosenColumns, contactCondition, listContacts, listExtras } from './list-queries.ts';
import { ContactsPage } from './pages.tsx';

const perPage = 50;

/** The list of contacts: searched, filtered, sorted, with the columns that one wants; to be mounted at `/admin`. */
export function contactListAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db } = deps;
  const { timezone } = deps.config;
  const signedIn = requireOrganizer(deps.config, (headers) => readSession(deps, headers));
  app.use('/contacts', signedIn);
  app.use('/list/*', signedIn);

  app.get('/contacts', async (c) => {
    const query = c.req.query();
    const { after, before, ...state } = readList({ ...query, sort: sortAsked(query) });
    const locale = c.get('locale');
    const organizer = c.get('organizer');
    const [campaign, saved, choices, columns] = await Promise.all([
      state.campaign === '' ? undefined : findCampaign(db, state.campaign),
      state.segment === '' ? undefined : findSegment(db, state.segment),
      segmentChoices(db, locale),
      chosenColumns(db, organizer.id),
    ]);
    const definition = state.filter ?? saved?.definition ?? everyone;
    const shown = { ...state, campaign: campaign?.slug ?? '' };

    const kind = conditionKinds.find((one) => one === query.add);
    let adding: Adding | undefined = kind && { kind, typed: query, errors: {} };
    if (kind && query.sent === '1') {
      const read = readCondition(kind, query, { locale, choices }, (day) => midnight(day, timezone));
      const more = read.ok ? addCondition(definition, read.condition, whereTo(query.into)) : undefined;
      if (more) return seeOther(c, listPath({ ...shown, filter: more }));
      const full = { '': messages(locale).segments.errors.tooMany };
      adding = { kind, typed: query, errors: read.ok ? full : read.errors };
    }

    const filter = {
      words: readSearch(state.q),
      campaignId: campaign?.id,
      segment: conditionOf(definition, deps),
      scope: scopeOf(organizer),
    };
    const [list, count] = await Promise.all([
      listContacts(db, { ...filter, after, before, sort: state.sort, limit: perPage }),
      filter.segment && countContacts(db, contactCondition(filter)),
    ]);
    const extras = await listExtras(
      db,
      list.contacts.map(({ contact }) => contact.id),
      columns,
    );
    return await personalPage(
      c,
      <ContactsPage
        locale={locale}
        organizer={organizer}
        timezone={timezone}
        state={shown}
        place={{ after, before }}
        saved={saved}
        definition={definition}
        choices={choices}
        columns={columns}
        list={list}
        extras={extras}
        count={count}
        adding={adding}
        newSegmentId={uuidv7()}
      />,
    );
  });

  app.post('/list/columns', async (c) => {
    const form = await readForm(c);
    await chooseColumns(deps, c.get('organizer').id, readColumns(form.get('column') ?? []));
    return seeOther(c, listOf(first(form, 'back')));
  });

  return app;
}

function conditionOf(definition: SegmentDefinition, { clock }: Deps) {
  return definition.conditions.length === 0 ? undefined : segmentCondition(definition, clock.now());
}

/** The order as a link says it (`sort`), or as the form does: a key and a direction for each place. */
function sortAsked(query: Record<string, string>): string {
  if (query.sort1 === undefined) return query.sort ?? '';
  return [query.sort1, query.sort2 ?? ''].join(',');
}

/** The list as it was, from the parameters of its address. */
function listOf(parameters: string): string {
  const { after, before, ...state } = readList(Object.fromEntries(new URLSearchParams(parameters)));
  return listPath(state);
}
