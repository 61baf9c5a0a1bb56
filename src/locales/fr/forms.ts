/** What the fields and boxes of a campaign's form say, beside `pages.ts`. */
export const forms = {
  errors: {
    'phone-wanted':
      'Vous voulez qu’on vous joigne par téléphone ou par texto\u00a0: écrivez votre numéro, ou décochez la case.',
    number: 'Écrivez un nombre en chiffres, comme 12.',
    'number-range': 'Ce nombre est hors des limites indiquées.',
    date: 'Cette date n’existe pas. Elle s’écrit comme 2026-05-31.',
    'date-range': 'Cette date est hors des limites indiquées.',
    unticked: 'Cochez cette case pour continuer.',
  },
  notices: {
    reworded:
      'Une phrase à cocher a changé pendant que cette page était ouverte. Relisez-la, cochez si vous voulez, puis appuyez de nouveau\u00a0: le reste est là.',
  },
  hints: {
    between: (min: string, max: string) => `De ${min} à ${max}`,
    from: (min: string) => `À partir de ${min}`,
    upTo: (max: string) => `Jusqu’à ${max}`,
  },
  /** The way back from a choice that need not be made. */
  noAnswer: 'Sans réponse',
  consents: {
    legend: 'Rester en contact',
    optional: 'Facultatif\u00a0: votre geste compte autant sans ces cases.',
    /** Beside the boxes, whatever is ticked: who gets this, and how to leave. */
    who: (sender: string, email: string) =>
      `Vos réponses vont à ${sender}, pour cette campagne. Pour vous retirer\u00a0: le lien au bas de chaque courriel, ou un mot à ${email}.`,
  },
  offer: {
    title: (email: string) => `Vouliez-vous dire ${email}\u00a0?`,
    text: 'L’adresse que vous avez écrite ressemble à une faute de frappe. Sans la bonne, notre courriel n’arrivera pas.',
    accept: 'Oui, corriger',
    keep: 'Non, garder la mienne',
  },
  /** After the form, where no confirmation is asked for. */
  mailComing:
    'Votre prochain geste vous y attend. Rien en vue\u00a0? Regardez dans les indésirables. Chaque courriel porte un lien pour vous retirer.',
  /** In a contact's own space. */
  space: {
    again: 'Remplir de nouveau le formulaire, déjà commencé pour moi',
    preferences: 'Mes préférences\u00a0: langue, courriels, textos, appels',
  },
};
