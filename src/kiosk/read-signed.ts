import { type PostedForm, parseForm } from '../http/read-form.ts';
import type { SignedForm } from './form.ts';

/** The form that was signed, without what the landing page's door alone asks for; undefined where it is none. */
export function readSigned({ form }: SignedForm): PostedForm | undefined {
  try {
    const fields = parseForm(form);
    fields.delete('form');
    fields.delete('website');
    return fields;
  } catch {
    return undefined;
  }
}
