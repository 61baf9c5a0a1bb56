/** The picture of a link, the poster, and the ways to pass a campaign on. */
export const sharing = {
  /** On the picture of a link that somebody passed on; it names nobody. */
  invitation: 'Quelqu’un que vous connaissez vous invite',
  /** Before a figure that was true when the picture was drawn. */
  already: (figure: string) => `Déjà ${figure}`,

  byService: { whatsapp: 'WhatsApp', facebook: 'Facebook', x: 'X', bluesky: 'Bluesky', email: 'Courriel' },
  /** For whom the buttons are read out. */
  shareBy: {
    whatsapp: 'Partager par WhatsApp',
    facebook: 'Partager sur Facebook',
    x: 'Partager sur X',
    bluesky: 'Partager sur Bluesky',
    email: 'Partager par courriel',
  },
  showCode: 'Montrer le code QR',
  codeAlt: 'Code QR qui mène à la page de la campagne',
  codeHint: 'La personne devant vous le vise avec l’appareil photo de son téléphone, et la page s’ouvre.',

  poster: {
    title: 'Affiche à imprimer',
    text: 'Une page, en couleurs. Dans la fenêtre d’impression, gardez l’échelle à 100\u00a0% et les arrière-plans.',
    print: 'Imprimer',
    printHint: 'Pour l’imprimer, servez-vous de la commande d’impression de votre navigateur.',
    paper: 'Format du papier',
    papers: { letter: 'Lettre', a4: 'A4' },
    /** Beside the code. */
    scan: 'Visez le code avec votre téléphone, ou écrivez\u00a0:',
    codes: 'Le code seul, pour vos propres affiches\u00a0:',
    codeFiles: { svg: 'SVG', png: 'PNG' },
    sheet: 'L’affiche',
  },

  /** The organizers' page about it. */
  admin: {
    link: 'Affiches, codes QR et aperçu du lien',
    title: (campaign: string) => `Partage\u00a0: ${campaign}`,
    lead: 'Voici ce que montrent les réseaux quand on y colle le lien. L’image suit la campagne\u00a0: ses mots, sa couleur, l’avancée de l’objectif.',
    draft: 'Cette campagne est un brouillon. L’affiche et les codes seront là quand elle sera ouverte.',
    preview: (language: string) => `Aperçu du lien, ${language}`,
    leftOut: (parts: string) =>
      `Ne peut pas être dessiné dans l’image\u00a0: ${parts}. Les lettres permises sont latines, grecques et cyrilliques\u00a0; les formats de photo, SVG, PNG et JPEG.`,
    parts: { title: 'le nom de la campagne', headline: 'l’accroche', ask: 'la demande', picture: 'la photo' },
    busy: 'Trop d’images attendent leur tour. Rechargez la page dans quelques secondes.',
    poster: 'Affiche',
    code: 'Code QR pour vos affiches',
    words: 'Mots proposés à qui partage',
  },
};
