import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { TypedConnection } from './connection-form.ts';
import type { Vendor } from './connector.ts';
import { DisconnectCard, type DisconnectProps } from './disconnect-pages.tsx';
import { Act, CrmPage, type Shared } from './frame-pages.tsx';
import { InboundCard, type KeysProps, SigningCard } from './key-pages.tsx';
import { noteWord } from './note-view.ts';
import type { CrmConnector } from './queries.ts';

type Faults = Map<string, 'required' | 'wrong'>;
type FieldsProps = Shared & {
  vendor: Vendor;
  typed: TypedConnection;
  faults: Faults;
  /** Whether what is left empty stays as it is. */
  kept: boolean;
  /** A signing secret that may be taken. */
  madeSecret?: string | undefined;
  /** What the vendor must be told that it may send organizers back to. */
  redirect?: string | undefined;
};

/** Where a vendor's credentials are filled in for the first time. */
export function NewConnectionPage(props: FieldsProps & { id: string }) {
  const { locale, organizer, vendor, id } = props;
  const t = messages(locale).crm;
  const title = t.connection.newTitle(vendor.label);
  return (
    <AdminPage
      locale={locale}
      path={`/admin/crm/new/${vendor.name}`}
      organizer={organizer}
      place="crm"
      title={title}
      stylesheets={['/css/crm.css']}
    >
      <p>
        <a href="/admin/crm/new">{t.choose.title}</a>
      </p>
      <h1>{title}</h1>
      <p class="note">{vendor.words[locale].about}</p>
      <form class="card crm-form" method="post" action={`/admin/crm/new/${vendor.name}`}>
        <input type="hidden" name="id" value={id} />
        <Fields {...props} />
        <p class="note">{t.connection.safe}</p>
        <p>
          <button class="button" type="submit">
            {vendor.oauth ? t.connection.authorizeNext : t.connection.save}
          </button>
        </p>
      </form>
    </AdminPage>
  );
}

type ConnectionPageProps = FieldsProps &
  DisconnectProps &
  KeysProps & {
    connector: CrmConnector;
    testing: boolean;
    authorizeUrl: string | undefined;
  };

/** A connector's way in: whether it works, changing it, ending it. */
export function ConnectionPage(props: ConnectionPageProps) {
  const { locale, connector, vendor } = props;
  const t = messages(locale).crm.connection;
  const base = `/admin/crm/${connector.id}`;
  return (
    <CrmPage {...props} tab="connection">
      <TestCard {...props} />
      <form class="card crm-form" method="post" action={`${base}/connection`} aria-labelledby="change-title">
        <h2 id="change-title">{t.changeTitle}</h2>
        <Fields {...props} />
        <p class="note">{t.safe}</p>
        <p>
          <button class="button button-quiet" type="submit">
            {t.change}
          </button>
        </p>
      </form>
      {vendor.name === 'webhooks' && <SigningCard {...props} />}
      <InboundCard {...props} />
      <DisconnectCard {...props} />
    </CrmPage>
  );
}

function TestCard({ locale, timezone, connector, vendor, testing, authorizeUrl }: ConnectionPageProps) {
  const { connection: t, causes, oauth } = messages(locale).crm;
  const base = `/admin/crm/${connector.id}`;
  const { test, testedAt, description } = connector;
  const unauthorized = vendor.oauth !== undefined && connector.tokens === null;
  return (
    <section class="card" aria-labelledby="test-title" aria-live="polite">
      <h2 id="test-title">{t.testTitle}</h2>
      {testing ? (
        <p class="alert">{t.testing}</p>
      ) : test === null ? (
        !unauthorized && <p>{t.untested}</p>
      ) : test.ok ? (
        <>
          <p class="crm-ok">{t.works(test.account)}</p>
          {description && (
            <p class="note">
              {t.read(formatNumber(locale, description.fields.length), formatNumber(locale, description.tags.length))}
            </p>
          )}
          {test.lacks.length > 0 && (
            <>
              <p>{t.lacks}</p>
              <ul>
                {test.lacks.map(({ what, detail }) => (
                  <li key={what}>
                    {noteWord(locale, what)}
                    {detail !== '' && <span class="note"> – {detail}</span>}
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      ) : (
        <>
          <p class="alert">
            {t.fails} {causes[test.cause].title}.
          </p>
          <p>{causes[test.cause].todo}</p>
          {test.detail !== '' && (
            <p class="note">
              {t.answered} <code>{test.detail}</code>
            </p>
          )}
        </>
      )}
      {unauthorized && !testing && (
        <>
          <p class="alert">{oauth.waiting(vendor.label)}</p>
          <AuthorizeLink href={authorizeUrl} label={oauth.authorize(vendor.label)} />
        </>
      )}
      {testedAt && !testing && <p class="note">{t.testedAt(formatMoment(locale, testedAt, timezone))}</p>}
      {!unauthorized && (
        <div class="acts">
          {test?.ok && !testing && (
            <a class="button" href={`${base}/options`}>
              {t.next}
            </a>
          )}
          <Act action={`${base}/test`} label={t.test} quiet />
          {vendor.oauth && <AuthorizeLink href={authorizeUrl} label={oauth.again(vendor.label)} quiet />}
        </div>
      )}
    </section>
  );
}

/** A link, not a form: no form of ours may lead to another site. */
function AuthorizeLink({ href, label, quiet = false }: { href: string | undefined; label: string; quiet?: boolean }) {
  return (
    <p>
      <a class={quiet ? 'button button-quiet' : 'button'} href={href} rel="noreferrer">
        {label}
      </a>
    </p>
  );
}

function Fields({ locale, vendor, typed, faults, kept, madeSecret, redirect }: FieldsProps) {
  const { crm } = messages(locale);
  const t = crm.connection;
  const words = vendor.words[locale].credentials;
  const nameFault = faults.get('name');
  return (
    <>
      <div>
        <label for="crm-name">{crm.name}</label>
        <input
          id="crm-name"
          name="name"
          type="text"
          required
          maxlength={80}
          autocomplete="off"
          value={typed.name}
          aria-describedby={nameFault ? 'crm-name-hint crm-name-fault' : 'crm-name-hint'}
          aria-invalid={nameFault ? 'true' : undefined}
        />
        <p class="note" id="crm-name-hint">
          {t.nameHint}
        </p>
        {nameFault && (
          <p class="field-error" id="crm-name-fault">
            {t.nameMissing}
          </p>
        )}
      </div>
      {vendor.credentials.map(({ key, secret, optional, type }) => {
        const fault = faults.get(key);
        const id = `credential-${key}`;
        return (
          <div key={key}>
            <label for={id}>{words[key]?.label ?? key}</label>
            <input
              id={id}
              name={`credential.${key}`}
              type={type}
              autocomplete={secret ? 'new-password' : 'off'}
              spellcheck={false}
              autocapitalize="none"
              required={!optional && !(kept && secret)}
              value={secret ? '' : (typed.credentials[key] ?? '')}
              aria-describedby={fault ? `${id}-hint ${id}-fault` : `${id}-hint`}
              aria-invalid={fault ? 'true' : undefined}
            />
            <p class="note" id={`${id}-hint`}>
              {words[key]?.hint} {kept && secret && t.kept}
            </p>
            {fault && (
              <p class="field-error" id={`${id}-fault`}>
                {fault === 'required' ? t.required : t.wrong}
              </p>
            )}
          </div>
        );
      })}
      {redirect !== undefined && (
        <p class="note">
          {crm.oauth.redirect(vendor.label)} <code>{redirect}</code>
        </p>
      )}
      {madeSecret !== undefined && (
        <p class="note">
          {crm.madeSecret} <code>{madeSecret}</code>
        </p>
      )}
    </>
  );
}
