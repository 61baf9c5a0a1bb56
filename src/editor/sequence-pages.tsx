import type { Sequence } from '../followups/form.ts';
import { sequenceName, stepTime } from '../followups/view.ts';
import { type Locale, locales, messages } from '../locales/index.ts';

type SequencesCardProps = { locale: Locale; sequences: Sequence[]; href?: string };

/** The mails that follow what people do, with when each goes out and what it says; `href` is where they are changed. */
export function SequencesCard({ locale, sequences, href }: SequencesCardProps) {
  const t = messages(locale).editor.hub;
  return (
    <section class="card">
      <h2>{href === undefined ? t.sequence : <a href={href}>{t.sequence}</a>}</h2>
      {sequences.length === 0 && <p class="note">{t.sequenceEmpty}</p>}
      {sequences.map((sequence) => (
        <section key={sequence.key}>
          <h3>
            {sequenceName(locale, sequence)}{' '}
            <span class="note">{messages(locale).sequences.states[sequence.state]}</span>
          </h3>
          {sequence.steps.map((step) => (
            <details key={step.key}>
              <summary>
                {(step.texts[locale] ?? Object.values(step.texts)[0])?.subject ?? step.key}
                <br />
                <span class="note">{stepTime(locale, step)}</span>
              </summary>
              {locales.map((spoken) => {
                const text = step.texts[spoken];
                return (
                  text && (
                    <div key={spoken} class="stack" lang={`${spoken}-CA`}>
                      <h4>{text.subject}</h4>
                      {[text.body].flat().map((paragraph) => (
                        <p key={paragraph}>{paragraph}</p>
                      ))}
                      <p>
                        <strong>{text.action}</strong>
                      </p>
                    </div>
                  )
                );
              })}
            </details>
          ))}
        </section>
      ))}
    </section>
  );
}
