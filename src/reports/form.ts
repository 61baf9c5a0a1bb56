import { z } from 'zod';
import { first, type PostedForm } from '../http/read-form.ts';
import type { FieldError } from '../ui/form-state.ts';

/** What a contact says of a shift. `count`: doors or calls, null where nothing was counted. */
export type AttendanceReport = {
  answer: 'attended' | 'missed';
  count: number | null;
  note: string;
  needsHelp: boolean;
};

type Result = { ok: true; report: AttendanceReport } | { ok: false; errors: Partial<Record<string, FieldError>> };

const schema = z.object({
  answer: z.enum(['attended', 'missed']),
  count: z.union([
    z.literal('').transform(() => null),
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number),
  ]),
  note: z.string().trim().max(5_000),
});

const errorOf: Record<keyof z.input<typeof schema>, FieldError> = {
  answer: 'required',
  count: 'count',
  note: 'too-long',
};

/** Reads a report; every error is its field's. */
export function readAttendanceReport(form: PostedForm): Result {
  const parsed = schema.safeParse({
    answer: first(form, 'answer'),
    count: first(form, 'count').trim(),
    note: first(form, 'note').replaceAll('\0', ''),
  });
  if (parsed.success) return { ok: true, report: { ...parsed.data, needsHelp: first(form, 'needsHelp') === 'yes' } };
  const fields = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  const names = (['answer', 'count', 'note'] as const).filter((name) => fields.has(name));
  return { ok: false, errors: Object.fromEntries(names.map((name) => [name, errorOf[name]])) };
}
