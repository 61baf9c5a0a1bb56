import { type PostedForm, parseForm } from '../http/read-form.ts';
import { editionName } from '../signups/shown-edition.ts';
import { hiddenField } from '../signups/traps.ts';
import type { SignedForm } from './form.ts';

/** The form that was signed, without what the landing page's door alone asks for; undefined where it is none. */
export function readSigned({ form }: SignedForm): PostedForm | undefined {
  try {
    const fields = parseForm(form);
    for (const name of ['form', editionName, hiddenField]) fields.delete(name);
    return fields;
  } catch {
    return undefined;
  }
}
