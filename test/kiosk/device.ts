import { z } from 'zod';
import { findCampaign } from '../../src/campaigns/queries.ts';
import type { lifetimes } from '../../src/kiosk/form.ts';
import { kioskUrl } from '../../src/kiosk/link.ts';
import { openKiosk } from '../../src/kiosk/open-kiosk.ts';
import { listKiosks } from '../../src/kiosk/queries.ts';
import type { Locale } from '../../src/locales/index.ts';
import type { TestApp } from '../support/app.ts';
import { formBody } from '../support/forms.ts';

type Key = { id: string; point: string };

/** What the page's scripts offer each other, as far as they run outside a browser. */
type Scripts = {
  seal(key: Key, id: string, text: string): Promise<string>;
  newId(): string;
  check(fields: [string, string][], rules: object): Record<string, string>;
};

/** The scripts that the page serves, loaded here: what is tested is what runs on the device. */
export async function loadScripts(): Promise<Scripts> {
  for (const name of ['seal', 'check']) await import(new URL(`../../public/kiosk/${name}.js`, import.meta.url).href);
  const scripts: Scripts = Reflect.get(globalThis, 'terrainKiosk');
  return scripts;
}

const consent = z.object({
  purpose: z.string(),
  channel: z.string(),
  subject: z.string(),
  posted: z.string(),
  wording: z.string(),
  version: z.string(),
});
const wording = z.object({ consents: z.array(consent), signature: z.string() });
const pageSettings = z.object({
  url: z.string(),
  token: z.string(),
  key: z.object({ id: z.string(), point: z.string() }),
  wording: z.record(z.string(), wording),
});

type SealedSignup = { id: string; sealed: string };
type DeviceAnswer = { id: string; outcome: string; reason?: string | undefined };
type Signing = { at?: Date; locale?: Locale; id?: string; wording?: z.output<typeof wording> };

/** A device with a kiosk's page open. */
export type Device = {
  kioskId: string;
  /** Path and query of the page. */
  page: string;
  settings: z.output<typeof pageSettings>;
  /** Signs and seals, as the page does. */
  sign(fields: Record<string, string | string[]>, signing?: Signing): Promise<SealedSignup>;
  /** Sends as the page does; `clock` is the device's. */
  post(items: unknown[], clock?: Date): Promise<Response>;
  send(items: unknown[], clock?: Date): Promise<DeviceAnswer[]>;
};

const answers = z.object({
  answers: z.array(z.object({ id: z.string(), outcome: z.string(), reason: z.string().optional() })),
});

/** Makes a kiosk as an organizer does, and opens its page. */
export async function openDevice(t: TestApp, { slug = 'essai', name = 'Table du marché' } = {}): Promise<Device> {
  const { deps, app } = t;
  const campaign = await findCampaign(deps.db, slug);
  if (!campaign) throw new Error(`there is no campaign ${slug}`);
  const wanted = { campaignId: campaign.id, name, lifetime: 'week' as const satisfies keyof typeof lifetimes };
  const kioskId = await deps.db.transaction((tx) => openKiosk(deps, tx, 'olive', wanted));
  const [line] = await listKiosks(deps.db, kioskId);
  if (!line) throw new Error('the kiosk is not there');
  const url = new URL(kioskUrl(deps.config, line.kiosk, campaign));
  const page = url.pathname + url.search;
  const settings = readSettings(await (await app.request(page)).text());
  const { seal, newId } = await loadScripts();
  const post = async (items: unknown[], clock = t.clock.now()) =>
    await app.request(settings.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kiosk: settings.token, sentAt: clock.getTime(), items }),
    });
  return {
    kioskId,
    page,
    settings,
    sign: async (
      fields,
      { at = t.clock.now(), locale = 'fr', id = newId(), wording = settings.wording[locale] } = {},
    ) => {
      const signed = { at: at.getTime(), locale, form: formBody(fields), wording };
      return { id, sealed: await seal(settings.key, id, JSON.stringify(signed)) };
    },
    post,
    send: async (items, clock) => answers.parse(await (await post(items, clock)).json()).answers,
  };
}

/** The settings that a kiosk's page hands to its scripts. */
export function readSettings(html: string): z.output<typeof pageSettings> {
  const attribute = /data-kiosk="([^"]*)"/.exec(html)?.[1] ?? '';
  const text = attribute
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return pageSettings.parse(JSON.parse(text.replaceAll('&amp;', '&')));
}
