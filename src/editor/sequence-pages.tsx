import type { Step } from '../followups/form.ts';
import { type Locale, locales, messages } from '../locales/index.ts';

/** The mails that follow a sign-up, with when each goes out and what it says. */
export function SequenceCard({ locale, steps }: { locale: Locale; steps: Step[] }) {
  const t = messages(locale).editor.hub;
  return (
    <section class="card">
      <h2>{t.sequence}</h2>
      {steps.length === 0 && <p class="note">{t.sequenceEmpty}</p>}
      {steps.map((step) => {
        const said = step.texts[locale] ?? Object.values(step.texts)[0];
        return (
          <details key={step.key}>
            <summary>
              {said?.subject ?? step.key}
              <br />
              <span class="note">{t.sequenceStep(t.delay(step.delayHours), t.after[step.after])}</span>
            </summary>
            {locales.map((spoken) => {
              const text = step.texts[spoken];
              return (
                text && (
                  <div key={spoken} class="stack" lang={`${spoken}-CA`}>
                    <h3>{text.subject}</h3>
                    {text.body.map((paragraph) => (
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
        );
      })}
    </section>
  );
}
