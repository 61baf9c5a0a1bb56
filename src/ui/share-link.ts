/** The ways that a link can be passed on, each the `utm_source` of who comes by it. */
export type ShareWay =
  | 'link'
  | 'native'
  | 'whatsapp'
  | 'facebook'
  | 'x'
  | 'bluesky'
  | 'email'
  | 'qr'
  | 'poster'
  | 'wall'
  | 'counter';

/** A campaign's link as it is passed on in one way, so that the numbers can tell the ways apart. */
export function sharedBy(way: ShareWay, url: string): string {
  const shared = new URL(url);
  shared.searchParams.set('utm_source', way);
  shared.searchParams.set('utm_medium', way === 'poster' ? 'print' : 'share');
  return shared.href;
}
