import type { bots as original } from '../fr/bots.ts';

export const bots: typeof original = {
  withoutScript:
    'Without JavaScript, your sign-up will count as soon as you press the button in the e-mail that we will send you.',
  held: {
    title: 'An e-mail is waiting for you',
    lead: 'Open it and press its button: that is when your sign-up will count.',
    why: 'Bots are hammering this form right now. The button tells us that it is really you.',
    nothing:
      'Nothing there? Look in your junk mail. The link works for seven days; after that, everything you wrote is erased.',
    back: 'Back to the campaign',
  },
  release: {
    title: 'One last press and it counts',
    lead: 'You filled in this campaign’s form. Press, and your sign-up counts and your address is confirmed.',
    action: 'Yes, it is me',
    other: 'Not you? Simply close this page: everything will be erased in a few days.',
  },
  admin: {
    title: 'Refused posts',
    lead: 'Forms that were not accepted in the last 30 days, and what to do about it. A slip of the pen is not among them: the person mends it and sends again.',
    link: 'See by day and by reason',
    none: 'Nothing was refused in the last 30 days.',
    on: (since: string, until: string) =>
      `On since ${since}, until ${until} at least: every form has the device do a small sum. Without JavaScript, the sign-up counts once a button in an e-mail is pressed.`,
    off: 'Off. It turns itself on at 30 refusals a minute, and off again ten minutes later.',
    onBadge: 'Proof of work: on',
    offBadge: 'Proof of work: off',
    reason: 'Reason',
    day: 'Day',
    count: 'Number',
    todo: 'What to do',
    byDay: 'Day by day',
    reasons: {
      trap: {
        name: 'Hidden field filled in',
        todo: 'Nothing: these are nearly always bots. A person who gets caught is through at the second press.',
      },
      'too-quick': {
        name: 'Sent too quickly',
        todo: 'Nothing: a person is through at the second press. If people complain, lower FORM_MIN_SECONDS.',
      },
      'stale-form': {
        name: 'Form out of date or without a signature',
        todo: 'Usually nothing: a page open for more than three days, or a bot. If it jumps up, check that every machine has the same SECRET.',
      },
      unproven: {
        name: 'Without proof of work',
        todo: 'Nothing: this is the protection at work. People are through at the second press, or by e-mail.',
      },
      'too-many': {
        name: 'Too many from one network address',
        todo: 'An office or a full hall shares a single address: if it is yours, raise SIGNUP_LIMIT_PER_MINUTE. Behind a proxy, check TRUST_PROXY.',
      },
      'too-many-recipient': {
        name: 'Too many for one e-mail address',
        todo: 'Someone may be signing another person up over and over. If your team signs several people up under one address, raise RECIPIENT_LIMIT_PER_HOUR.',
      },
    },
  },
};
