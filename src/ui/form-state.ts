/** What is wrong with one field; the sentence is the locale's. */
export type FieldError =
  | 'required'
  | 'email'
  | 'too-long'
  | 'characters'
  | 'phone'
  | 'postal-code'
  | 'amount'
  | 'amount-range'
  | 'count'
  | 'choice';

/** Why a form comes back although each field is right. */
type FormNotice = 'too-quick' | 'stale-form' | 'trap' | 'too-many' | 'unavailable';

/** A form as it is drawn: what was typed, what is wrong with it, and the signed token of this drawing. */
export type FormState = {
  values: Record<string, string | string[]>;
  errors: Partial<Record<string, FieldError>>;
  notice?: FormNotice;
  token: string;
  /** Where the visitor comes from, signed, and as the query of a link to the same page; absent where nothing tells. */
  origin?: { signed: string; query: string };
};
