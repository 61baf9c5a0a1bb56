import type { Child } from 'hono/jsx';
import { type SectionName, sectionNames } from '../campaigns/form.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { Film, Picture } from '../ui/picture.tsx';
import { type Progress, ProgressRidge } from '../ui/progress.tsx';
import { Prose as ProseText } from '../ui/prose.tsx';
import { Legal, Sender } from '../ui/sender.tsx';
import { Seats, ShiftCard, type ShiftView } from '../ui/shift-card.tsx';
import type { Prose } from './prose.ts';

export type SectionProps = { campaign: CampaignView; prose: Prose; progress: Progress; shifts: ShiftView[] };

/** How a landing page is put together: the poster, and below it or beside it the sheets and columns in their order. */
export type Composition = {
  poster: SectionName[];
  blocks: { kind: 'sheet' | 'column'; sections: SectionName[] }[];
};

/**
 * Puts a campaign's sections together. What stands side by side in the list stands together on the page: headline and
 * picture are the poster, goal and form one sheet; whatever else follows on each other is a column.
 */
export function compose(order: readonly SectionName[] = sectionNames): Composition {
  const poster = together(order, 'headline', 'picture');
  const sheet = together(order, 'form', 'goal');
  const blocks: Composition['blocks'] = [];
  for (const name of order) {
    if (poster.includes(name)) continue;
    const kind = sheet.includes(name) ? 'sheet' : 'column';
    const last = blocks.at(-1);
    if (last?.kind === kind) last.sections.push(name);
    else blocks.push({ kind, sections: [name] });
  }
  return { poster, blocks };
}

/** The first of two sections, with the second where they stand side by side, in their order. */
function together(order: readonly SectionName[], first: SectionName, second: SectionName): SectionName[] {
  const [at, beside] = [order.indexOf(first), order.indexOf(second)];
  if (beside < 0 || Math.abs(at - beside) !== 1) return [first];
  return at < beside ? [first, second] : [second, first];
}

/** The poster's picture, or the film that begins with it. */
export function Poster({ campaign: { locale, settings, text } }: { campaign: CampaignView }) {
  const { picture, video } = settings;
  if (video) {
    return <Film class="poster-picture" video={video} poster={picture} label={text.pictureAlt} locale={locale} />;
  }
  return (
    <Picture class="poster-picture" file={picture} alt={text.pictureAlt} sizes="(min-width: 60rem) 56vw, 100vw" first />
  );
}

/** One section of a column; nothing where the campaign has no words for it in this language. */
export function Section({ name, ...props }: SectionProps & { name: SectionName }): Child {
  const { campaign, progress, shifts, prose } = props;
  const { locale, settings, text } = campaign;
  switch (name) {
    case 'picture':
      return (
        <div class="figure">
          <Poster campaign={campaign} />
        </div>
      );
    case 'goal':
      return (
        <section class="goal" aria-label={messages(locale).sections.goal}>
          <ProgressRidge progress={progress} currency={settings.currency} locale={locale} />
        </section>
      );
    case 'story':
      return <Story campaign={campaign} prose={prose} />;
    case 'shifts':
      return <Shifts campaign={campaign} shifts={shifts} />;
    case 'faq':
      return <Faq campaign={campaign} prose={prose} />;
    case 'sender':
      return <Sender sender={settings.sender} locale={locale} />;
    case 'legal':
      return <Legal legal={text.legal} authority={settings.authority} privacy={prose.privacy} locale={locale} />;
    case 'headline':
    case 'form':
      return null;
  }
}

function Story({ campaign: { locale, text }, prose }: Pick<SectionProps, 'campaign' | 'prose'>) {
  const paragraphs = typeof text.story === 'string' ? [] : text.story;
  if (paragraphs.length === 0 && prose.story === undefined) return null;
  return (
    <section aria-labelledby="story-title">
      <h2 id="story-title">{messages(locale).pages.landing.story}</h2>
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {prose.story !== undefined && <ProseText html={prose.story} />}
    </section>
  );
}

function Shifts({ campaign: { locale }, shifts }: Pick<SectionProps, 'campaign' | 'shifts'>) {
  const t = messages(locale).pages.landing;
  if (shifts.length === 0) return null;
  return (
    <section aria-labelledby="soon-title">
      <h2 id="soon-title">{t.shifts}</h2>
      <p>{t.shiftsNote}</p>
      <div class="tickets">
        {shifts.map((shift) => (
          <ShiftCard key={shift.id} shift={shift} locale={locale}>
            <p class="ticket-act">
              <Seats shift={shift} locale={locale} />
            </p>
          </ShiftCard>
        ))}
      </div>
    </section>
  );
}

function Faq({ campaign: { locale }, prose }: Pick<SectionProps, 'campaign' | 'prose'>) {
  if (prose.faq.length === 0) return null;
  return (
    <section aria-labelledby="faq-title">
      <h2 id="faq-title">{messages(locale).sections.faq}</h2>
      <div class="faq">
        {prose.faq.map(({ question, answer }) => (
          <details key={question}>
            <summary>{question}</summary>
            <ProseText html={answer} />
          </details>
        ))}
      </div>
    </section>
  );
}
