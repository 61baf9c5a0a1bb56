import type { Child } from 'hono/jsx';
import { messages } from '../locales/index.ts';
import { Act, type Shared } from './frame-pages.tsx';
import type { CrmConnector } from './queries.ts';

/** Keys as they were made just now, which are shown this one time. */
export type MadeKeys = { inbound?: string; signing?: string };
export type KeysProps = Pick<Shared, 'locale'> & {
  connector: CrmConnector;
  /** Where the CRM may tell of what changes over there. */
  inboundUrl: string;
  made: MadeKeys;
};

/** What the CRM may tell of its own accord, and the key for it. */
export function InboundCard({ locale, connector, inboundUrl, made }: KeysProps) {
  const t = messages(locale).crm.inbound;
  const has = connector.inboundSecret !== null;
  return (
    <section class="card crm-form" aria-labelledby="inbound-title">
      <h2 id="inbound-title">{t.title}</h2>
      <p>
        {t.text} <code>{inboundUrl}</code>
      </p>
      {made.inbound !== undefined ? <Made words={t.made} secret={made.inbound} /> : has && <p class="note">{t.has}</p>}
      <p class="note">{t.signed}</p>
      <Act action={`/admin/crm/${connector.id}/inbound`} label={has ? t.again : t.make} quiet />
    </section>
  );
}

/** A new key for what is sent, beside the one of before. */
export function SigningCard({ locale, connector, made }: KeysProps) {
  const t = messages(locale).crm.signing;
  return (
    <section class="card crm-form" aria-labelledby="signing-title">
      <h2 id="signing-title">{t.title}</h2>
      <p>{t.text}</p>
      {made.signing !== undefined && (
        <Made words={t.made} secret={made.signing}>
          {t.handOver}
        </Made>
      )}
      <Act action={`/admin/crm/${connector.id}/signing-key`} label={t.make} quiet />
    </section>
  );
}

function Made({ words, secret, children }: { words: string; secret: string; children?: Child }) {
  return (
    <p class="crm-ok" role="status">
      {words} <code>{secret}</code> {children}
    </p>
  );
}
