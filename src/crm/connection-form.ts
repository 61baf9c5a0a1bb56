import { first, type PostedForm } from '../http/read-form.ts';
import type { Vendor } from './connector.ts';

const longestName = 80;
const longestCredential = 2_000;

/** What was typed for a connection: its name and its credentials by key, those left empty left out. */
export type TypedConnection = { name: string; credentials: Record<string, string> };

/** Reads the form of a connection. Each credential stands under `credential.KEY`. */
export function readConnection(form: PostedForm, vendor: Vendor): TypedConnection {
  const credentials: Record<string, string> = {};
  for (const { key } of vendor.credentials) {
    const typed = first(form, `credential.${key}`).replaceAll('\0', '').trim().slice(0, longestCredential);
    if (typed !== '') credentials[key] = typed;
  }
  return { name: first(form, 'name').replaceAll('\0', '').trim().slice(0, longestName), credentials };
}

/** Which of the form's fields are wrong: `name`, or a credential's key with whether it is missing. */
export function connectionFaults(typed: TypedConnection, vendor: Vendor): Map<string, 'required' | 'wrong'> {
  const faults = new Map<string, 'required' | 'wrong'>();
  if (typed.name === '') faults.set('name', 'required');
  const read = vendor.readCredentials.safeParse(typed.credentials);
  for (const { path } of read.error?.issues ?? []) {
    const key = String(path[0]);
    faults.set(key, typed.credentials[key] === undefined ? 'required' : 'wrong');
  }
  return faults;
}
