/** What an organizer's words can say of the person that they go to, as `{firstName}` or `{firstName|vous}`. */
const mergeFields = ['firstName', 'campaign', 'nextShift', 'team', 'leader', 'pledge'] as const;
export type MergeField = (typeof mergeFields)[number];
/** What is known of a person; what is missing or empty is not known. */
export type MergeValues = { [field in MergeField]?: string };

/**
 * What is wrong with a text's fields: no such field, nothing to say where it is not known, one in a link's address, a
 * brace without its other (with no field to name). The sentences are the locales' `mail.mergeFaults`.
 */
export type MergeFault = { kind: 'unknown' | 'fallback' | 'link' | 'brace'; field: string };

// Double braces are other programs' way of saying the same.
const field = /\{+([^{}|\n]*)(?:\|([^{}\n]*))?\}+/gu;
const lone = /[{}]/;
/** These read well without: a name goes with its comma, and a campaign has a title always. */
const dispensable: string[] = ['firstName', 'campaign'] satisfies MergeField[];

/** What is wrong with the fields of a text; nothing, where it can be kept. */
export function mergeFaults(text: string): MergeFault[] {
  const faults: MergeFault[] = [];
  for (const [whole, written = '', fallback = ''] of text.matchAll(field)) {
    const name = written.trim();
    if (!isField(name) || whole.startsWith('{{') || whole.endsWith('}}')) {
      faults.push({ kind: 'unknown', field: whole.replace(/^\{+|\}+$/g, '') });
    } else if (fallback.trim() === '' && !dispensable.includes(name)) faults.push({ kind: 'fallback', field: name });
  }
  if (lone.test(text.replace(field, ''))) faults.push({ kind: 'brace', field: '' });
  for (const [address] of text.matchAll(/\]\([^)\s]*|\b(?:https?:\/\/|www\.)\S*/g)) {
    const [, name] = address.match(/\{+([^{}|]*)/) ?? [];
    if (name !== undefined) faults.push({ kind: 'link', field: name });
  }
  return faults;
}

/** The fields that texts speak of. */
export function usedFields(texts: string[]): Set<MergeField> {
  const names = texts.flatMap((text) => [...text.matchAll(field)].map(([, name = '']) => name.trim()));
  return new Set(names.filter(isField));
}

/** A text whose values are still to come, so that nothing typed in one is looked at as text. */
export type MarkedText = {
  /** The text with a mark where a value goes. */
  text: string;
  /** Puts the values in where their marks are; `quote` is what each becomes before. */
  restore: (text: string, quote?: (value: string) => string) => string;
};

/**
 * Decides what becomes of a text's fields for a person: a value where one is known, elsewhere the fall-back that the
 * text gives, elsewhere nothing, and then the space and the comma that came with the field go too ("Bonjour
 * {firstName}," becomes "Bonjour,"). A field that does not exist is never mailed: nothing is known of it.
 */
export function markFields(text: string, values: MergeValues): MarkedText {
  const known = new Map<string, string>(mergeFields.map((name) => [name, plainValue(values[name] ?? '')]));
  const kept: string[] = [];
  const marked = text.replace(reserved, '').replace(field, (_, name: string, fallback = '') => {
    const value = known.get(name.trim()) ?? '';
    if (value !== '') return `${open}${kept.push(value) - 1}${close}`;
    return fallback.trim() === '' ? nothing : fallback.trim();
  });
  return {
    text: withoutUnknown(marked),
    restore: (rest, quote = (value) => value) => rest.replace(places, (_, at: string) => quote(kept[Number(at)] ?? '')),
  };
}

/** A text of one line with what is known of a person, as `markFields` decides it. */
export function fillFields(text: string, values: MergeValues): string {
  const marked = markFields(text, values);
  return marked.restore(marked.text);
}

/** Whether a value stands in this: a mark of `markFields`. */
export function holdsValue(marked: string): boolean {
  return marked.includes(open) || marked.includes(encodeURIComponent(open));
}

// Noncharacters (Unicode, section 23.7): for use inside a program, in no text that anyone can mean.
const [open, close, nothing] = ['\uFDD0', '\uFDD1', '\uFDD2'];
const reserved = /[\uFDD0-\uFDEF]/gu;
const places = new RegExp(`${open}(\\d+)${close}`, 'gu');

/** A value of one line, without what steers a header, a terminal or the direction of the text around it. */
function plainValue(value: string): string {
  return value
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u202A-\u202E\u2066-\u2069\uFDD0-\uFDEF]/gu, '')
    .trim();
}

const start = String.raw`(^|\n\s*\n|(?:^|\n)[#>*+-]+\s+|[.!?…]\s+)`;
/** What goes with a field and has to go with it where it stands: tried in this order. */
const withoutField: [RegExp, (match: string, before: string, letter: string) => string][] = [
  // Emphasis around nothing would be shown as asterisks.
  [new RegExp(`([*_]{1,3})${nothing}\\1`, 'gu'), () => nothing],
  // "{firstName}, merci d’être là" -> "Merci d’être là"; the sentence starts at what follows the name.
  [
    new RegExp(`${start}${nothing}\\s*[,:!?…]*\\s*(\\p{L}?)`, 'gu'),
    (_, before, letter) => before + letter.toUpperCase(),
  ],
  // "Merci, {firstName}, pour ton temps" -> "Merci pour ton temps"
  [new RegExp(`,\\s*${nothing},`, 'gu'), () => ''],
  // "Merci, {firstName} !" -> "Merci !"
  [new RegExp(`,\\s*${nothing}(?=\\s*(?:[.!?…;:]|$))`, 'gu'), () => ''],
  // "Bonjour {firstName}," -> "Bonjour,"; the space before a following sign stays as it was typed.
  [new RegExp(`\\s*${nothing}`, 'gu'), () => ''],
];

function withoutUnknown(text: string): string {
  if (!text.includes(nothing)) return text;
  return withoutField.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

function isField(name: string): name is MergeField {
  return mergeFields.some((one) => one === name);
}
