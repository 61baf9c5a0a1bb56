import { first, type PostedForm } from '../http/read-form.ts';
import type { Authority, FieldMapping, RemoteField } from './connector.ts';
import { contactFields } from './crm-contact.ts';
import { isTransform } from './transforms.ts';

export const authorities = ['terrain', 'fill-empty', 'newest', 'crm'] as const satisfies Authority[];

/** What a line that is no field of Terrain begins with: words that are always the same. */
export const textPrefix = 'text:';
const mostLines = 100;
const longestText = 200;

export type MappingFault = 'from' | 'to' | 'text' | 'read-only';

/** The lines as they were filled in, and what is wrong with some, by their place. */
export type ReadMapping = { mapping: FieldMapping[]; faults: Map<number, MappingFault> };

/**
 * Reads the lines of a mapping: `from.N`, `text.N`, `transform.N`, `to.N`, `authority.N`. A line of which neither side is
 * chosen is none. `known`: the CRM's fields, where they were read.
 */
export function readMapping(form: PostedForm, known: RemoteField[] | undefined): ReadMapping {
  const mapping: FieldMapping[] = [];
  const faults = new Map<number, MappingFault>();
  for (let at = 0; at < mostLines && form.has(`to.${at}`); at += 1) {
    const [from, to] = [first(form, `from.${at}`), first(form, `to.${at}`).replaceAll('\0', '').trim()];
    if (from === '' && to === '') continue;
    const text = first(form, `text.${at}`).replaceAll('\0', '').trim().slice(0, longestText);
    const transform = first(form, `transform.${at}`);
    const authority = authorities.find((one) => one === first(form, `authority.${at}`)) ?? 'terrain';
    const fault = faultOf(from, text, to, known);
    if (fault !== undefined) faults.set(mapping.length, fault);
    mapping.push({
      from: from === textPrefix ? textPrefix + text : from,
      to,
      transform: isTransform(transform) ? transform : '',
      authority,
    });
  }
  return { mapping, faults };
}

function faultOf(from: string, text: string, to: string, known: RemoteField[] | undefined): MappingFault | undefined {
  if (from === textPrefix && text === '') return 'text';
  const fields: readonly string[] = contactFields;
  if (from !== textPrefix && !fields.includes(from) && !/^answer:./.test(from)) return 'from';
  if (to === '') return 'to';
  return known?.find(({ key }) => key === to)?.readOnly ? 'read-only' : undefined;
}
