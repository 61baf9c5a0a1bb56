import type { MailTemplate, TemplateName } from './templates.ts';

/** What differs from one person's mail to the next: the links, and the name they are called by. */
export type Slots = { links: string[]; firstName: string };

type Opener<N extends TemplateName> = {
  read(template: MailTemplate<N>): Slots;
  /** The same template with these in their place, in the same order. */
  fill(template: MailTemplate<N>, slots: Slots): MailTemplate<N>;
};

/**
 * Where each template takes a person's own values. All else in it is the same for everyone who is sent it, and is
 * rendered once. A template that is not named here is rendered anew each time: `booking` for one, with each one's code.
 */
const openers: { [N in TemplateName]?: Opener<N> } = {
  confirm: {
    read: ({ confirmUrl }) => ({ links: [confirmUrl], firstName: '' }),
    fill: (template, { links: [confirmUrl = ''] }) => ({ ...template, confirmUrl }),
  },
  'follow-up': {
    read: ({ action, unsubscribeUrl, nowUrl, firstName }) => ({
      links: [action.url, unsubscribeUrl, ...given(nowUrl)],
      firstName,
    }),
    fill: (template, { links: [url = '', unsubscribeUrl = '', nowUrl], firstName }) => ({
      ...template,
      firstName,
      action: { ...template.action, url },
      unsubscribeUrl,
      nowUrl,
    }),
  },
  'booking-cancelled': {
    read: ({ shiftsUrl, unsubscribeUrl }) => ({ links: [shiftsUrl, ...given(unsubscribeUrl)], firstName: '' }),
    fill: (template, { links: [shiftsUrl = '', unsubscribeUrl] }) => ({ ...template, shiftsUrl, unsubscribeUrl }),
  },
  'shift-reminder': {
    read: ({ cancelUrl, confirmUrl, unsubscribeUrl }) => ({
      links: [cancelUrl, confirmUrl, ...given(unsubscribeUrl)],
      firstName: '',
    }),
    fill: (template, { links: [cancelUrl = '', confirmUrl = '', unsubscribeUrl] }) => ({
      ...template,
      cancelUrl,
      confirmUrl,
      unsubscribeUrl,
    }),
  },
  'report-ask': {
    read: ({ attendedUrl, missedUrl, unsubscribeUrl }) => ({
      links: [attendedUrl, missedUrl, ...given(unsubscribeUrl)],
      firstName: '',
    }),
    fill: (template, { links: [attendedUrl = '', missedUrl = '', unsubscribeUrl] }) => ({
      ...template,
      attendedUrl,
      missedUrl,
      unsubscribeUrl,
    }),
  },
};

/** How the person's own values of a template are read and put in; undefined where it is rendered anew each time. */
export function openerOf<N extends TemplateName>(template: MailTemplate<N>): Opener<N> | undefined {
  return openers[template.name];
}

function given(link: string | undefined): string[] {
  return link === undefined ? [] : [link];
}
