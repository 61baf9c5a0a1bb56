import { first, type PostedForm } from '../http/read-form.ts';
import type { FormDefinition } from './form-definition.ts';

/** The name under which a page says which sentences it showed. */
export const editionName = 'edition';

/**
 * Whether a box was ticked beside another sentence than the campaign has now: a page may have been open while its words
 * changed, and the ledger keeps what was shown. The ticks are then taken out of the form, to be made anew beside the
 * new sentences. A form that does not say what it showed is believed to have shown them.
 */
export function takeEdition(form: PostedForm, { consents, edition }: FormDefinition): boolean {
  const shown = first(form, editionName);
  form.delete(editionName);
  const ticked = consents.filter(({ posted }) => form.has(posted));
  if (shown === '' || shown === edition || ticked.length === 0) return false;
  for (const { posted } of ticked) form.delete(posted);
  return true;
}
