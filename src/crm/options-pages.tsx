import { messages } from '../locales/index.ts';
import type { SavedSegment } from '../segments/queries.ts';
import type { ConnectorOptions, OptionName } from './connector-options.ts';
import { CrmPage, type Shared } from './frame-pages.tsx';
import { isTextOption } from './options-form.ts';
import type { CrmConnector } from './queries.ts';
import { vendorOf } from './vendors.ts';

type OptionsPageProps = Shared & {
  connector: CrmConnector;
  options: ConnectorOptions;
  scope: CrmConnector['scope'];
  segmentId: string | null;
  segments: Pick<SavedSegment, 'id' | 'name'>[];
  campaigns: { id: string; name: string }[];
  /** Those that are ticked. */
  campaignIds: string[];
  /** A segment was to be chosen. */
  noSegment: boolean;
  saved: boolean;
};

/** What is sent and of whom, in plain words. */
export function OptionsPage(props: OptionsPageProps) {
  const { locale, connector, options, saved } = props;
  const t = messages(locale).crm.options;
  const own = vendorOf(connector.vendor).options;
  return (
    <CrmPage {...props} tab="options">
      {saved && (
        <p class="notice" role="status">
          {t.saved} {connector.state === 'active' && t.savedAgain}
        </p>
      )}
      <form class="card crm-form" method="post" action={`/admin/crm/${connector.id}/options`}>
        <fieldset>
          <legend>{t.what}</legend>
          {own.map((name) => {
            const words = optionWords(props, name);
            return isTextOption(name) ? (
              <div key={name}>
                <label for={name}>{words.label}</label>
                <input
                  id={name}
                  name={name}
                  type="text"
                  maxlength={name === 'tagPrefix' ? 40 : 60}
                  autocomplete="off"
                  value={options[name]}
                  aria-describedby={`${name}-hint`}
                />
                <p class="note" id={`${name}-hint`}>
                  {words.hint}
                </p>
              </div>
            ) : (
              <Tick key={name} name={name} checked={options[name]} {...words} />
            );
          })}
        </fieldset>
        <ScopeFields {...props} />
        {props.campaigns.length > 0 && <CampaignFields {...props} />}
        <p>
          <button class="button" type="submit">
            {t.save}
          </button>
        </p>
      </form>
    </CrmPage>
  );
}

/** What a setting is, in the vendor's words where it has its own. */
function optionWords({ locale, connector }: OptionsPageProps, name: OptionName) {
  const own = vendorOf(connector.vendor).words[locale].options?.[name];
  return { ...messages(locale).crm.options.each[name], ...own };
}

function Tick({ name, checked, label, hint }: { name: string; checked: boolean; label: string; hint: string }) {
  return (
    <div>
      <p class="tick">
        <input id={name} name={name} type="checkbox" value="yes" checked={checked} aria-describedby={`${name}-hint`} />
        <label for={name}>{label}</label>
      </p>
      <p class="note" id={`${name}-hint`}>
        {hint}
      </p>
    </div>
  );
}

function CampaignFields({ locale, campaigns, campaignIds }: OptionsPageProps) {
  const t = messages(locale).crm.options;
  return (
    <fieldset aria-describedby="campaigns-hint">
      <legend>{t.campaigns}</legend>
      <p class="note" id="campaigns-hint">
        {t.campaignsHint}
      </p>
      {campaigns.map(({ id, name }) => (
        <p key={id} class="tick">
          <input id={`campaign-${id}`} name="campaign" type="checkbox" value={id} checked={campaignIds.includes(id)} />
          <label for={`campaign-${id}`}>{name}</label>
        </p>
      ))}
    </fieldset>
  );
}

function ScopeFields({ locale, connector, scope, segmentId, segments, noSegment }: OptionsPageProps) {
  const t = messages(locale).crm.options;
  const gone = connector.scope === 'segment' && connector.segmentId === null;
  return (
    <fieldset>
      <legend>{t.whom}</legend>
      {gone && <p class="alert">{t.segmentGone}</p>}
      <p class="tick">
        <input id="scope-everyone" name="scope" type="radio" value="everyone" checked={scope === 'everyone'} />
        <label for="scope-everyone">{t.everyone}</label>
      </p>
      <p class="tick">
        <input id="scope-segment" name="scope" type="radio" value="segment" checked={scope === 'segment'} />
        <label for="scope-segment">{t.segment}</label>
      </p>
      {segments.length === 0 ? (
        <p class="note">{t.noSegments}</p>
      ) : (
        <div>
          <label for="segment">{t.segmentChoice}</label>
          <select
            id="segment"
            name="segment"
            aria-describedby={noSegment ? 'scope-hint segment-fault' : 'scope-hint'}
            aria-invalid={noSegment ? 'true' : undefined}
          >
            <option value="">{messages(locale).crm.mapping.none}</option>
            {segments.map(({ id, name }) => (
              <option key={id} value={id} selected={id === segmentId}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      {noSegment && (
        <p class="field-error" id="segment-fault" role="alert">
          {t.segmentMissing}
        </p>
      )}
      <p class="note" id="scope-hint">
        {t.scopeHint}
      </p>
    </fieldset>
  );
}
