import type { ReactElement } from 'react';
import type { Locale } from '../locales/index.ts';
import type { MergeValues } from './merge-fields.ts';

/** What a mail shows of its campaign. `title` is already in the mail's locale, `colour` is `#rrggbb`. */
export type MailCampaign = {
  title: string;
  colour: string;
  /** Who speaks. CASL s. 6(2) and the CRTC's regulations, s. 2(1): name, postal address, and an address or site to reach. */
  sender: { name: string; address: string; email: string; website?: string | undefined };
};

/** What a mail shows of a shift. Title, place and details are already in the mail's locale. */
export type MailShift = {
  title: string;
  place: string;
  details?: string | undefined;
  startsAt: Date;
  endsAt: Date;
  /** IANA zone of the place; the times are shown in it and it is named. */
  timezone: string;
};

type CampaignMail = { locale: Locale; campaign: MailCampaign };
type ShiftMail = CampaignMail & {
  shift: MailShift;
  /** Set it where the contact has also agreed to follow-up; the foot then has the link. */
  unsubscribeUrl?: string | undefined;
};

type Templates = {
  /** Double opt-in. Goes to an address that nobody has vouched for: it can hold nothing that was typed in a form. */
  confirm: CampaignMail & { confirmUrl: string };
  /** One step of a sequence, or a broadcast. Its words come from the campaign, not from the locales. */
  'follow-up': CampaignMail & {
    /** The value of `{firstName}` in subject, body and the action's label; empty: see `markFields`. */
    firstName: string;
    /** The values of the other merge fields, the campaign's title apart. */
    fields?: Omit<MergeValues, 'firstName' | 'campaign'>;
    subject: string;
    /** Markdown (see `letterBody`), or a list of paragraphs as they are. */
    body: string | string[];
    action: { label: string; url: string };
    /** Why it comes: follow-up was agreed to, or it answers what the person did (a pledge, a sign-up). */
    reason: 'consent' | 'own-act';
    unsubscribeUrl: string;
    /** Where somebody with half an hour finds something to do; left out where the campaign has nothing to offer. */
    nowUrl?: string | undefined;
  };
  /** A seat was booked; the caller attaches the calendar file that the text speaks of. */
  booking: ShiftMail & { cancelUrl: string; ticketUrl: string; code: string };
  /** The shift has another time or place; the caller attaches the calendar's update. */
  'booking-moved': ShiftMail & { cancelUrl: string; confirmUrl: string };
  /** A seat was given back; the caller attaches the calendar's cancellation. `shiftsUrl` leads to what is still open. */
  'booking-cancelled': ShiftMail & {
    shiftsUrl: string;
    /** It was the organizers who called the shift off. */
    calledOff: boolean;
  };
  /** The day before, or the same `morning`. */
  'shift-reminder': ShiftMail & { cancelUrl: string; confirmUrl: string; morning: boolean };
  /** A seat came free for who waited: held until then, at the page of `offerUrl`. */
  'seat-offer': ShiftMail & { heldUntil: Date; offerUrl: string };
  /** To whoever leads a shift that has `booked` people and wants `needed`. */
  'shift-lacks': {
    locale: Locale;
    /** Of the campaign. */
    title: string;
    colour: string;
    shift: MailShift;
    booked: number;
    needed: number;
    shiftUrl: string;
    shareUrl: string;
  };
  /** After the shift: were you there? Each link opens a page with one button (a GET changes nothing). */
  'report-ask': ShiftMail & { attendedUrl: string; missedUrl: string };
  /** An organizer's link into `/admin`; `minutes` is how long it works. */
  'sign-in': { locale: Locale; signInUrl: string; minutes: number };
  /** Someone's first link into `/admin`, from the organizer `by`; `days` is how long it works. */
  invitation: { locale: Locale; signInUrl: string; by: string; days: number };
  /** To an organizer: somebody answered a mail. Nothing of what they wrote; `firstName` may be empty. */
  'reply-received': { locale: Locale; firstName: string; campaign: string; conversationUrl: string };
  /** To the owners: a campaign's mail was paused because of bounces or complaints. `title`: the campaign's. */
  paused: {
    locale: Locale;
    title: string;
    reason: 'bounces' | 'complaints';
    sent: number;
    counted: number;
    deliveryUrl: string;
  };
  /** An organizer's morning: how many wait for them, and the first few. `campaign` is in the mail's locale, or empty. */
  waiting: {
    locale: Locale;
    waitingUrl: string;
    count: number;
    /** `refusals`: what they have said no to, in the mail's locale. */
    people: { firstName: string; campaign: string; overdue: boolean; refusals: string[]; url: string }[];
  };
};

export type TemplateName = keyof Templates;
/** One mail to render: `{ name: 'confirm', locale, campaign, confirmUrl }` and so on. */
export type MailTemplate<N extends TemplateName = TemplateName> = { [P in N]: { name: P } & Templates[P] }[N];
/** What the template called `N` is given. */
export type TemplateProps<N extends TemplateName> = Templates[N];

export type RenderedMail = { subject: string; html: string; text: string };

type TemplateModule<Props> = { subject: (props: Props) => string; default: (props: Props) => ReactElement };

// Loaded at first use: a web process that mails nothing never holds React in memory.
const modules: { [N in TemplateName]: () => Promise<TemplateModule<Templates[N]>> } = {
  confirm: () => import('../../emails/confirm.tsx'),
  'follow-up': () => import('../../emails/follow-up.tsx'),
  booking: () => import('../../emails/booking.tsx'),
  'booking-moved': () => import('../../emails/booking-moved.tsx'),
  'booking-cancelled': () => import('../../emails/booking-cancelled.tsx'),
  'shift-reminder': () => import('../../emails/shift-reminder.tsx'),
  'seat-offer': () => import('../../emails/seat-offer.tsx'),
  'shift-lacks': () => import('../../emails/shift-lacks.tsx'),
  'report-ask': () => import('../../emails/report-ask.tsx'),
  'sign-in': () => import('../../emails/sign-in.tsx'),
  invitation: () => import('../../emails/invitation.tsx'),
  waiting: () => import('../../emails/waiting.tsx'),
  'reply-received': () => import('../../emails/reply-received.tsx'),
  paused: () => import('../../emails/paused.tsx'),
};

/**
 * Renders one mail from its React Email template, in the template's locale.
 *
 * The same template gives the same bytes each time, so a mail rendered again for a second try keeps what an
 * idempotency key stands for.
 */
export async function renderMail<N extends TemplateName>(template: MailTemplate<N>): Promise<RenderedMail> {
  const [module, { renderBoth }] = await Promise.all([
    modules[template.name](),
    import('../../emails/components/render.ts'),
  ]);
  return { subject: module.subject(template), ...(await renderBoth(module.default(template))) };
}
