import { setTimeout as delay } from 'node:timers/promises';
import { parseForm } from '../../src/http/read-form.ts';
import { readToken } from '../../src/http/token.ts';
import { submissionId } from '../../src/signups/submission-id.ts';
import { formBody } from '../support/forms.ts';

/** What became of one form: the answer that was received, and how often it was sent for that. */
export type Sent = { signupId: string; location: string; sends: number };

/** People at their browsers: what they send they send again, as it is, until it is answered. */
export type Browsers = {
  /** Opens the page and sends the form; ends once a 303 was received. */
  signUp(fields: Record<string, string>): Promise<Sent>;
  /** Sends a form to a path; ends with where the 303 leads. */
  press(path: string, fields: Record<string, string>): Promise<string>;
  /** Opens a page; ends once it was received. */
  open(path: string): Promise<string>;
  /** Everything that was sent without an answer, or with 503, and sent again. */
  retried(): number;
};

type Site = {
  url: string;
  secret: string;
  campaignId: string;
  slug: string;
  /** Throws once it makes no sense to try any longer. */
  stillThere?: () => void;
};

const patience = 12_000;
const pause = 100; // and up to as much again, so that they do not come all at once

export function createBrowsers({ url, secret, campaignId, slug, stillThere }: Site): Browsers {
  let retries = 0;

  async function untilAnswered(
    path: string,
    init: RequestInit,
  ): Promise<{ answer: Response; text: string; sends: number }> {
    for (let sends = 1; ; sends++) {
      try {
        const answer = await fetch(url + path, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) });
        const text = await answer.text();
        if (answer.status < 400) return { answer, text, sends };
        // What a browser's script sends again; anything else would be shown to a person, and is a defect here.
        if (answer.status !== 503)
          throw new Refused(`${path.slice(0, 60)} answered ${answer.status}: ${text.slice(0, 200)}`);
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      stillThere?.();
      retries++;
      await delay(pause * (1 + Math.random()));
    }
  }

  async function send(path: string, body: string): Promise<{ location: string; sends: number }> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { answer, sends } = await untilAnswered(path, { method: 'POST', headers, body });
    return { location: answer.headers.get('location') ?? '', sends };
  }

  return {
    async signUp(fields) {
      const { text } = await untilAnswered(`/fr/${slug}`, {});
      const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? '';
      const body = formBody({ ...fields, form });
      const drawn = readToken(secret, 'form', form);
      if (!drawn) throw new Error('the page has no form on it');
      const signupId = submissionId(campaignId, drawn.at, parseForm(body));
      const { location, sends } = await send(`/fr/${slug}/signups`, body);
      // As someone does who presses twice: it is the same sign-up, and the same answer.
      if (Math.random() < 0.1 && (await send(`/fr/${slug}/signups`, body)).location !== location) {
        throw new Error('the same form was answered in two ways');
      }
      return { signupId, location, sends };
    },
    press: async (path, fields) => (await send(path, formBody(fields))).location,
    open: async (path) => (await untilAnswered(path, {})).text,
    retried: () => retries,
  };
}

class Refused extends Error {}
