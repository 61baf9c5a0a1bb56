import type { Refusal } from '../consents/queries.ts';
import { type Locale, messages } from '../locales/index.ts';

/** What somebody has said no to, in the place of the links that it takes away. */
export function RefusalBadges({ locale, refusals }: { locale: Locale; refusals: Refusal[] }) {
  const words = messages(locale).outreach.attempt.refusals;
  return (
    <>
      {refusals.map((refusal) => (
        <span key={refusal} class="badge badge-withdrawn">
          {words[refusal]}
        </span>
      ))}
    </>
  );
}
