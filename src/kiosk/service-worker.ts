import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { asset } from '../ui/assets.ts';

let script: Promise<string> | undefined;

/**
 * The kiosk's service worker: `public/kiosk/service-worker.js` with the version of the script that it shares with the
 * page, so that a change of either is an update for browsers.
 */
export function serviceWorker(): Promise<string> {
  script ??= read();
  return script;
}

async function read(): Promise<string> {
  const text = await readFile(path.join('public', 'kiosk', 'service-worker.js'), 'utf8');
  return `importScripts('${asset('/kiosk/queue.js')}');\n${text}`;
}
