import { type Locale, messages } from '../locales/index.ts';

/** Said on top after a button was pressed; `takeBack` is where its undoing is posted. */
export type Notice = { text: string; takeBack?: string | undefined };

/** What was just done, with its undoing where there is one. */
export function NoticeLine({ locale, notice, back }: { locale: Locale; notice: Notice; back: string }) {
  return (
    <div class="done" role="status">
      <p>{notice.text}</p>
      {notice.takeBack !== undefined && (
        <form method="post" action={notice.takeBack}>
          <input type="hidden" name="back" value={back} />
          <button class="link-button" type="submit">
            {messages(locale).outreach.attempt.takeBack}
          </button>
        </form>
      )}
    </div>
  );
}
