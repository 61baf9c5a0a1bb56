import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import type { SavedSegment } from '../segments/queries.ts';
import { Both, Field, Select, Tick } from '../ui/admin-fields.tsx';
import { AdminPage } from '../ui/admin-layout.tsx';
import { type Fault, fieldNames, type Values, valuesOf } from './edit-form.ts';
import { destinations } from './form.ts';
import type { Shared } from './list-pages.tsx';
import type { Broadcast } from './queries.ts';
import { campaignName } from './view.ts';

type EditProps = Shared & {
  broadcast: Broadcast;
  campaign: Campaign;
  segments: SavedSegment[];
  values: Values;
  faults?: ReadonlyMap<string, Fault>;
  /** What somebody else saved since the form was drawn: by whom and when. */
  conflict?: { who: string; when: string };
};

/** The editor of a draft, French and English side by side. */
export function EditBroadcastPage(props: EditProps) {
  const { locale, organizer, broadcast, campaign, segments, values, faults = new Map<string, Fault>() } = props;
  const t = messages(locale).broadcasts;
  const errors = new Map([...faults].map(([name, fault]) => [name, faultSentence(locale, fault)]));
  const form = { locale, values, errors };
  const home = `/admin/broadcasts/${broadcast.id}`;
  const audiences = [
    { value: 'campaign', label: t.edit.campaign },
    ...segments.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <AdminPage
      locale={locale}
      path={`${home}/edit`}
      organizer={organizer}
      place="broadcasts"
      title={t.edit.title}
      stylesheets={['/css/editor.css', '/css/broadcasts.css']}
    >
      <div class="page-head">
        <h1>{t.edit.title}</h1>
        <a href={home}>{campaignName(locale, campaign)}</a>
      </div>
      {faults.size > 0 && (
        <p class="alert" role="alert" tabindex={-1} autofocus>
          {t.edit.wrong}
        </p>
      )}
      <Conflict {...props} />
      <form class="edit-form" method="post" action={`${home}/edit`}>
        <input type="hidden" name="version" value={String(broadcast.version)} />
        <section class="card">
          <h2>{t.edit.who}</h2>
          <Select form={form} name="audience" label={t.edit.audience} hint={t.edit.segmentsHint} options={audiences} />
          <Tick form={form} name="fallsBack" label={t.edit.fallsBack} />
        </section>
        <section class="card">
          <h2>{t.edit.texts}</h2>
          <Both form={form} nameIn={inLanguage('subject')} label={t.edit.subject} />
          <p class="note">{t.edit.bodyHint}</p>
          <Both form={form} nameIn={inLanguage('body')} label={t.edit.body} rows={12} />
          <Both form={form} nameIn={inLanguage('action')} label={t.edit.action} />
          <Select
            form={form}
            name="leadsTo"
            label={t.edit.leadsTo}
            options={destinations.map((value) => ({ value, label: t.edit.destinations[value] }))}
          />
          <div class="broadcast-url">
            <Both form={form} nameIn={inLanguage('url')} label={t.edit.url} type="url" />
          </div>
        </section>
        <section class="card">
          <h2>{t.edit.compare}</h2>
          <Tick form={form} name="comparesSubjects" label={t.edit.comparesSubjects} />
          <div class="broadcast-compared">
            <Both form={form} nameIn={inLanguage('subjectB')} label={t.edit.subjectB} />
            <Field form={form} name="testShare" label={t.edit.testShare} hint={t.edit.testShareHint} type="number" />
            <Field form={form} name="testHours" label={t.edit.testHours} type="number" />
          </div>
          <Field form={form} name="outcomeDays" label={t.edit.outcomeDays} hint={t.edit.outcomeHint} type="number" />
        </section>
        <p class="edit-save">
          <button class="button" type="submit">
            {t.edit.save}
          </button>
          <button class="button button-quiet" type="submit" name="next" value="preview">
            {t.preview.link}
          </button>
        </p>
      </form>
    </AdminPage>
  );
}

/** The name of a text's field in one language. */
const inLanguage = (name: string) => (spoken: Locale) => `${spoken}.${name}`;

function faultSentence(locale: Locale, fault: Fault): string {
  const t = messages(locale).broadcasts.edit.errors;
  return typeof fault === 'string' ? t[fault] : t.number(fault.low, fault.high);
}

/** What another one saved, where it differs from what is typed here: nothing of either is lost. */
function Conflict({ locale, broadcast, values, segments, conflict }: EditProps) {
  if (!conflict) return null;
  const t = messages(locale).broadcasts.edit;
  const theirs = valuesOf(broadcast.content);
  const differing = fieldNames.filter((name) => (theirs[name] ?? '') !== (values[name] ?? ''));
  const said = (name: string) => {
    const value = theirs[name] ?? '';
    const segment = name === 'audience' ? segments.find(({ id }) => id === value)?.name : undefined;
    return segment ?? (value === '' ? t.nothing : value);
  };
  return (
    <div class="alert broadcast-conflict" role="alert" tabindex={-1} autofocus>
      <p>{t.conflict(conflict.who || t.someone, conflict.when)}</p>
      <dl>
        {differing.map((name) => (
          <div key={name}>
            <dt>{fieldLabel(locale, name)}</dt>
            <dd class="any-break">{said(name)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function fieldLabel(locale: Shared['locale'], name: string): string {
  const t = messages(locale).broadcasts.edit;
  const [first = '', second] = name.split('.');
  const labels = new Map(Object.entries({ ...t, ...t.languages }).filter(([, words]) => typeof words === 'string'));
  const label = String(labels.get(second ?? first) ?? name);
  return second === undefined ? label : `${label} (${labels.get(first)})`;
}
