import type { CustomField } from '../campaigns/field-form.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { formatDate } from '../ui/admin-time.ts';
import { Box, Choices, type FieldProps, TextField } from '../ui/fields.tsx';
import { formatNumber } from '../ui/format.ts';

type OwnFieldProps = { campaign: CampaignView; field: CustomField; common: FieldProps };

/** A field of a campaign's own, as its kind is asked for. */
export function OwnField({ campaign: { locale, text }, field, common }: OwnFieldProps) {
  const words = text.fields?.[field.name];
  const shared = { ...common, hint: hintOf(locale, field, words?.help) };
  const options =
    'options' in field ? field.options.map((value) => ({ value, label: words?.options?.[value] ?? value })) : [];
  switch (field.kind) {
    case 'short-text':
      return <TextField {...shared} autocomplete={field.autocomplete ?? 'off'} autocapitalize="sentences" />;
    case 'long-text':
      return <TextField {...shared} lines={3} autocapitalize="sentences" />;
    case 'number':
      return <TextField {...shared} inputmode={(field.decimals ?? 0) > 0 ? 'decimal' : 'numeric'} />;
    case 'date':
      return <TextField {...shared} type="date" min={field.min} max={field.max} />;
    case 'many-of':
      return <Choices {...shared} type="checkbox" look="pills" options={options} />;
    case 'one-of': {
      // A radio cannot be let go of: who need not answer may take it back. Shown once something is chosen.
      const none = field.required ? [] : [{ value: '', label: messages(locale).forms.noAnswer }];
      return <Choices {...shared} type="radio" look="pills" options={[...options, ...none]} />;
    }
    case 'consent':
      return <Box {...shared} />;
  }
}

/** The help that the campaign wrote, and the limits that the field has. */
function hintOf(locale: Locale, field: CustomField, help: string | undefined): string | undefined {
  const t = messages(locale).forms.hints;
  if (field.kind !== 'number' && field.kind !== 'date') return help;
  const [min, max] = [field.min, field.max].map((limit) => limitText(locale, limit));
  const limits =
    min !== undefined && max !== undefined
      ? t.between(min, max)
      : min !== undefined
        ? t.from(min)
        : max !== undefined
          ? t.upTo(max)
          : undefined;
  return [help, limits].filter((one) => one !== undefined).join(' ') || undefined;
}

function limitText(locale: Locale, limit: number | string | undefined): string | undefined {
  if (limit === undefined) return undefined;
  return typeof limit === 'number' ? formatNumber(locale, limit) : formatDate(locale, new Date(limit), 'UTC');
}
