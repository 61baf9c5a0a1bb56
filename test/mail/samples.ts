import { type Locale, messages } from '../../src/locales/index.ts';
import type { MailTemplate, TemplateName } from '../../src/mail/templates.ts';

const campaigns = {
  fr: {
    title: 'Sauvons le parc du Coteau',
    colour: '#c8321f',
    sender: {
      name: 'Comité du Coteau',
      address: '1234, rue Saint-Vallier Ouest\nQuébec (Québec)  G1K 1K5',
      email: 'bonjour@coteau.example',
      website: 'https://coteau.example/',
    },
  },
  en: {
    title: 'Save Coteau Park',
    colour: '#f2b705',
    sender: {
      name: 'Coteau Committee',
      address: '1234 Saint-Vallier Street West\nQuebec City, Quebec  G1K 1K5',
      email: 'hello@coteau.example',
    },
  },
};

const shifts = {
  fr: {
    title: 'Porte-à-porte dans Saint-Sauveur',
    place: 'Parc Durocher, 680, rue Raoul-Jobin, Québec',
    details: 'Apportez de l’eau et de bons souliers. On jumelle toujours deux personnes.',
    startsAt: new Date('2026-06-13T13:30:00Z'),
    endsAt: new Date('2026-06-13T16:00:00Z'),
    timezone: 'America/Toronto',
  },
  en: {
    title: 'Canvass in Saint-Sauveur',
    place: 'Durocher Park, 680 Raoul-Jobin Street, Quebec City',
    startsAt: new Date('2026-06-13T13:30:00Z'),
    endsAt: new Date('2026-06-13T16:00:00Z'),
    timezone: 'America/Toronto',
  },
};

const steps = {
  fr: {
    subject: '{firstName}, on vous attend samedi',
    body: [
      'Bonjour {firstName},',
      'Votre nom est le 412e sur la liste. C’est beaucoup de monde, et c’est surtout assez pour frapper à toutes les portes du quartier avant le conseil du 22 juin.',
      'Il reste des places samedi matin. Deux heures, une personne d’expérience à vos côtés, et du café.',
    ],
    action: { label: 'Choisir mon moment', url: 'https://terrain.example/s/jeton' },
  },
  en: {
    subject: '{firstName}, we’ll see you Saturday?',
    body: [
      'Hi {firstName},',
      'Yours is the 412th name on the list. That is a lot of people, and just enough to knock on every door in the neighbourhood before council meets on June 22.',
      'There are spots left on Saturday morning. Two hours, someone experienced beside you, and coffee.',
    ],
    action: { label: 'Pick my time', url: 'https://terrain.example/s/token' },
  },
};

/** One mail of each template in a locale, as a campaign in Quebec City could send it. */
export function sampleMails(locale: Locale): { [N in TemplateName]: MailTemplate<N> } {
  const base = { locale, campaign: campaigns[locale] };
  const link = (path: string) => `https://terrain.example/${path}`;
  const shiftMail = { ...base, shift: shifts[locale], cancelUrl: link('s/jeton/cancel') };
  return {
    confirm: { name: 'confirm', ...base, confirmUrl: link('c/jeton') },
    'follow-up': {
      name: 'follow-up',
      ...base,
      ...steps[locale],
      firstName: 'Maïté',
      reason: 'consent',
      unsubscribeUrl: link('u/jeton'),
      nowUrl: link('s/jeton/now'),
    },
    booking: { name: 'booking', ...shiftMail, ticketUrl: link('s/jeton/ticket'), code: 'K7M4Q' },
    'booking-moved': { name: 'booking-moved', ...shiftMail, confirmUrl: link('s/jeton/confirm') },
    'seat-offer': {
      name: 'seat-offer',
      ...base,
      shift: shifts[locale],
      heldUntil: new Date(shifts[locale].startsAt.getTime() - 24 * 3_600_000),
      offerUrl: link('s/jeton/waits/un'),
    },
    'shift-lacks': {
      name: 'shift-lacks',
      locale,
      title: campaigns[locale].title,
      colour: campaigns[locale].colour,
      shift: shifts[locale],
      booked: 3,
      needed: 8,
      shiftUrl: link('admin/shifts/un'),
      shareUrl: link('fr/porte-a-porte'),
    },
    'booking-cancelled': {
      name: 'booking-cancelled',
      ...base,
      shift: shifts[locale],
      shiftsUrl: link('s/jeton/shifts'),
      calledOff: false,
    },
    'shift-reminder': {
      name: 'shift-reminder',
      ...shiftMail,
      confirmUrl: link('s/jeton/confirm'),
      morning: false,
      unsubscribeUrl: link('u/jeton'),
    },
    'report-ask': {
      name: 'report-ask',
      ...base,
      shift: shifts[locale],
      attendedUrl: link('s/jeton/report?answer=attended'),
      missedUrl: link('s/jeton/report?answer=missed'),
    },
    invitation: { name: 'invitation', locale, signInUrl: link('admin/sign-in/jeton'), by: 'Maude Roy', days: 3 },
    waiting: {
      name: 'waiting',
      locale,
      waitingUrl: link('admin/waiting'),
      count: 12,
      people: [
        {
          firstName: 'Maïté',
          campaign: campaigns[locale].title,
          overdue: true,
          refusals: [messages(locale).outreach.attempt.refusals.email],
          url: link('admin/contacts/un'),
        },
        {
          firstName: '',
          campaign: campaigns[locale].title,
          overdue: false,
          refusals: [],
          url: link('admin/contacts/deux'),
        },
      ],
    },
    'reply-received': {
      name: 'reply-received',
      locale,
      firstName: 'Maïté',
      campaign: campaigns[locale].title,
      conversationUrl: link('admin/conversations/une'),
    },
    paused: {
      name: 'paused',
      locale,
      title: campaigns[locale].title,
      reason: 'bounces',
      sent: 412,
      counted: 31,
      deliveryUrl: link('admin/delivery'),
    },
    'sign-in': { name: 'sign-in', locale, signInUrl: link('admin/sign-in?token=jeton'), minutes: 15 },
  };
}
