import type { Messages } from '../index.ts';

export const sharing: Messages['sharing'] = {
  invitation: 'Someone you know invites you',
  already: (figure: string) => `Already ${figure}`,
};
