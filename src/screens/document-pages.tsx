import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Locale } from '../locales/index.ts';
import { asset } from '../ui/assets.ts';
import { colourPath } from '../ui/colour.ts';

type ScreenDocumentProps = {
  locale: Locale;
  title: string;
  /** Of the campaigns on it, `#rrggbb`. */
  colours: string[];
  stylesheets: string[];
  scripts: string[];
  class: string;
  /** Where the figures come from by themselves. */
  events: string;
  /** Without scripts, the page is opened anew after so many seconds. */
  renewAfter: number;
  children?: Child;
};

/** A page whose figures move by themselves. In it, each part named by `data-live` is put in the old one's place. */
export function ScreenDocument(props: ScreenDocumentProps) {
  const { locale, title, colours, stylesheets, scripts, events, renewAfter, children } = props;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={`${locale}-CA`}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>{title}</title>
          <link rel="stylesheet" href={asset('/css/tokens.css')} />
          {[...new Set(colours.map(colourPath))].map((href) => (
            <link key={href} rel="stylesheet" href={href} />
          ))}
          {stylesheets.map((file) => (
            <link key={file} rel="stylesheet" href={asset(file)} />
          ))}
          <link rel="icon" type="image/svg+xml" href={asset('/favicon.svg')} />
          {['/js/live.js', ...scripts].map((file) => (
            <script key={file} defer src={asset(file)} />
          ))}
          <noscript>
            <meta http-equiv="refresh" content={String(renewAfter)} />
          </noscript>
        </head>
        <body class={props.class} data-events={events}>
          {children}
        </body>
      </html>
    </>
  );
}
