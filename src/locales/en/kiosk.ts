import type { Messages } from '../index.ts';

/** The kiosk: what a table's visitors, its volunteers and its organizers read. */
export const kiosk: Messages['kiosk'] = {
  page: {
    title: (campaign) => `Kiosk – ${campaign}`,
    appName: (campaign) => `Kiosk: ${campaign}`,
    description: 'A sign-up page for a table or a tablet, with or without a network.',
    needsScript: 'The kiosk needs JavaScript, to keep sign-ups while there is no network.',
    needsScriptAction: 'Go to the ordinary form',
    language: 'Language of the form',
    form: 'The form',
    kept: 'Thank you!',
    mail: 'An email will reach you to confirm your address. Open it at home: it holds what comes next.',
    nextTitle: 'Carry on, on your own phone',
    nextText: 'Point your camera at this code: the next dates and the link to pass on are there.',
    code: (url) => `QR code to ${url}`,
    done: 'Next person',
    closed: {
      'no-link': {
        title: 'A kiosk link is needed',
        sentences: [
          'This page is for volunteers’ tables and tablets. It opens with the link that the team makes in the admin, under “Kiosks”.',
        ],
      },
      expired: {
        title: 'This kiosk has ended',
        sentences: ['Its link is no longer valid. The team can make another one, under “Kiosks”.'],
      },
      revoked: {
        title: 'This kiosk has been closed',
        sentences: ['The team has ended this link. It can make another one, under “Kiosks”.'],
      },
      'campaign-closed': {
        title: 'This campaign is over',
        sentences: ['The kiosk takes no more sign-ups. Thank you for holding the table!'],
      },
    },
    toForm: 'The campaign’s form',
    trouble: {
      title: 'This device cannot serve as a kiosk',
      storage:
        'It keeps nothing for this page. Leave private browsing, or allow this site to keep data, then load the page again.',
      full: 'It has hardly any free space left. Make some room, then load this page again.',
      insecure: 'This page was not opened through a secure address (https). Open the whole link, as it was made.',
    },
  },

  live: {
    waitingNone: 'Everything is sent',
    waiting: 'Waiting to be sent: {count}',
    sending: 'Sending… waiting: {count}',
    linkLost:
      'Waiting: {count}. The service no longer knows this kiosk’s link: keep the device as it is and tell the team.',
    ready: 'Ready without a network',
    notReady: 'Not ready without a network yet',
    notPersisted:
      'The device might erase what waits if it runs out of space. Install the kiosk (the browser’s menu), or send often.',
    busy: 'One moment…',
    errorsOne: 'One answer needs another look',
    errorsMany: '{count} answers need another look',
    notKept:
      'The device could not keep this sign-up. Nothing is lost: press again, or call the person who holds the table.',
    backIn: 'Back to the form in {seconds} s',
    stillThere: 'Still there? Without an answer, the form empties itself in {seconds} s.',
    stay: 'I am here',
  },

  admin: {
    title: 'Kiosks',
    text: 'A kiosk is a tablet on a table or a volunteer’s phone that takes sign-ups, even without a network. Each is encrypted on the device, then sent as soon as possible.',
    empty: 'No kiosk yet. Make a link below, open it on the tablet, and the table is ready.',
    newTitle: 'Make a kiosk',
    name: 'Name of the kiosk',
    nameHint: 'For example “Table at the market”.',
    campaign: 'Campaign',
    lifetime: 'Valid for',
    lifetimes: { day: 'Two days', week: 'One week', month: 'One month', season: 'Four months' },
    create: 'Make the link',
    incomplete: 'The name (80 characters at most) or the campaign is missing.',
    noCampaign: 'There has to be a campaign first.',
    state: 'State',
    states: { open: 'Open', expired: 'Expired', revoked: 'Closed' },
    until: 'Until',
    signups: 'Sign-ups',
    last: 'Last received',
    leftovers: 'Set aside',
    back: 'All kiosks',
    link: 'Link to open on the device',
    linkNote:
      'Whoever has this link can sign people up without a limit by network address: do not publish it. Open it a first time with a network, then install the page from the browser’s menu.',
    codeTitle: 'Or point the tablet at this code',
    notesClock: (count) => `Time of signing corrected, the device’s clock being wrong: ${count}.`,
    notesConsent: (count) => `Kept without consent, the sentence shown not being one of ours: ${count}.`,
    droppedTitle: 'Answers left out',
    droppedText: 'These people are signed up, but without these answers, which did not have the right form.',
    droppedWho: 'Email',
    droppedWhat: 'Written on the device',
    leftoversTitle: 'Sign-ups set aside',
    leftoversText: (count) => `${count} in all, kept as the device sent them. Nothing is lost while they are here.`,
    reason: 'Reason',
    count: 'Count',
    reasons: {
      unreadable: 'Cannot be decrypted: unknown key, or damaged',
      invalid: 'Email address or first name not valid',
      revoked: 'Received after the kiosk was closed',
      expired: 'Signed or received too long after the link’s end',
      failed: 'Refused by the database',
    },
    takeIn: 'Take them in',
    takeInNote: 'Do this if you recognize this kiosk and this device. What cannot be taken in stays here.',
    leftoversWho: 'People whose sign-up is set aside',
    firstName: 'First name',
    wrong: 'To look at',
    signedAt: 'Signed on',
    discardTitle: 'Delete them instead',
    discardText: 'Everything that is set aside here goes for good; the audit log keeps how many there were.',
    discard: 'Delete everything',
    revokeTitle: 'Close this kiosk',
    revokeText:
      'The page will no longer open. What still waits on the device will be set aside here, for you to decide.',
    revoke: 'Close this kiosk',
    keyTitle: 'The campaign’s encryption key',
    keyText: (date) =>
      `The current key dates from ${date}. With a new key, devices encrypt for it from the next time they open with a network; the old one still opens what waits.`,
    rotate: 'Change the key',
    missing: 'This kiosk does not exist.',
  },
};
