import type { Locale } from '../locales/index.ts';

/**
 * What an organizer wrote, as a person's mail program would send it: the text as typed, below it who writes, and the
 * same as a page without anything to press (RFC 2046 s. 5.1.4).
 */
export function letter({ locale, body, foot }: { locale: Locale; body: string; foot: string[] }): {
  text: string;
  html: string;
} {
  const paragraphs = body.split(/\n{2,}/).map((one) => `<p>${escaped(one).replaceAll('\n', '<br>')}</p>`);
  const head = '<meta charset="utf-8"><meta name="color-scheme" content="light dark">';
  const style = 'font-family:sans-serif;font-size:16px;line-height:24px';
  const below = `<p style="font-size:14px;line-height:20px">${foot.map(escaped).join('<br>')}</p>`;
  return {
    // "-- " alone on a line: mail programs fold what is below it (RFC 3676 s. 4.3).
    text: [body, '', '-- ', ...foot].join('\n'),
    html: `<!doctype html><html lang="${locale}"><head>${head}</head><body style="${style}">${paragraphs.join('')}${below}</body></html>`,
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
