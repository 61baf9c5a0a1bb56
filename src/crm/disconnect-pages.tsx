import { messages } from '../locales/index.ts';
import { formatNumber } from '../ui/format.ts';
import type { Shared } from './frame-pages.tsx';
import type { CrmConnector } from './queries.ts';

export type DisconnectProps = Shared & {
  connector: CrmConnector;
  /** How many contacts the CRM has of us, and how many changes wait. */
  held: { sent: number; waiting: number };
  /** The box that has to be ticked was not. */
  unticked: boolean;
};

/** Ends a connector, after saying what becomes of what was sent. */
export function DisconnectCard({ locale, connector, held, unticked }: DisconnectProps) {
  const t = messages(locale).crm.disconnect;
  return (
    <form
      class="card crm-form"
      method="post"
      action={`/admin/crm/${connector.id}/disconnect`}
      aria-labelledby="disconnect-title"
    >
      <h2 id="disconnect-title">{t.title}</h2>
      <p>{t.text}</p>
      <p>{t.stays(formatNumber(locale, held.sent))}</p>
      {held.waiting > 0 && <p>{t.waiting(formatNumber(locale, held.waiting))}</p>}
      <p class="note">{t.history}</p>
      <p class="tick">
        <input
          id="disconnect-box"
          name="understood"
          type="checkbox"
          value="yes"
          aria-describedby={unticked ? 'disconnect-fault' : undefined}
          aria-invalid={unticked ? 'true' : undefined}
        />
        <label for="disconnect-box">{t.box}</label>
      </p>
      {unticked && (
        <p class="field-error" id="disconnect-fault" role="alert">
          {t.unticked}
        </p>
      )}
      <p>
        <button class="button button-danger" type="submit">
          {t.button}
        </button>
      </p>
    </form>
  );
}
