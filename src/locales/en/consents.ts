type Names = { sender: string; partner: string };

/** What each law asks for stands beside the French ones. */
const wordings = {
  quebec: {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `I agree that ${sender} may email me to follow up on this campaign. I can withdraw at any time.`,
    sms: ({ sender }: Names) =>
      `I agree that ${sender} may send me text messages to follow up on this campaign. I can withdraw at any time.`,
    phone: ({ sender }: Names) =>
      `I agree that ${sender} may call me to follow up on this campaign. I can withdraw at any time.`,
    partner: ({ sender, partner }: Names) =>
      `I agree that ${sender} may pass my contact details on to ${partner}, who may write to me about this cause. I can withdraw at any time.`,
  },
  canada: {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `Yes, ${sender} may send me e-mails about this campaign. I can withdraw my consent whenever I like.`,
    sms: ({ sender }: Names) =>
      `Yes, ${sender} may send me text messages about this campaign. I can withdraw my consent whenever I like.`,
    phone: ({ sender }: Names) =>
      `Yes, ${sender} may call me about this campaign. I can withdraw my consent whenever I like.`,
    partner: ({ sender, partner }: Names) =>
      `Yes, ${sender} may give my contact details to ${partner}, who may write to me about this cause. I can withdraw my consent whenever I like.`,
  },
  europe: {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `I explicitly consent to ${sender} using my address to write to me about this campaign. I can withdraw this consent at any time, from then on.`,
    sms: ({ sender }: Names) =>
      `I explicitly consent to ${sender} using my number to text me about this campaign. I can withdraw this consent at any time, from then on.`,
    phone: ({ sender }: Names) =>
      `I explicitly consent to ${sender} using my number to call me about this campaign. I can withdraw this consent at any time, from then on.`,
    partner: ({ sender, partner }: Names) =>
      `I explicitly consent to ${sender} passing my contact details on to ${partner}, to write to me about this cause. I can withdraw this consent at any time, from then on.`,
  },
  'united-states': {
    version: '2026-11',
    email: ({ sender }: Names) =>
      `I agree to get e-mails from ${sender} about this campaign. I can unsubscribe at any time.`,
    sms: ({ sender }: Names) =>
      `I agree to get text messages from ${sender} about this campaign at the number given, including automated ones. Nothing depends on it. Frequency varies; message and data rates may apply. STOP to end, HELP for help.`,
    phone: ({ sender }: Names) =>
      `I agree to get calls from ${sender} about this campaign at the number given, including automated ones. Nothing depends on it, and I can withdraw at any time.`,
    partner: ({ sender, partner }: Names) =>
      `I agree that ${sender} may pass my contact details on to ${partner}, who may write to me about this cause. I can withdraw at any time.`,
  },
};

const admin = {
  consentChannels: {
    email: 'E-mail',
    sms: 'Text messages',
    phone: 'Calls',
    partner: 'Sharing with a partner',
    form: 'Agreement',
  },
  wordingVersion: (version: string) => `wording ${version}`,
};

const own = {
  title: 'My consents',
  lead: 'What you agreed to, in the words that you were shown. Each can be taken back with one button.',
  empty: 'No consent stands. There is nothing for you to do.',
  since: (date: string) => `Since ${date}`,
  asked: 'Asked for by a form, not confirmed yet',
  withdraw: 'Withdraw',
  withdrawNamed: (what: string) => `Withdraw: ${what}`,
  withdrawn: 'Withdrawn, from this moment on.',
  /** On the page that confirms an address: the sentences that the form agreed to. */
  confirming: 'You also confirm:',
  notMine: 'One sentence too many? Take it back with one button in your space, right after.',
  back: 'Back to my space',
  channels: {
    email: 'Follow-up e-mails',
    sms: 'Follow-up text messages',
    phone: 'Follow-up calls',
    partner: (partner: string) => `Sharing with ${partner}`,
    form: 'Agreement',
  },
};

export const consents = { admin, own, wordings };
