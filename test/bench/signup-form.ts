import type { Load } from './load.ts';
import { campaignPath, type Web } from './terrain.ts';

let signups = 0;

/**
 * What 303 answers: a form of eight fields, filled in by another person each time, with the signature of the page as it
 * is now.
 */
export async function signupLoad({ url, port }: Web, connections: number): Promise<Load> {
  const form = await drawForm(url);
  const head = [
    `POST ${campaignPath}/signups HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'content-type: application/x-www-form-urlencoded',
    'accept-encoding: gzip, deflate, br',
    'content-length: ',
  ].join('\r\n');
  const fixed = new URLSearchParams([
    ['lastName', 'Côté-Nguyễn'],
    ['postalCode', 'H2X 1Y4'],
    ['phone', '(514) 555-0123'],
    ['availability', 'evenings'],
    ['availability', 'weekends'],
    ['consent', 'yes'],
    ['website', ''],
    ['form', form],
  ]).toString();
  const run = Date.now().toString(36);
  const request = () => {
    signups += 1;
    const body = `email=p${signups}.${run}%40example.org&firstName=%C3%89lo%C3%AFse&${fixed}`;
    return `${head}${body.length}\r\n\r\n${body}`;
  };
  return { port, connections, request, status: 303 };
}

async function drawForm(url: string): Promise<string> {
  const html = await (await fetch(url + campaignPath)).text();
  const token = /name="form" value="([^"]+)"/.exec(html)?.[1];
  if (token === undefined) throw new Error(`there is no form on ${campaignPath}`);
  return token;
}
