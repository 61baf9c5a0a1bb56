import { createHash } from 'node:crypto';
import type { CampaignSettings, CampaignText } from '../campaigns/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import { colourRoles } from '../ui/colour.ts';
import { formatMoney, formatNumber } from '../ui/format.ts';
import type { Progress } from '../ui/progress.tsx';

/** What a card shows, in words and colours that need no more deciding: it is handed to the drawing thread as it is. */
export type CardFacts = {
  /** Name of the campaign, above the headline. */
  title: string;
  headline: string;
  ask: string;
  /** Stands in the place of the title for whom a supporter has sent the link; empty for everyone else. */
  invitation: string;
  colours: { accent: string; onAccent: string; strong: string };
  /** File of `public/pictures`. */
  picture?: string;
  /** How far the goal is: a figure, the words after it, and how much is climbed, 0 to 1. */
  progress?: { figure: string; words: string; share: number };
};

/** What a card is about. A draft has one too, for its organizer to look at. */
export type CardSubject = { locale: Locale; settings: CampaignSettings; text: CampaignText };

/** Terrain's own colour, `--accent` of `public/css/tokens.css`. */
const ownColour = '#1d5c4a';

/**
 * The card of a campaign. `invited` is said of a link that a supporter passed on, without naming anyone: networks keep
 * such pictures for good, and nobody agreed to be named in one.
 */
export function cardFacts({ locale, settings, text }: CardSubject, progress: Progress, invited: boolean): CardFacts {
  const { title, headline, ask } = text;
  return {
    title,
    headline,
    ask,
    invitation: invited ? messages(locale).sharing.invitation : '',
    colours: colourRoles(settings.colour),
    picture: settings.picture,
    progress: progressFacts(progress, settings.currency, locale),
  };
}

/** The card of the pages that are no campaign's. */
export function ownCardFacts(locale: Locale): CardFacts {
  const { title, lead } = messages(locale).pages.campaigns;
  return { title: 'Terrain', headline: title, ask: lead, invitation: '', colours: colourRoles(ownColour) };
}

/** The name of a card's content: the same facts, the same picture. */
export function cardVersion(facts: CardFacts): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 10);
}

function progressFacts({ kind, value, target }: Progress, currency: string, locale: Locale) {
  const { landing } = messages(locale).pages;
  const write = (count: number) =>
    kind === 'money' ? formatMoney(locale, count, currency) : formatNumber(locale, count);
  const shown = roundedDown(value, target);
  if (shown <= 0) return { figure: '', words: landing.first(write(target)), share: 0 };
  return {
    figure: messages(locale).sharing.already(write(shown)),
    words: landing.progress[kind](shown, write(target)),
    share: Math.min(1, shown / target),
  };
}

/**
 * A figure that stays true although networks keep the picture for weeks, and that changes about fifty times on the way
 * to the target rather than with every sign-up: the last round number passed, of steps of 1, 2 or 5 times a power of
 * ten. The target itself, and the first step, are shown exactly.
 */
export function roundedDown(value: number, target: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, target / 50)));
  const step = [5, 2, 1].map((one) => one * magnitude).find((one) => one <= target / 50) ?? 1;
  if (value < step) return value;
  const rounded = Math.floor(value / step) * step;
  return value >= target ? Math.max(target, rounded) : rounded;
}
