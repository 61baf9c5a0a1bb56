/** @jsxImportSource react */
import type { CSSProperties } from 'react';

// The faces and colours of public/css/tokens.css, in the values that mail programs understand.
const textFace = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
const posterFace =
  "'Avenir Next Condensed', sans-serif-condensed, 'Roboto Condensed', Bahnschrift, 'Liberation Sans Narrow', 'Open Sans Condensed', 'Arial Narrow', Arial, sans-serif";
export const day = {
  paper: '#f6f2ea',
  surface: '#ffffff',
  ink: '#17140f',
  soft: '#575046',
  line: '#dcd4c6',
  edge: '#857b6b',
};
export const night = { paper: '#14120e', surface: '#201d18', ink: '#f6f1e7', soft: '#bdb4a5', line: '#3b362d' };

/** Inline styles, since they are what every mail program keeps. Sizes are a phone's; `sheet` adds room on a wide screen. */
export const styles = {
  body: { backgroundColor: day.paper, margin: '0', padding: '20px 10px 40px', fontFamily: textFace },
  card: { maxWidth: '560px', width: '100%', margin: '0 auto', backgroundColor: day.surface, borderRadius: '8px' },
  band: { padding: '24px 24px 28px', borderRadius: '8px 8px 0 0' },
  kicker: { margin: '0', fontSize: '15px', lineHeight: '20px', fontWeight: 700 },
  headline: { margin: '48px 0 0', fontFamily: posterFace, fontWeight: 800, overflowWrap: 'break-word' },
  inside: { padding: '28px 24px 32px' },
  text: { margin: '0 0 18px', fontSize: '17px', lineHeight: '27px', color: day.ink },
  title: { margin: '26px 0 10px', fontSize: '20px', lineHeight: '26px', fontWeight: 700, color: day.ink },
  list: { margin: '0 0 18px', padding: '0 0 0 24px', fontSize: '17px', lineHeight: '27px', color: day.ink },
  item: { margin: '0 0 6px' },
  wordLink: { color: day.ink, fontWeight: 600, textDecoration: 'underline' },
  aside: { margin: '26px 0 0', fontSize: '15px', lineHeight: '23px', color: day.soft },
  link: { color: day.ink, fontWeight: 600, textDecoration: 'underline', display: 'inline-block', padding: '10px 0' },
  foot: { maxWidth: '560px', width: '100%', margin: '0 auto' },
  footInside: { padding: '24px 24px 0' },
  footText: { margin: '0 0 12px', fontSize: '13px', lineHeight: '24px', color: day.soft },
  footLink: { color: day.soft, textDecoration: 'underline' },
} satisfies Record<string, CSSProperties>;

/** A headline's size on a phone: a long subject is still to be read at one glance. `sheet` has the wide screen's. */
export const headlineSizes = {
  short: { fontSize: '44px', lineHeight: '45px' },
  long: { fontSize: '33px', lineHeight: '36px' },
} satisfies Record<string, CSSProperties>;

/** What inline styles cannot say: the dark colours and the wide screen. The classes stand beside the styles. */
export const sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a[x-apple-data-detectors] { color: inherit !important; text-decoration: none !important; }
@media (min-width: 600px) {
  .band { padding: 32px 40px 40px !important; }
  .headline { margin-top: 72px !important; }
  .short { font-size: 60px !important; line-height: 58px !important; }
  .long { font-size: 44px !important; line-height: 46px !important; }
  .inside { padding: 38px 40px 42px !important; }
  .foot { padding: 26px 40px 0 !important; }
}
@media (prefers-color-scheme: dark) {
  .page, .page > table > tbody > tr > td { background-color: ${night.paper} !important; }
  .card { background-color: ${night.surface} !important; }
  .ink { color: ${night.ink} !important; }
  .soft { color: ${night.soft} !important; }
  .line { border-color: ${night.line} !important; }
}
`;
