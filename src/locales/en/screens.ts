/** Figures that move by themselves: the wall of headquarters, the public counter. */
export const screens = {
  wall: {
    link: 'Wall view',
    title: 'Wall view',
    titleOf: (campaign: string) => `Wall view: ${campaign}`,
    people: (count: number): string => (count === 1 ? 'person signed up' : 'people signed up'),
    today: (count: string) => `+${count} today`,
    steps: {
      confirmed: (_count: number): string => 'confirmed',
      booked: (count: number): string => (count === 1 ? 'has a spot' : 'have a spot'),
      attended: (_count: number): string => 'showed up',
    },
    pledged: 'pledged',
    waiting: (count: number): string => (count === 1 ? 'waits for our call' : 'wait for our call'),
    scan: 'Join in: scan the code',
    empty: 'No campaign is open. Open one, and its numbers will appear here by themselves.',
    toCampaigns: 'See the campaigns',
    others: (count: string) => `Other open campaigns: ${count}`,
    fullScreen: 'Full screen',
    back: 'Back',
    live: 'Live',
    lost: 'Connection lost. Figures of',
    late: (time: string) => `The figures are behind. Latest: ${time}`,
  },

  counter: {
    title: (campaign: string) => `Counter: ${campaign}`,
  },

  /** On the organizers’ page about sharing. */
  admin: {
    title: 'On a screen and on another site',
    wallText:
      'The wall view shows in large how far the campaign is, live, for the screen at headquarters. It names nobody.',
    counterText:
      'The counter shows the goal’s progress, live, on another site. Paste this line into its page, where the counter should appear.',
    counterHosts: (hosts: string) => `Sites that may show it: ${hosts}.`,
    noHosts:
      'No other site may show it yet: name them first in the campaign, in the part “Who speaks”, among the sites that show the form.',
    noGoal: 'This campaign does not show its goal to the public, so it has no counter.',
    snippet: (language: string) => `Counter, in ${language}`,
  },
};
