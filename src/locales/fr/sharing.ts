/** The picture of a link, the poster, and the ways to pass a campaign on. */
export const sharing = {
  /** On the picture of a link that somebody passed on; it names nobody. */
  invitation: 'Quelqu’un que vous connaissez vous invite',
  /** Before a figure that was true when the picture was drawn. */
  already: (figure: string) => `Déjà ${figure}`,
};
