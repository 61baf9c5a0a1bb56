import type { VendorWords } from '../connector.ts';

export const words: VendorWords = {
  fr: {
    about: 'Un avis signé pour chaque chose qui arrive, vers n8n, Zapier, Make ou votre propre code.',
    credentials: {
      url: {
        label: 'Adresse qui reçoit les avis',
        hint: 'En https. Dans n8n, Zapier ou Make\u00a0: l’adresse que donne leur déclencheur «\u00a0Webhook\u00a0».',
      },
      secrets: {
        label: 'Clé de signature',
        hint: 'Elle commence par whsec_ et se donne aussi à qui reçoit. Pour la changer sans coupure\u00a0: la nouvelle, une espace, puis l’ancienne.',
      },
    },
  },
  en: {
    about: 'A signed notice for each thing that happens, to n8n, Zapier, Make or your own code.',
    credentials: {
      url: {
        label: 'Address that takes the notices',
        hint: 'With https. In n8n, Zapier or Make: the address that their “Webhook” trigger gives.',
      },
      secrets: {
        label: 'Signing key',
        hint: 'It begins with whsec_ and is given to the receiver, too. To change it without a gap: the new one, a space, then the old one.',
      },
    },
  },
};
