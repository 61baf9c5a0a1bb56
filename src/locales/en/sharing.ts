import type { Messages } from '../index.ts';

export const sharing: Messages['sharing'] = {
  invitation: 'Someone you know invites you',
  already: (figure: string) => `Already ${figure}`,

  byService: { whatsapp: 'WhatsApp', facebook: 'Facebook', x: 'X', bluesky: 'Bluesky', email: 'Email' },
  shareBy: {
    whatsapp: 'Share by WhatsApp',
    facebook: 'Share on Facebook',
    x: 'Share on X',
    bluesky: 'Share on Bluesky',
    email: 'Share by email',
  },
  showCode: 'Show the QR code',
  codeAlt: 'QR code that leads to the campaign’s page',
  codeHint: 'The person in front of you points their phone’s camera at it, and the page opens.',

  poster: {
    title: 'Poster to print',
    text: 'One page, in colour. In the print window, keep the scale at 100% and the backgrounds on.',
    print: 'Print',
    printHint: 'To print it, use your browser’s print command.',
    paper: 'Paper size',
    papers: { letter: 'Letter', a4: 'A4' },
    scan: 'Point your phone at the code, or type:',
    codes: 'The code by itself, for posters of your own:',
    codeFiles: { svg: 'SVG', png: 'PNG' },
    sheet: 'The poster',
  },
};
