type MailFrameProps = {
  /** What the frame is called: the mail's subject. */
  title: string;
  /** Where the mail's own page is (`http/mail-page.ts`). */
  src: string;
  /** Its links lead nowhere: it was made for somebody else, or for nobody. */
  inert?: boolean;
};

/** A mail in an organizer's page: nothing in it runs. What is `inert` is loaded once it comes into sight. */
export function MailFrame({ title, src, inert = false }: MailFrameProps) {
  const opens = 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';
  return (
    <iframe class="mail" title={title} src={src} loading={inert ? 'lazy' : 'eager'} sandbox={inert ? '' : opens} />
  );
}
