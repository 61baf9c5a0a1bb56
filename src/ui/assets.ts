import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const urls = new Map<string, string>();

/**
 * The URL of a file of `public/`, with a version made from its content: browsers may then keep it for a year and
 * still see a new one at once. A file that cannot be read gets its plain URL.
 */
export function asset(file: string): string {
  let url = urls.get(file);
  if (url === undefined) {
    url = versioned(file);
    urls.set(file, url);
  }
  return url;
}

function versioned(file: string): string {
  try {
    const content = readFileSync(path.join('public', file));
    return `${file}?v=${createHash('sha256').update(content).digest('hex').slice(0, 10)}`;
  } catch {
    return file;
  }
}
