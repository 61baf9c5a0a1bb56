/** The asks that follow a sign-up, one after the other. Money and numbers arrive here already written for the locale. */
export const asks = {
  label: 'Your next step',
  skip: 'Not now',
  skipTo: (ask: string) => `Not now, go on to: ${ask}`,
  others: 'You can also',
  names: { pledge: 'Make a pledge', shift: 'Pick a date in the field', share: 'Pass it on' },
  pledge: {
    titles: {
      money: 'Pledge a gift, whatever suits you',
      hours: 'Pledge a few hours',
      doors: 'How many doors for you?',
      calls: 'How many calls for you?',
    },
    money: 'Nothing is charged here: the organization’s official page comes next, and you remain free.',
    count: 'A number said out loud is easier to keep. You can tell us later how far you got.',
    button: 'I pledge it',
  },
  /** In the contact's own space. */
  ownLink: 'Get my personal link',
  recruits: (count: number) =>
    count === 1
      ? 'One person came through your link. Thank you!'
      : `${count} people came through your link. Thank you!`,
  recruitsNote: 'We do not say who: that is theirs to tell. Each has confirmed their address.',
};
