import { type Locale, locales, messages } from '../locales/index.ts';
import { asset } from '../ui/assets.ts';
import { Band } from '../ui/band.tsx';
import { PublicPage } from '../ui/layout.tsx';
import type { Example } from './example-campaign.ts';
import { type Description, type Operation, type Parameter, type Schema, schemaAt } from './openapi.ts';
import { problemCodes, problemNames } from './problem.ts';

type ApiPageProps = {
  locale: Locale;
  baseUrl: string;
  /** What stands at `/api/v1/openapi.json`; this page says the same to people. */
  api: Description;
  example: Example | undefined;
};

/** The API for people who connect another site: a request that works, then each address, field and problem. */
export function ApiPage({ locale, baseUrl, api, example }: ApiPageProps) {
  const t = messages(locale).api;
  return (
    <PublicPage
      locale={locale}
      locales={[...locales]}
      baseUrl={baseUrl}
      path="/api/v1"
      alternates="query"
      title={`${t.title} – Terrain`}
      description={t.lead}
    >
      <link rel="stylesheet" href={asset('/css/api.css')} />
      <Band title={t.title} lead={api.info.description} ridge />
      <div class="column api">
        <Start locale={locale} baseUrl={baseUrl} example={example} />
        <section aria-labelledby="keys-title">
          <h2 id="keys-title">{t.keysTitle}</h2>
          <ul>
            {t.keys.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          <p>{t.twice}</p>
          <p>{t.languages}</p>
          <p>
            <a href="/api/v1/openapi.json">{t.machine('openapi.json')}</a>
          </p>
        </section>
        {Object.entries(api.paths).flatMap(([path, operations]) =>
          Object.entries(operations).map(([method, operation]) => (
            <OperationSection
              key={operation.operationId}
              locale={locale}
              api={api}
              path={path}
              method={method}
              operation={operation}
            />
          )),
        )}
        <Problems locale={locale} />
      </div>
    </PublicPage>
  );
}

function Start({ locale, baseUrl, example }: Pick<ApiPageProps, 'locale' | 'baseUrl' | 'example'>) {
  const t = messages(locale).api;
  return (
    <section aria-labelledby="start-title">
      <h2 id="start-title">{t.start}</h2>
      {example ? (
        <>
          <p>{t.startText}</p>
          <Code text={curlLines(baseUrl, example)} label="curl" />
          <p>{t.startAgain}</p>
        </>
      ) : (
        <p>{t.noCampaign}</p>
      )}
    </section>
  );
}

/** Lines for a POSIX shell, in the folder of Terrain. */
function curlLines(baseUrl: string, { slug, body }: Example): string {
  const quoted = JSON.stringify(body).replaceAll("'", "'\\''");
  return [
    'TOKEN=$(npm run -s terrain -- api-key add essai)',
    `curl -i '${baseUrl}/api/v1/campaigns/${slug}/signups' \\`,
    '  -H "Authorization: Bearer $TOKEN" \\',
    "  -H 'Content-Type: application/json' -H 'Idempotency-Key: essai-1' \\",
    `  -d '${quoted}'`,
  ].join('\n');
}

type OperationProps = { locale: Locale; api: Description; path: string; method: string; operation: Operation };

function OperationSection({ locale, api, path, method, operation }: OperationProps) {
  const t = messages(locale).api;
  const body = operation.requestBody?.content['application/json'];
  const answers = Object.entries(operation.responses);
  const given = answers.flatMap(([, { content }]) => content?.['application/json'] ?? [])[0];
  const { operationId } = operation;
  return (
    <section aria-labelledby={operationId}>
      <h2 id={operationId}>{operation.summary}</h2>
      <p class="api-address">
        <span class="api-method">{method.toUpperCase()}</span> <code>{path}</code>
      </p>
      <p>{operation.description}</p>
      <h3>{t.parameters}</h3>
      <Fields locale={locale} fields={operation.parameters.map(fieldOf)} />
      {body && (
        <>
          <h3>{t.body}</h3>
          <Fields locale={locale} fields={fieldsOf(schemaAt(api, body.schema))} />
        </>
      )}
      {given && (
        <>
          <h3>{t.answer}</h3>
          <Fields locale={locale} fields={fieldsOf(schemaAt(api, given.schema))} />
        </>
      )}
      <h3>{t.answers}</h3>
      <dl class="api-answers">
        {answers.map(([status, { description }]) => (
          <div key={status}>
            <dt>{status}</dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Field = { name: string; type: string; required: boolean; description: string };

function Fields({ locale, fields }: { locale: Locale; fields: Field[] }) {
  const t = messages(locale).api;
  return (
    <dl class="api-fields">
      {fields.map(({ name, type, required, description }) => (
        <div key={name}>
          <dt>
            <code>{name}</code> <span class="api-type">{type}</span>
            {required && <strong class="api-required">{t.required}</strong>}
          </dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  );
}

function fieldOf({ name, required, description, in: where }: Parameter): Field {
  return { name, type: where, required, description };
}

function fieldsOf({ properties = {}, required = [] }: Schema): Field[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    isSchema(schema)
      ? [{ name, type: typeOf(schema), required: required.includes(name), description: schema.description ?? '' }]
      : [],
  );
}

/** A schema's type in a word or two, as it stands in JSON. */
function typeOf(schema: Schema): string {
  const { type, enum: values, anyOf, items } = schema;
  if (Array.isArray(values)) return values.join(' | ');
  if (type === 'array' && isSchema(items)) return `[${typeOf(items)}]`;
  if (Array.isArray(anyOf)) return [...new Set(anyOf.filter(isSchema).map(typeOf))].join(' | ');
  return [type ?? 'object'].flat().join(' | ');
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

function Problems({ locale }: { locale: Locale }) {
  const t = messages(locale).api;
  const { problems } = t;
  return (
    <section aria-labelledby="problems-title">
      <h2 id="problems-title">{t.problemsTitle}</h2>
      <p>{t.problemsText}</p>
      <dl class="api-problems">
        {problemNames.map((code) => (
          <div key={code} id={code}>
            <dt>
              <span class="api-status">{problemCodes[code]}</span> <code>{code}</code>
            </dt>
            <dd>
              <strong>{problems[code].title}.</strong> {problems[code].detail}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Code that may be wider than the screen: it scrolls by itself, with the keyboard too. */
function Code({ text, label }: { text: string; label: string }) {
  return (
    <section class="api-code" aria-label={label} tabindex={0}>
      <pre>
        <code>{text}</code>
      </pre>
    </section>
  );
}
