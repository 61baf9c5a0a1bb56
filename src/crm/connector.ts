import type { z } from 'zod';
import type { Db, Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import type { OptionName } from './connector-options.ts';

/**
 * What every CRM connector is to the engine. A vendor is one folder (`crm/<vendor>/`: `client`, `mapping`, `types`,
 * `words`) that exports one `Vendor`, and one line in `crm/vendors.ts`. The engine decides who is pushed, when, at what
 * rate and what becomes of an outcome; a connector speaks to the vendor and says honestly what came of it.
 */
export type Vendor<Credentials = unknown> = {
  /** Also its folder, and how the database names it: it stays. */
  name: string;
  /** The product's own name, the same in every language. */
  label: string;
  words: VendorWords;
  /** What an organizer fills in to connect, in order; `secret` ones are encrypted and never shown again. */
  credentials: CredentialField[];
  /** Reads what was filled in; what it refuses is shown beside its field. */
  readCredentials: z.ZodType<Credentials>;
  /** How the vendor limits calls: the engine's token bucket. */
  limits: { calls: number; perSeconds: number; batch: number; inFlight: number };
  /** Which fields of Terrain go where, until an organizer says otherwise. */
  defaultMapping: FieldMapping[];
  /** What there is to choose for it, in the order of the page; the rest would have no effect there. */
  options: readonly OptionName[];
  /** Where credentials come by OAuth rather than by typing. */
  oauth?: OAuth;
  /** Where its address is typed by an organizer and must not lead into the house: how a call is sent. */
  send?: Transport;
  /** Where it is told what happened, event by event, beside how a contact stands: `Outgoing.events`. */
  readEvents?: ReadEvents;
  /** Where it signs what it tells of its own accord in a way of its own; otherwise by Standard Webhooks. */
  readInbound?: ReadInbound;
  open(given: OpenGiven<Credentials>): Connector;
};

/** What a connector says to organizers of its own. */
export type VendorWords = Record<
  Locale,
  {
    /** What it does, in a sentence. */
    about: string;
    /** Of each of its credentials by its key: what it is, and where the vendor shows it. */
    credentials: Record<string, Words>;
    /** Of settings, where what Terrain says of them is not enough. */
    options?: Partial<Record<OptionName, Partial<Words>>>;
  }
>;
type Words = { label: string; hint: string };

type CredentialField = {
  key: string;
  secret: boolean;
  /** May be left empty. */
  optional?: true;
  type: 'url' | 'text' | 'password';
};

export type OpenGiven<Credentials> = {
  credentials: Credentials;
  /** Every call goes through it: it takes a token, obeys the circuit, ends after a timeout, and writes the call down. */
  call: Call;
  /** What an organizer chose for this connector: pledges as contributions, activities, tags per campaign … */
  options: Record<string, unknown>;
  /** Whether somebody here has this address now. */
  isAnybodys?(email: string): Promise<boolean>;
};

/**
 * One HTTP call to the vendor. Answers with status, headers and the text of the body whatever the status is; whether
 * that is success, the connector decides from status, content type and body shape together.
 * @throws CallFailed where no answer came (refused, reset, timed out): nobody knows whether it had its effect.
 */
export type Call = (request: CallRequest) => Promise<CallAnswer>;
export type CallRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Words for the log that name the call without its data: `Contact/save`. */
  name: string;
};
export type CallAnswer = { status: number; headers: Headers; text: string };

/** Sends a request as it is, following no redirect. `development`: Terrain itself is served from loopback. */
export type Transport = (
  request: CallRequest,
  given: { signal: AbortSignal; development: boolean },
) => Promise<CallAnswer>;

/** What happened with contacts since a moment that a connector was not told of, by contact, the oldest first. */
export type ReadEvents = (
  db: Db | Tx,
  asked: { connectorId: string; contactIds: string[]; since: Date },
) => Promise<Map<string, TimelineEvent[]>>;
/** `id`: the activity's; `data`: what the type says of it beside the contact. */
export type TimelineEvent = { id: string; type: string; at: Date; data: Record<string, unknown> };

export type Connector = {
  /** Whether the credentials work, what the rights allow and what not, in facts that the pages put into words. */
  testConnection(): Promise<ConnectionTest>;
  /** The fields, tags and limits that the CRM has: what an organizer can map to. */
  describe(): Promise<Description>;
  /**
   * Brings contacts to where they should stand; an outcome for each, in the order of the batch. Doing it twice is doing
   * it once. Adopts who is there under the same address. Never widens consent: `subscription: 'subscribed'` is given
   * only with a granted entry, and a connector still never resubscribes who left over there.
   * @throws CallFailed or Refusal where the whole batch met one fate.
   */
  push(batch: Outgoing[]): Promise<Outcome[]>;
  /** What changed over there since a cursor; for who left, whose mail bounced, and fields where the CRM has authority. */
  pull?(cursor: string | undefined): Promise<Pulled>;
  /** What the CRM holds of these contacts; those it does not know are not among them. An empty `email` finds nobody. */
  read?(known: { contactId: string; remoteId: string | undefined; email: string }[]): Promise<RemoteContact[]>;
  /** Removes a person over there, as far as the vendor allows (Loi 25 s. 28.1, GDPR art. 17 and 19). */
  erase?(known: { contactId: string; remoteId: string }): Promise<Outcome>;
};

export type Scalar = string | number | boolean | null;

/** A contact as it is to stand in the CRM, already mapped. */
export type Outgoing = {
  /** Our id: goes out as the external id. */
  contactId: string;
  /** Lower-cased. */
  email: string;
  /** The CRM's own id, once known. */
  remoteId: string | undefined;
  /** Values by the CRM's field; `null` empties it. Authority was already applied as far as our side knows. */
  values: Record<string, Scalar>;
  /** Fields of `values` that may only be filled where the CRM's is empty, or are decided by who changed last. */
  authority: Record<string, Authority>;
  tags: string[];
  /** From the ledger: `subscribed` only with a granted, counting entry; `unsubscribed` after a withdrawal or a suppression. */
  subscription: 'subscribed' | 'unsubscribed' | 'unknown';
  /** The last yes or no that the CRM was told: a no that stands there after our yes is theirs. */
  told?: 'subscribed' | 'unsubscribed' | 'unknown' | undefined;
  /** What the person did, each with an id that stays the same: sign-ups, attendances, reports, pledges. */
  acts: Act[];
  /** What it was not told of yet, in order; only where the vendor has `readEvents`. */
  events?: TimelineEvent[];
  /** When the contact last changed here; for authority `newest`. */
  changedAt: Date;
  /** Goes up with each change at this connector. */
  version?: number;
  /** A push of them began whose end was not seen: it may have taken the same events with another state of theirs. */
  unsure?: boolean;
};

export type Act = {
  id: string;
  kind: 'signup' | 'booking' | 'attended' | 'reported' | 'pledge';
  campaign: { slug: string; title: string };
  at: Date;
  source: string;
  /** Of a pledge of money: integer minor units and an ISO 4217 code. */
  money?: { amount: number; currency: string; monthly: boolean };
  data: Record<string, Scalar>;
};

/** Whose value counts where both sides have one. */
export type Authority = 'terrain' | 'crm' | 'newest' | 'fill-empty';

/** `transform`: a named change of the value on its way out (upper case, only the year …), `''`: as it is. */
export type FieldMapping = { from: string; to: string; transform: string; authority: Authority };

export type Outcome =
  | { contactId: string; result: 'created' | 'updated' | 'unchanged'; remoteId: string; notes?: Note[] }
  /** Final: the same again would be refused again, until somebody changes something. */
  | { contactId: string; result: 'refused'; cause: Cause; detail: string }
  /**
   * `after`: milliseconds, where the vendor said; `told`: ids of acts and events that it has taken for all that;
   * `untried`: nothing was asked about them, for those before them came to nothing, or it holds for everybody.
   */
  | {
      contactId: string;
      result: 'retry';
      cause: Cause;
      detail: string;
      after?: number;
      told?: string[];
      untried?: true;
    };

/** Left out without failing: rights that are missing, somebody who left over there and stays left. */
export type Note = { what: string; detail: string };

/** Why something failed, as the health page groups it and says what to do. */
export type Cause =
  | 'credentials'
  | 'rights'
  | 'rate'
  | 'down'
  | 'timeout'
  | 'answer-not-understood'
  | 'race'
  | 'invalid-value'
  | 'missing-field'
  | 'duplicate'
  | 'compliance'
  | 'gone'
  | 'blocked-address';

export type ConnectionTest = { ok: true; account: string; lacks: Note[] } | { ok: false; cause: Cause; detail: string };

export type Description = {
  fields: RemoteField[];
  tags: string[];
  /** What the account's plan allows, where the vendor tells. */
  limits?: { calls: number; perSeconds: number };
};
export type RemoteField = {
  key: string;
  label: string;
  type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
  choices?: string[];
  custom: boolean;
  readOnly: boolean;
};

export type RemoteContact = {
  remoteId: string;
  /** Our id, where the CRM carries it. */
  contactId: string | undefined;
  email: string;
  values: Record<string, Scalar>;
  tags: string[];
  subscription: 'subscribed' | 'unsubscribed' | 'bounced' | 'unknown';
  changedAt: Date | undefined;
};
export type Pulled = { changes: RemoteContact[]; cursor: string; more: boolean };

/** OAuth 2 authorization code flow (RFC 6749 s. 4.1) with a refresh token that may change at each refresh. */
export type OAuth = {
  authorizeUrl(given: { credentials: Record<string, string>; redirect: string; state: string }): string;
  redeem(given: { credentials: Record<string, string>; redirect: string; code: string; call: Call }): Promise<Tokens>;
  refresh(given: { credentials: Record<string, string>; tokens: Tokens; call: Call }): Promise<Tokens>;
};
export type Tokens = { access: string; refresh: string; expiresAt: Date };

/**
 * Reads what was posted to a connector's own address; undefined where it is not signed with its secret. The signature's
 * age is part of it. `url`: as the sender was told it.
 */
export type ReadInbound = (given: {
  secret: string;
  url: string;
  headers: Headers;
  body: string;
  now: Date;
}) => InboundEvent[] | undefined;

/** `id`: the sender's own, the same each time it is told. `at` (ISO 8601): when it happened over there. */
export type InboundEvent = {
  id: string;
  contactId?: string | undefined;
  remoteId?: string | undefined;
  email?: string | undefined;
  values: Record<string, Scalar>;
  subscription: RemoteContact['subscription'];
  at: string;
};
