import type { Messages } from '../index.ts';

export const door: Messages['door'] = {
  title: (shift) => `At the door: ${shift}`,
  of: (count) => `of ${count} are here`,
  empty: 'Nobody booked this shift. The list fills as soon as a seat is taken.',
  search: 'A name, or the person’s code',
  scan: 'Scan a QR code',
  camera: 'What the camera sees',
  nobody: 'No name matches. The person can sign up on the campaign’s page.',
  back: 'Back to the shift',
  live: {
    tap: 'Check in',
    here: 'Checked in',
    ready: 'Ready: it works without a network, too.',
    waiting: '{count} to send. Nothing is lost: they go when the network is back.',
    session: 'Sign in again to send what waits ({count}). Nothing is lost.',
    refused:
      '{count} to send, of a shift that you may not see. Nothing is lost: they wait on this device until somebody who may signs in.',
    sent: 'Everything is sent.',
    seen: '{name}: checked in.',
    undone: '{name}: not checked in any more.',
    noted: 'Noted. This person is not on the page: whether they booked is checked once it is sent.',
    seenUnlisted: 'Checked in. Load the page again to see the person on it.',
    unknown: 'This code is not that of a booking of this shift.',
    cancelled: 'One of these seats had been given back: load the page again.',
    late: 'A check-in made too long after the shift does not count.',
    noCamera: 'The camera cannot be used. Type the code or the name.',
    notKept: 'This device keeps nothing without a network: stay online.',
    over: 'The shift is over: the names are no longer kept on this device.',
  },
};
