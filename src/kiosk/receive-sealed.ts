import { sql } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import type { PostedForm } from '../http/read-form.ts';
import { readSubmission } from '../signups/form.ts';
import { defineForm, type FormDefinition } from '../signups/form-definition.ts';
import type { Post, Reception } from '../signups/receive-signup.ts';
import type { LeftoverDetail, SignedForm } from './form.ts';
import { type Arrival, type Opened, openArrivals } from './open-arrivals.ts';
import { type Kiosk, kioskState, type Leftover, recordedIds } from './queries.ts';
import { readSigned } from './read-signed.ts';
import { type SigningTime, signingTime } from './signing-time.ts';
import type { kioskSignups } from './table.ts';
import { isPublished } from './wording.ts';

/** What became of a sealed sign-up. `aside`: it cannot be taken in as it is; `later`: it may, as it is. */
export type Outcome =
  | { outcome: 'kept' | 'already' | 'later' }
  | { outcome: 'aside'; reason: Leftover['reason']; detail: LeftoverDetail };

type KioskSignup = typeof kioskSignups.$inferInsert;
type Receive = (post: Post) => Promise<Reception>;
type Batch = {
  kiosk: Kiosk;
  campaign: Campaign;
  arrivals: Arrival[];
  address: string;
  /** Whether it is no matter that the link has ended: an organizer wants these in. */
  evenAfterEnd: boolean;
};

/** After the end of its link a kiosk's late sign-ups are still taken in by themselves for so long, in milliseconds. */
const grace = 60 * 86_400_000;

/**
 * Opens sealed sign-ups and hands each to the one way in. Each has an outcome of its own, in the order of `arrivals`:
 * a broken one stops nobody. `kept` and `already` are said once the sign-up and the kiosk that it came by are durable.
 */
export async function receiveSealed(deps: Deps, receive: Receive, batch: Batch): Promise<Outcome[]> {
  const opened = await openArrivals(deps, batch.campaign.id, batch.arrivals);
  const readable = opened.flatMap(({ arrival, signed }) => (signed ? [arrival.id.toLowerCase()] : []));
  const recorded = await recordedIds(deps.db, readable);
  const results = await Promise.all(opened.map((one) => receiveOne(deps, receive, batch, one, recorded)));
  await noteKiosk(
    deps.db,
    results.flatMap(({ row }) => row ?? []),
  );
  return results.map(({ outcome }) => outcome);
}

type Result = { outcome: Outcome; row?: KioskSignup };

async function receiveOne(
  deps: Deps,
  receive: Receive,
  batch: Batch,
  { arrival, signed }: Opened,
  recorded: Set<string>,
): Promise<Result> {
  if (!signed) return { outcome: aside('unreadable') };
  const { kiosk, campaign } = batch;
  const id = arrival.id.toLowerCase();
  const { sentAt, receivedAt } = arrival;
  const time = signingTime({ signedAt: signed.at, sentAt, receivedAt, openedAt: kiosk.createdAt });
  const form = readSigned(signed);
  if (!form) return { outcome: aside('invalid') };
  const shown = publishedConsents(deps, campaign, signed);
  const consentDropped = !shown && [...form.keys()].some((name) => /^consent(s\.|$)/.test(name));
  const row = { signupId: id, kioskId: kiosk.id, deviceAt: signed.at, clock: time.clock, consentDropped, receivedAt };
  // In the language of signing, as long as the campaign speaks it.
  const view = campaignView(campaign, signed.locale) ?? campaignView(campaign, campaign.settings.defaultLocale);
  const definition = view && { ...forgiving(view), consents: shown ?? [] };
  if (recorded.has(id)) {
    // Its row may be missing: whoever recorded it was stopped just then.
    const dropped = definition ? (await leaveOut(form, definition)).dropped : {};
    return { outcome: { outcome: 'already' }, row: { ...row, dropped } };
  }
  const ended = linkHasEnded(batch, arrival, time);
  if (ended) return { outcome: aside(ended) };
  if (!view || !definition) return { outcome: { outcome: 'later' } };
  const post = {
    id,
    campaign,
    view,
    // A whole table is one address: the kiosk's own limits hold.
    address: undefined,
    onBehalf: `kiosk:${kiosk.id}`,
    origin: { source: 'kiosk', medium: 'kiosk', content: kiosk.name },
    at: time.at,
    definition,
  };
  try {
    const { form: usable, dropped } = await leaveOut(form, definition);
    const reception = await receive({ ...post, form: usable });
    if (reception.outcome === 'kept') return { outcome: { outcome: 'kept' }, row: { ...row, dropped } };
    if (reception.outcome === 'invalid') return { outcome: aside('invalid', { fields: reception.errors }) };
    return { outcome: { outcome: 'later' } };
  } catch (error) {
    // The database refused this one alone: its neighbours go on.
    deps.log.error({ err: error }, 'a sign-up of a kiosk could not be recorded');
    return { outcome: aside('failed') };
  }
}

/** What was required was required on the device, by the form of that day; the campaign may ask for more since. */
function forgiving(view: CampaignView): FormDefinition {
  const { settings } = view;
  const fields = settings.fields.map((field) => ({ ...field, required: false }));
  const pledge = settings.pledge && { ...settings.pledge, required: false };
  return defineForm({ ...view, settings: { ...settings, fields, pledge } });
}

/** Without an address there is no sign-up, and without a name nobody to speak to. */
const indispensable = ['email', 'firstName'];

/**
 * A form as it can be handed in, if need be without the fields that are not valid: who signed has left and cannot be
 * asked again. What they typed there, and what is not asked any more, is in `dropped`.
 */
async function leaveOut(
  form: PostedForm,
  definition: FormDefinition,
): Promise<{ form: PostedForm; dropped: Record<string, string[]> }> {
  // Asked on the device, and no longer by the campaign.
  const unasked = [...form.keys()].filter((name) => !isAsked(definition, name));
  const read = await readSubmission(form, definition);
  const wrong = read.ok ? [] : Object.keys(read.errors);
  // Agreed to for a number: without one there is nothing to agree to.
  if (wrong.includes('phone')) wrong.push('consents.sms', 'consents.phone');
  // It will be refused as it is.
  if (wrong.some((name) => indispensable.includes(name))) return { form, dropped: {} };
  const valid = new Map([...form].filter(([name]) => !wrong.includes(name)));
  return { form: valid, dropped: answersTo(form, [...wrong, ...unasked]) };
}

const promised = ['amount', 'amountOther', 'frequency', 'count', 'countOther'];

function isAsked({ names, pledge, consents }: FormDefinition, name: string): boolean {
  if (promised.includes(name)) return pledge !== null;
  return names.has(name) || consents.some(({ posted }) => posted === name);
}

/** What was answered under some names; nothing where nothing was. */
function answersTo(form: PostedForm, names: string[]): Record<string, string[]> {
  const asked = [...form].filter(([name, values]) => names.includes(name) && values.some((value) => value !== ''));
  return Object.fromEntries(asked);
}

/** Notes which kiosk sign-ups came by. One that is erased since, before its device was answered, is passed over. */
async function noteKiosk(db: Deps['db'], rows: KioskSignup[]): Promise<void> {
  if (rows.length === 0) return;
  const sent = rows.map((row) => ({ dropped: {}, ...row }));
  await db.execute(sql`
    insert into kiosk_signups (signup_id, kiosk_id, device_at, clock, consent_dropped, dropped, received_at)
    select sent."signupId", "kioskId", "deviceAt", clock, "consentDropped", dropped, "receivedAt"
    from json_to_recordset(${JSON.stringify(sent)}::json) as sent("signupId" uuid, "kioskId" uuid,
      "deviceAt" timestamptz, clock text, "consentDropped" boolean, dropped jsonb, "receivedAt" timestamptz)
    join signups on signups.id = sent."signupId"
    order by signups.id
    on conflict (signup_id) do nothing`);
}

function linkHasEnded({ kiosk, evenAfterEnd }: Batch, { receivedAt }: Arrival, { at }: SigningTime) {
  if (evenAfterEnd) return undefined;
  const state = kioskState(kiosk, at);
  if (state !== 'open') return state;
  return receivedAt.getTime() > kiosk.expiresAt.getTime() + grace ? ('expired' as const) : undefined;
}

/** The boxes of the day of signing. Undefined where the sentences are not ours: a tick beside those is no consent. */
function publishedConsents({ config }: Deps, campaign: Campaign, { locale, wording }: SignedForm) {
  const { consents, signature } = wording;
  const isOurs = (secret: string) => isPublished(secret, { campaignId: campaign.id, locale, consents }, signature);
  return isOurs(config.secret) || (config.oldSecret && isOurs(config.oldSecret)) ? consents : undefined;
}

function aside(reason: Leftover['reason'], detail: LeftoverDetail = {}): Outcome {
  return { outcome: 'aside', reason, detail };
}
