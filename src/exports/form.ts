import { z } from 'zod';
import { AppError } from '../errors.ts';
import { readSegment, type SegmentDefinition } from '../segments/form.ts';
import { type Separator, separators } from './column.ts';
import { type PresetName, presets } from './presets/presets.ts';
import { type SheetName, sheets } from './sheets/sheets.ts';

/** What can be taken out: the contacts, one of the sheets beside them, or everything that Terrain takes back. */
export type What = 'contacts' | SheetName | 'everything';

/** An export as it is asked for, such that it can wait in a row. */
export type ExportForm = {
  what: What;
  preset: PresetName;
  campaign: string;
  segment: string;
  /** The conditions of the list as it is looked at, where they were never saved. */
  filter?: SegmentDefinition;
  columns: string[];
  separator: Separator;
  bom: boolean;
};

const isOf = <Names extends string>(names: Record<Names, unknown>) =>
  z.string().refine((name): name is Names & string => Object.hasOwn(names, name));

const word = z.string().trim().max(200).default('');

/** Reads a query or a form. @throws AppError `malformed` for a preset, separator or column that there is not. */
export function readExportForm(values: Record<string, string | undefined>, what: What): ExportForm {
  const form = z
    .object({
      preset: isOf(presets).default('terrain'),
      campaign: word,
      segment: word,
      filter: z.string().max(20_000).optional(),
      columns: z.string().max(2_000).default(''),
      separator: separatorWord.default('comma'),
      bom: z.literal('1').optional(),
    })
    .safeParse(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')));
  if (!form.success) throw new AppError('malformed', z.prettifyError(form.error));
  const { bom, columns, filter: asked, ...rest } = form.data;
  // Never everyone where someone in particular was asked for.
  const filter = asked === undefined ? undefined : readSegment(asked);
  if (asked !== undefined && !filter) throw new AppError('malformed', 'this filter cannot be read');
  const wanted = columns.split(',').filter((header) => header !== '');
  const known = headersOf(what, rest.preset);
  if (wanted.some((header) => !known.includes(header))) throw new AppError('malformed', 'there is no such column');
  return { what, ...rest, ...(filter && { filter }), columns: [...new Set(wanted)], bom: bom === '1' };
}

/** A separator by its word or by itself, as `,` `;` and a tab are. */
const separatorWord = z.string().transform((given, context): Separator => {
  for (const name of ['comma', 'semicolon', 'tab'] as const) {
    if (given === name || given === separators[name]) return name;
  }
  context.issues.push({ code: 'custom', input: given, message: 'there is no such separator' });
  return 'comma';
});

/** The headers that a file may have. */
export function headersOf(what: What, preset: PresetName): string[] {
  if (what === 'everything') return [];
  return (what === 'contacts' ? presets[preset] : sheets[what]).columns.map(([header]) => header);
}

/** Reads the name of a sheet in a URL. */
export function isSheet(name: string): name is SheetName {
  return Object.hasOwn(sheets, name);
}
