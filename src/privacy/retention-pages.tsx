import type { CampaignTexts } from '../campaigns/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatDate, formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { PrivacyPage, type Shared } from './privacy-page.tsx';
import { type Due, isRehearsed, type Rule, type RuleLine } from './retention-queries.ts';

/** Every campaign with how long it keeps people. */
export function RetentionPage(props: Shared & { lines: RuleLine[]; now: Date }) {
  const { locale, path, organizer, timezone, lines, now } = props;
  const t = messages(locale).privacy.retention;
  const columns = [
    { label: t.campaign, wraps: true },
    { label: t.rule },
    { label: t.state },
    { label: t.lastRun },
    { label: t.edit },
  ];
  const rows = lines.map(({ campaign, rule }) => {
    const title = titleOf(campaign.texts, locale, campaign.slug);
    return {
      key: campaign.id,
      cells: [
        title,
        rule ? t.sentence[rule.after](String(rule.months)) : t.noRule,
        rule ? t.states[stateOf(rule, now)] : '–',
        rule?.lastRunAt
          ? t.ran(formatNumber(locale, rule.lastRunCount ?? 0), formatMoment(locale, rule.lastRunAt, timezone))
          : t.never,
        <a key="edit" href={`/admin/retention/${campaign.slug}`} aria-label={t.editNamed(title)}>
          {t.edit}
        </a>,
      ],
    };
  });
  return (
    <PrivacyPage locale={locale} path={path} organizer={organizer} title={t.title}>
      <p>{t.text}</p>
      {lines.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.title} columns={columns} rows={rows} />
      )}
    </PrivacyPage>
  );
}

type RulePageProps = Shared & {
  line: RuleLine;
  /** Whom the rule would erase first; empty before a rehearsal. */
  due: Due[];
  /** What was typed, where the form comes back. */
  typed?: { after: string; months: string } | undefined;
  notice?: 'saved' | 'switched' | undefined;
  /** Why a rule was not switched on: it, or its rehearsal, is another one than was seen; the rehearsal is too old. */
  problem?: 'moved' | 'old' | undefined;
  now: Date;
};

/** One campaign's rule: set it, rehearse it, switch it on. */
export function RulePage(props: RulePageProps) {
  const { locale, path, organizer, line, typed, notice, problem } = props;
  const t = messages(locale).privacy.retention;
  const { campaign, rule } = line;
  const title = titleOf(campaign.texts, locale, campaign.slug);
  const after = typed?.after ?? rule?.after ?? 'last-activity';
  const action = `/admin/retention/${campaign.slug}`;
  return (
    <PrivacyPage
      locale={locale}
      path={path}
      organizer={organizer}
      title={t.one(title)}
      back={{ href: '/admin/retention', label: t.all }}
    >
      {notice && (
        <p class="good" role="status">
          {t[notice]}
        </p>
      )}
      {problem && (
        <p class="alert" role="alert">
          {t.refused[problem]}
        </p>
      )}
      <div class="columns">
        <form class="card" method="post" action={action}>
          <h2>{t.rule}</h2>
          <div>
            <label for="months">{t.months}</label>
            <input
              id="months"
              name="months"
              inputmode="numeric"
              value={typed?.months ?? (rule ? String(rule.months) : '24')}
              aria-invalid={typed !== undefined}
              aria-describedby={typed ? 'months-error' : undefined}
            />
            {typed && (
              <p id="months-error" class="field-error" role="alert">
                {t.monthsError}
              </p>
            )}
          </div>
          <div>
            <label for="after">{t.after}</label>
            <select id="after" name="after">
              {(['last-activity', 'closed'] as const).map((one) => (
                <option key={one} value={one} selected={one === after}>
                  {t.afters[one]}
                </option>
              ))}
            </select>
          </div>
          <p class="note">{t.effect}</p>
          <button class="button" type="submit">
            {t.save}
          </button>
        </form>
        {rule && <Rehearsal {...props} rule={rule} action={action} />}
      </div>
    </PrivacyPage>
  );
}

function Rehearsal(props: RulePageProps & { rule: Rule; action: string }) {
  const { locale, timezone, rule, due, action, now } = props;
  const t = messages(locale).privacy.retention;
  const fields = messages(locale).privacy.fields;
  const count = formatNumber(locale, rule.rehearsedCount ?? 0);
  const at = rule.rehearsedAt && formatMoment(locale, rule.rehearsedAt, timezone);
  const columns = [{ label: fields.lastName }, { label: fields.email, wraps: true }, { label: t.since }];
  const rows = due.map(({ id, name, email, lastAt }) => ({
    key: id,
    cells: [
      <a key="who" href={`/admin/contacts/${id}`}>
        {name || email}
      </a>,
      email,
      formatDate(locale, new Date(lastAt), timezone),
    ],
  }));
  return (
    <section class="card" aria-labelledby="step">
      <h2 id="step">{t.step}</h2>
      {!at && <p>{t.mustRehearse}</p>}
      {at && <p role="status">{rule.rehearsedCount === 0 ? t.rehearsedNone(at) : t.rehearsed(count, at)}</p>}
      {rows.length > 0 && <AdminTable caption={t.first} columns={columns} rows={rows} />}
      <form method="post" action={`${action}/rehearse`}>
        <button class="button button-quiet" type="submit">
          {t.rehearse}
        </button>
      </form>
      {!rule.enabled && at && !isRehearsed(rule, now) && <p>{t.oldRehearsal}</p>}
      {rule.enabled && <p>{t.onText}</p>}
      {stateOf(rule, now) !== 'rehearse' && (
        <form method="post" action={`${action}/switch`}>
          <input type="hidden" name="state" value={rule.enabled ? 'off' : 'on'} />
          {/* What is before the reader's eyes, and nothing else, can be switched on. */}
          <input type="hidden" name="after" value={rule.after} />
          <input type="hidden" name="months" value={rule.months} />
          <input type="hidden" name="rehearsedAt" value={rule.rehearsedAt?.toISOString()} />
          <button class={rule.enabled ? 'button button-quiet' : 'button button-danger'} type="submit">
            {rule.enabled ? t.switchOff : t.switchOn(count)}
          </button>
        </form>
      )}
    </section>
  );
}

/** `rehearse`: it has to be rehearsed, again maybe, before it can be switched on. */
function stateOf(rule: Rule, now: Date): 'off' | 'on' | 'rehearse' {
  if (rule.enabled) return 'on';
  return isRehearsed(rule, now) ? 'off' : 'rehearse';
}

function titleOf(texts: CampaignTexts, locale: Locale, slug: string): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? slug;
}
