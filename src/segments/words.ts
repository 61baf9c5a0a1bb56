import { type Locale, messages } from '../locales/index.ts';
import { formatDate } from '../ui/admin-time.ts';
import { groupPaths } from './edit.ts';
import { type Condition, type Group, isGroup, type Span } from './form.ts';
import type { SegmentChoices } from './queries.ts';

/** What reading a segment out needs: the language, the names of what it speaks of, and the organizers' zone. */
export type Telling = { locale: Locale; choices: SegmentChoices; timezone: string };

/** A condition as an organizer reads it: `Code postal : H2X`. What has been deleted since is said to be gone. */
export function conditionText(condition: Condition, telling: Telling): string {
  const t = messages(telling.locale).segments;
  const value = valueText(condition, telling);
  return value === '' ? t.kinds[condition.kind] : t.labelled(t.kinds[condition.kind], value);
}

/** Where a new condition can go, as a list to choose from; what is chosen is read by `whereTo`. */
export function placesFor(locale: Locale, definition: Group): { value: string; label: string }[] {
  const t = messages(locale).segments;
  return [
    { value: '', label: t.intoTop },
    ...groupPaths(definition).map((path, index) => ({ value: path.join('.'), label: t.intoGroup(index + 1) })),
    ...(['any', 'all', 'none'] as const).map((match) => ({ value: `new-${match}`, label: t.intoNew[match] })),
  ];
}

/** A whole segment in one line. */
export function segmentText({ match, conditions }: Group, telling: Telling): string {
  const t = messages(telling.locale).segments;
  if (conditions.length === 0) return t.everyone;
  const parts = conditions.map((member) => {
    if (isGroup(member)) return `(${segmentText(member, telling)})`;
    return member.not ? t.except(conditionText(member, telling)) : conditionText(member, telling);
  });
  const joined = parts.join(match === 'all' ? t.and : t.or);
  return match === 'none' ? t.except(parts.length > 1 ? `(${joined})` : joined) : joined;
}

function valueText(condition: Condition, { locale, choices, timezone }: Telling): string {
  const t = messages(locale).segments;
  const nameIn = (list: { id: string; name: string }[], id: string) =>
    list.find((one) => one.id === id)?.name ?? t.gone;
  const campaign = (id: string | undefined) => (id === undefined ? [] : [nameIn(choices.campaigns, id)]);
  const join = (...parts: (string | undefined)[]) =>
    parts.filter((part) => part !== undefined && part !== '').join(', ');
  switch (condition.kind) {
    case 'campaign':
      return nameIn(choices.campaigns, condition.campaignId);
    case 'source':
      return join(condition.via && t.vias[condition.via], condition.source);
    case 'place':
      return condition.prefix;
    case 'language':
      return t.languages[condition.locale];
    case 'consent': {
      const about = new Map(Object.entries(t.about)).get(`${condition.purpose}/${condition.channel}`);
      return join(about, condition.subject, messages(locale).admin.contacts.consents[condition.state]);
    }
    case 'confirmed':
    case 'never-contacted':
      return '';
    case 'pledged': {
      const kept = condition.kept === undefined ? undefined : t.kept[condition.kept ? 'yes' : 'no'];
      return join(condition.pledge && t.pledges[condition.pledge], kept, ...campaign(condition.campaignId));
    }
    case 'shift':
      return join(t.shifts[condition.state], ...campaign(condition.campaignId));
    case 'reported': {
      const help = condition.needsHelp === undefined ? undefined : t.needsHelp[condition.needsHelp ? 'yes' : 'no'];
      return join(help, ...campaign(condition.campaignId));
    }
    case 'tag':
      return nameIn(choices.tags, condition.tagId);
    case 'team':
      return condition.teamId === null ? t.noTeam : nameIn(choices.teams, condition.teamId);
    case 'owner':
      return typeof condition.owner === 'string'
        ? t.owners[condition.owner]
        : nameIn(choices.organizers, condition.owner.organizerId);
    case 'activity':
    case 'created':
      return spanText(condition.span, locale, timezone);
    case 'answer': {
      const asked = choices.campaigns.find(({ id }) => id === condition.campaignId);
      const question = asked?.questions.find(({ field }) => field === condition.field);
      const values = condition.values.map(
        (value) => new Map(Object.entries(question?.options ?? {})).get(value) ?? value,
      );
      return t.answered(question?.label ?? t.gone, t.compared[condition.is], values.join(', '));
    }
  }
}

function spanText(span: Span, locale: Locale, timezone: string): string {
  const t = messages(locale).segments;
  if (span.is === 'within') return t.withinDays(span.days);
  return t.spanDates[span.is](formatDate(locale, new Date(span.at), timezone));
}
