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

/** A campaign's sections in their order, without the film in a language that has no captions or no words for it. */
export function orderOf({ locale, settings, text }: CampaignView): SectionName[] {
  const hasVideo = settings.video?.captions[locale] !== undefined && text.video !== undefined;
  return (settings.sections ?? [...sectionNames]).filter((name) => name !== 'video' || hasVideo);
}

/**
 * Puts a campaign's sections together. What stands side by side in the list stands together on the page: headline and
 * picture are the poster, goal and form one sheet; whatever else follows on each other is a column.
 */
export function compose(order: readonly SectionName[]): Composition {
  const poster = beside(order, 'headline', ['picture', 'video']);
  const sheet = beside(order, 'form', ['goal']);
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

/** A section with the one of its partners that stands right before or after it, in their order. */
function beside(order: readonly SectionName[], one: SectionName, partners: SectionName[]): SectionName[] {
  const at = order.indexOf(one);
  const [before, after] = [order[at - 1], order[at + 1]];
  if (before && partners.includes(before)) return [before, one];
  return after && partners.includes(after) ? [one, after] : [one];
}

/** The campaign's picture: `first` on the poster, where it is seen at once. */
export function PosterPicture({ campaign, first = true }: { campaign: CampaignView; first?: boolean }) {
  const { settings, text } = campaign;
  const sizes = first ? '(min-width: 60rem) 56vw, 100vw' : '(min-width: 36rem) 34rem, 100vw';
  return <Picture class="poster-picture" file={settings.picture} alt={text.pictureAlt} sizes={sizes} first={first} />;
}

/** The film, where the campaign has one in this language. */
export function PosterVideo({ campaign: { locale, settings, text } }: { campaign: CampaignView }) {
  const { picture, video } = settings;
  if (!video || text.video === undefined) return null;
  return <Film class="poster-picture" video={video} poster={picture} label={text.video} locale={locale} />;
}

/** One section of a column; nothing where the campaign has no words for it in this language. */
export function Section({ name, ...props }: SectionProps & { name: SectionName }): Child {
  const { campaign, progress, shifts, prose } = props;
  const { locale, settings, text } = campaign;
  switch (name) {
    case 'picture':
      return (
        <div class="figure">
          <PosterPicture campaign={campaign} first={false} />
        </div>
      );
    case 'video':
      return <Video campaign={campaign} />;
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

function Video({ campaign }: Pick<SectionProps, 'campaign'>) {
  return (
    <figure class="figure">
      <PosterVideo campaign={campaign} />
      <figcaption aria-hidden="true">{campaign.text.video}</figcaption>
    </figure>
  );
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
