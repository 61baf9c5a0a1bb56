import type { Child } from 'hono/jsx';

type BandProps = {
  title: string;
  lead?: string | undefined;
  /** A few words above the title, such as the campaign's name. */
  above?: string | undefined;
  /** File of `public/pictures`, beside the words where there is room. */
  picture?: string | undefined;
  children?: Child;
};

/** The top of a page in the organizer's colour: what it is about, in poster type. */
export function Band({ title, lead, above, picture, children }: BandProps) {
  return (
    <div class={picture === undefined ? 'band' : 'band band-pictured'}>
      <div class="band-words">
        {above !== undefined && <p class="band-above">{above}</p>}
        <h1 tabindex={-1}>{title}</h1>
        {lead !== undefined && <p class="lead">{lead}</p>}
        {children}
      </div>
      {picture !== undefined && <img class="band-picture" src={`/pictures/${picture}`} alt="" />}
    </div>
  );
}
