import type { Child } from 'hono/jsx';
import { Picture } from './picture.tsx';

type BandProps = {
  title: string;
  lead?: string | undefined;
  /** A few words above the title, such as the campaign's name. */
  above?: string | undefined;
  /** File of `public/pictures`, beside the words where there is room. */
  picture?: string | undefined;
  /** A ridge along the lower edge, for pages that are Terrain's own. */
  ridge?: boolean;
  children?: Child;
};

/** The top of a page in the organizer's colour: what it is about, in poster type. */
export function Band({ title, lead, above, picture, ridge = false, children }: BandProps) {
  return (
    <div class={picture === undefined ? 'band' : 'band band-pictured'}>
      <div class="band-words">
        {above !== undefined && <p class="band-above">{above}</p>}
        <h1 tabindex={-1}>{title}</h1>
        {lead !== undefined && <p class="lead">{lead}</p>}
        {children}
      </div>
      {ridge && (
        <svg class="band-ridge" viewBox="0 0 400 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <path d="M0 40V34L38 27 58 31 104 17 130 24 176 9 205 19 250 4 274 14 306 7 338 20 362 14 400 28V40Z" />
        </svg>
      )}
      {picture !== undefined && (
        <Picture class="band-picture" file={picture} alt="" sizes="(min-width: 60rem) 36rem, 100vw" first />
      )}
    </div>
  );
}
