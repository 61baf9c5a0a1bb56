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

  admin: {
    link: 'Posters, QR codes and link preview',
    title: (campaign: string) => `Sharing: ${campaign}`,
    lead: 'This is what networks show when the link is pasted there. The picture follows the campaign: its words, its colour, how far the goal is.',
    draft: 'This campaign is a draft. The poster and the codes will be here once it is open.',
    preview: (language: string) => `Link preview, ${language}`,
    leftOut: (parts: string) =>
      `Cannot be drawn in the picture: ${parts}. Letters may be Latin, Greek and Cyrillic; kinds of photos, SVG, PNG and JPEG.`,
    parts: { title: 'the campaign’s name', headline: 'the headline', ask: 'the ask', picture: 'the photo' },
    busy: 'Too many pictures are waiting their turn. Load this page again in a few seconds.',
    poster: 'Poster',
    code: 'QR code for your posters',
    words: 'Words suggested to whoever shares',
  },
};
