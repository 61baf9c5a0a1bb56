import { type Locale, messages } from '../locales/index.ts';
import type { Dossier } from './dossier-queries.ts';
import { nameOf } from './pages.tsx';

type Props = { locale: Locale; dossier: Dossier };

/** Where a sign-up came from, in full, and through whom: two entries of its list of facts. */
export function OriginFacts({ locale, dossier, signup }: Props & { signup: Dossier['signups'][number]['signup'] }) {
  const t = messages(locale).sources;
  const { source, medium, campaign, content, term, host } = signup.origin ?? {};
  const words = [source, medium, campaign, content, term, host && t.contact.site(host)].filter(Boolean);
  const credit = creditOf(dossier, signup.id);
  return (
    <>
      <div>
        <dt>{t.contact.from}</dt>
        <dd class="any-break">{words.length > 0 ? words.join(' · ') : credit ? t.person : t.direct}</dd>
      </div>
      {credit && (
        <div>
          <dt>{t.contact.recruiter}</dt>
          <dd>
            <Person {...credit} />
          </dd>
        </div>
      )}
    </>
  );
}

/** Who the other one is, where a line of the timeline is about a shared link that worked. */
export function Credited({ dossier, data }: { dossier: Dossier; data: Record<string, unknown> }) {
  if (data.recruitId === undefined && data.recruiterId === undefined) return null;
  const credit = creditOf(dossier, data.signupId);
  return credit ? (
    <span>
      <Person {...credit} />
    </span>
  ) : null;
}

function Person({ other }: Dossier['credits'][number]) {
  return <a href={`/admin/contacts/${other.id}`}>{nameOf(other) || other.email}</a>;
}

function creditOf(dossier: Dossier, signupId: unknown): Dossier['credits'][number] | undefined {
  return dossier.credits.find((credit) => credit.signupId === signupId);
}
