import type { Child } from 'hono/jsx';
import { messages } from '../locales/index.ts';
import { formatNumber } from '../ui/format.ts';
import type { Authority, FieldMapping, RemoteField } from './connector.ts';
import { contactFields } from './crm-contact.ts';
import { fieldWord } from './field-words.ts';
import { CrmPage, type Shared } from './frame-pages.tsx';
import { authorities, type MappingFault, textPrefix } from './mapping-form.ts';
import { PreviewCard, type PreviewProps } from './preview-pages.tsx';
import type { CrmConnector } from './queries.ts';
import { transforms } from './transforms.ts';

const groups = [
  ['person', contactFields.slice(0, contactFields.indexOf('source'))],
  ['origin', contactFields.slice(contactFields.indexOf('source'), contactFields.indexOf('signups'))],
  ['did', contactFields.slice(contactFields.indexOf('signups'), contactFields.indexOf('pledgedAmount'))],
  ['pledge', contactFields.slice(contactFields.indexOf('pledgedAmount'))],
] as const;

type MappingPageProps = Shared & {
  connector: CrmConnector;
  mapping: FieldMapping[];
  faults: Map<number, MappingFault>;
  /** The campaigns' own questions, by the name of their field. */
  questions: { field: string; label: string }[];
  preview: PreviewProps['preview'] | undefined;
  saved: boolean;
};

/** Which field goes where, line by line, and what that would do. */
export function MappingPage(props: MappingPageProps) {
  const { locale, connector, mapping, faults, preview, saved } = props;
  const { mapping: t, options } = messages(locale).crm;
  const action = `/admin/crm/${connector.id}/mapping`;
  const lines = [...mapping, undefined, undefined];
  return (
    <CrmPage {...props} tab="mapping">
      {saved && (
        <p class="notice" role="status">
          {t.saved} {connector.state === 'active' && options.savedAgain}
        </p>
      )}
      <p class="note">{t.lead}</p>
      {connector.description === null && <p class="alert">{t.noDescription}</p>}
      {preview && <PreviewCard {...props} preview={preview} />}
      <form class="card" method="post" action={action}>
        <p class="note">{t.authorityHint}</p>
        <ol class="plain-list crm-lines">
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
            <Line key={at} {...props} line={line} at={at} fault={faults.get(at)} />
          ))}
        </ol>
        <div class="acts">
          <button class={preview ? 'button button-quiet' : 'button'} type="submit" name="act" value="preview">
            {t.preview}
          </button>
          {preview && faults.size === 0 && (
            <button class="button" type="submit" name="act" value="save">
              {t.save}
            </button>
          )}
          <button class="button button-quiet" type="submit" name="act" value="defaults" formnovalidate>
            {t.defaults}
          </button>
        </div>
        <p class="note">{t.defaultsText}</p>
      </form>
    </CrmPage>
  );
}

type LineProps = MappingPageProps & { line: FieldMapping | undefined; at: number; fault: MappingFault | undefined };

function Line({ locale, connector, questions, line, at, fault }: LineProps) {
  const t = messages(locale).crm.mapping;
  const isText = line?.from.startsWith(textPrefix) ?? false;
  const number = formatNumber(locale, at + 1);
  const label = line ? t.line(number) : t.newLine;
  const invalid = (name: MappingFault) =>
    fault === name || (name === 'to' && fault === 'read-only')
      ? { 'aria-invalid': 'true' as const, 'aria-describedby': `fault-${at}` }
      : {};
  return (
    <li>
      <fieldset class="crm-line">
        <legend class="hidden">{label}</legend>
        <Select id={`from-${at}`} name={`from.${at}`} label={t.from} extra={invalid('from')}>
          <option value="">{line ? t.drop : t.none}</option>
          {groups.map(([group, fields]) => (
            <optgroup key={group} label={t.groups[group]}>
              {fields.map((field) => (
                <option key={field} value={field} selected={line?.from === field}>
                  {t.fields[field]}
                </option>
              ))}
            </optgroup>
          ))}
          {questions.length > 0 && (
            <optgroup label={t.groups.answers}>
              {questions.map(({ field, label: question }) => (
                <option key={field} value={`answer:${field}`} selected={line?.from === `answer:${field}`}>
                  {question}
                </option>
              ))}
            </optgroup>
          )}
          {line && !isText && isUnknown(line.from, questions) && (
            <option value={line.from} selected>
              {line.from}
            </option>
          )}
          <option value={textPrefix} selected={isText}>
            {t.text}
          </option>
        </Select>
        <div class="crm-text">
          <label for={`text-${at}`}>{t.fixedText}</label>
          <input
            id={`text-${at}`}
            name={`text.${at}`}
            type="text"
            maxlength={200}
            autocomplete="off"
            value={isText ? line?.from.slice(textPrefix.length) : ''}
            {...invalid('text')}
          />
        </div>
        <Select id={`transform-${at}`} name={`transform.${at}`} label={t.transform}>
          {Object.keys(transforms).map((name) => (
            <option key={name} value={name} selected={name === (line?.transform ?? '')}>
              {new Map(Object.entries(t.transforms)).get(name) ?? name}
            </option>
          ))}
        </Select>
        <Select id={`to-${at}`} name={`to.${at}`} label={t.to} extra={invalid('to')}>
          <option value="">{line ? t.drop : t.none}</option>
          <RemoteOptions {...{ locale, connector, line }} custom={false} />
          <RemoteOptions {...{ locale, connector, line }} custom />
        </Select>
        <Select id={`authority-${at}`} name={`authority.${at}`} label={t.authority}>
          {authorities.map((one: Authority) => (
            <option key={one} value={one} selected={one === (line?.authority ?? 'terrain')}>
              {t.authorities[one]}
            </option>
          ))}
        </Select>
        {fault && (
          <p class="field-error" id={`fault-${at}`} role="alert">
            {t.wrong(number)} {t.faults[fault]}
          </p>
        )}
      </fieldset>
    </li>
  );
}

type SelectProps = { id: string; name: string; label: string; extra?: Record<string, string>; children?: Child };

function Select({ id, name, label, extra = {}, children }: SelectProps) {
  return (
    <div>
      <label for={id}>{label}</label>
      <select id={id} name={name} {...extra}>
        {children}
      </select>
    </div>
  );
}

type RemoteOptionsProps = Pick<LineProps, 'locale' | 'connector' | 'line'> & { custom: boolean };

function RemoteOptions({ locale, connector, line, custom }: RemoteOptionsProps) {
  const t = messages(locale).crm.mapping;
  const own = remoteFields(connector, line).filter((field) => field.custom === custom);
  if (own.length === 0) return null;
  return (
    <optgroup label={custom ? t.custom : t.builtIn}>
      {own.map(({ key, readOnly }) => {
        const label = fieldWord(locale, connector.description, key);
        return (
          <option key={key} value={key} selected={key === line?.to}>
            {readOnly ? `${label} (${t.readOnly})` : label}
          </option>
        );
      })}
    </optgroup>
  );
}

/** The CRM's fields, and the one that this line has though the CRM did not name it. */
function remoteFields({ description }: CrmConnector, line: FieldMapping | undefined): RemoteField[] {
  const known = description?.fields ?? [];
  if (!line || line.to === '' || known.some(({ key }) => key === line.to)) return known;
  return [{ key: line.to, label: line.to, type: 'text', custom: false, readOnly: false }, ...known];
}

function isUnknown(from: string, questions: { field: string }[]): boolean {
  const fields: readonly string[] = contactFields;
  return from !== '' && !fields.includes(from) && !questions.some(({ field }) => from === `answer:${field}`);
}
