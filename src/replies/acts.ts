import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locales/index.ts';

type Leaving = {
  contactId: string;
  campaignId: string;
  locale: Locale;
  /** The contact's own words. */
  wording: string;
  /** `reply`: the words said it by themselves; `reply-read`: an organizer read it in them. */
  source: 'reply' | 'reply-read';
  at: Date;
};

/** What a reply does elsewhere. Where these features are put together (`process.ts`, `app.tsx`) they are handed in. */
export type ReplyActs = {
  /** Takes the contact off the mails that need a consent, as the unsubscribe page does. */
  leave(tx: Tx, wish: Leaving): Promise<void>;
  /** Ends the campaign's sequence for somebody who has answered: from here on people talk. */
  stopSequence(tx: Tx, stop: { contactId: string; campaignId: string; at: Date }): Promise<void>;
  /**
   * Notes that a mail came back: a message's, or (null) an answer's. `permanent`: its address takes no mail any more;
   * `ofSender`: that says nothing of its address.
   */
  noteBounce(
    deps: Pick<Deps, 'config' | 'clock'>,
    tx: Tx,
    bounce: {
      messageId: string | null;
      email: string;
      permanent: boolean;
      ofSender: boolean;
      reason: string;
      at: Date;
    },
  ): Promise<void>;
};
