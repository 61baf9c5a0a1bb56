import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { inflate } from '@sparticuz/chromium';
import { type BrowserContext, type CDPSession, type Browser as Chromium, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { freePort } from './free-port.ts';

/** How a person looks at a page. `width` and `height` in CSS pixels, `locale` as the browser asks for it. */
type Look = {
  width?: number;
  height?: number;
  dark?: boolean;
  javaScript?: boolean;
  locale?: 'fr-CA' | 'en-CA';
  /** Another site that the page may ask, as one that shows us in a frame does. */
  alsoFrom?: string;
  /** A complaint that the test is about. */
  expected?: RegExp;
};

export type Browser = {
  /**
   * A page of the site at `origin`, in a profile of its own, until the test ends. The test fails on a request to anywhere but the site, a
   * stylesheet, script or picture that is not there, an error on the console (a breach of the content security policy
   * is one), an exception in the page.
   */
  newPage(origin: string, look?: Look): Promise<Page>;
  close(): Promise<void>;
};

/** Opens the browser that npm installed. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launch();
  return {
    newPage: async (origin, look = {}) => {
      const { width = 360, height = 740, dark = false, javaScript = true, locale = 'fr-CA', alsoFrom } = look;
      const context = await browser.newContext({
        baseURL: origin,
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        javaScriptEnabled: javaScript,
        locale,
      });
      context.setDefaultTimeout(10_000);
      const complaints = listen(context, [origin, ...(alsoFrom === undefined ? [] : [alsoFrom])]);
      onTestFinished(async () => {
        await context.close();
        const unexpected = complaints.filter((one) => !look.expected?.test(one));
        expect(unexpected, 'what the browser complained of').toEqual([]);
      });
      return await context.newPage();
    },
    close: () => browser.close(),
  };
}

/** The same browser, for a tool that speaks its debugging protocol at a port of loopback. */
export async function openForTools(): Promise<{ port: number; close(): Promise<void> }> {
  const port = await freePort();
  const browser = await launch([`--remote-debugging-port=${port}`]);
  return { port, close: () => browser.close() };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const colourRules = ['color-contrast', 'link-in-text-block'];
/** What a page owes its own document, and a mail the program that shows it does. */
const documentRules = ['region', 'landmark-one-main'];

/**
 * What axe finds wrong with a page as it stands, a line a rule; none is the aim. `coloursOnly` is enough for a page
 * that it has seen in other colours.
 */
export async function checkAxe(page: Page, { coloursOnly = false, isMail = false } = {}): Promise<string[]> {
  // Its source weighs half a megabyte and is put in twice each time. Where it is there already, and in no frame that may
  // have come since, nothing is.
  const there = page.frames().length === 1 && (await page.evaluate<boolean>("typeof window.axe === 'object'"));
  const source = there ? { axeSource: 'void 0' } : {};
  const axe = new AxeBuilder({ page, ...source }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const asked = coloursOnly ? axe.withRules(colourRules) : axe.withTags(tags);
  const { violations } = await (isMail && !coloursOnly ? asked.disableRules(documentRules) : asked).analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** Kept as long as its page: one that ended would take a page's virtual authenticators along. */
const developerTools = new WeakMap<Page, Promise<CDPSession>>();

/** Keeps the whole page as `test-results/NAME.png`: packed quickly, not tightly, which halves the time. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const opening = developerTools.get(page) ?? page.context().newCDPSession(page);
  developerTools.set(page, opening);
  const tools = await opening;
  const { cssContentSize } = await tools.send('Page.getLayoutMetrics');
  const { data } = await tools.send('Page.captureScreenshot', {
    optimizeForSpeed: true,
    captureBeyondViewport: true,
    clip: { ...cssContentSize, scale: 1 },
  });
  await mkdir('test-results', { recursive: true });
  await writeFile(path.join('test-results', `${name}.png`), Buffer.from(data, 'base64'));
}

/** Collects what should not have happened. An answer of 4xx or 5xx to a form is the test's own affair. */
function listen(context: BrowserContext, origins: string[]): string[] {
  const complaints: string[] = [];
  const own = (url: string) =>
    origins.some((origin) => url.startsWith(`${origin}/`)) || /^(about|data|blob):/.test(url);
  const isPart = (type: string) => !['document', 'fetch'].includes(type);
  context.on('request', (request) => {
    if (!own(request.url())) complaints.push(`a request to ${request.url()}`);
  });
  context.on('response', (response) => {
    const bad = response.status() >= 400 && isPart(response.request().resourceType());
    if (bad) complaints.push(`${response.status()} for ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    // A page that is left gives up what it was still loading.
    const reason = request.failure()?.errorText;
    if (isPart(request.resourceType()) && reason !== 'net::ERR_ABORTED') complaints.push(`${reason}: ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    complaints.push(`on the console: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(`an exception: ${error.error().message}`));
  return complaints;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A container's shared memory may be 64 MB.
  '--disable-dev-shm-usage',
  // Nothing but the test's own servers can be reached, whatever a page or the browser itself may ask for. The second
  // address is another site, which the same address with another port would not be.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE 127.0.0.2, EXCLUDE localhost',
];

async function launch(more: string[] = []): Promise<Chromium> {
  const home = await unpack();
  const start = (environment: Record<string, string>) =>
    chromium.launch({
      executablePath: path.join(home, 'chromium'),
      args: [...flags, ...more],
      env: { ...process.env, FONTCONFIG_FILE: path.join(home, 'fonts.conf'), ...environment },
    });
  try {
    return await start({});
  } catch (error) {
    // A bare machine has no NSS; the one that comes along is made for a newer C library than some machines have.
    const libraries = [path.join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH ?? ''];
    return await start({ LD_LIBRARY_PATH: libraries.filter((one) => one !== '').join(':') }).catch(() => {
      throw error;
    });
  }
}

const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];

/**
 * The folder with the browser, once for all runs: 210 MB. Several processes may come at once: each unpacks into a
 * folder of its own, and the first to move it into place has made it for all.
 */
async function unpack(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('The browser of @sparticuz/chromium runs on Linux on x64 alone: run test/browser there.');
  }
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(path.resolve('node_modules/@sparticuz/chromium/package.json'), 'utf8')));
  const cache = path.resolve('node_modules/.cache');
  const home = path.join(cache, `chromium-${version}`);
  if (existsSync(home)) return home;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'chromium-'));
  try {
    await inflateInto(folder);
    await writeFile(path.join(folder, 'fonts.conf'), fontsConfiguration);
    await rename(folder, home);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}

async function inflateInto(folder: string): Promise<void> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  // Each asks for the folder for temporary files, which it unpacks into, as soon as it is called.
  const inflated = archives.map((name) => inflate(path.resolve('node_modules/@sparticuz/chromium/bin', name)));
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  await Promise.all(inflated);
}

/** Its one typeface alone, so that every machine lays out the same lines, the one without any fonts too. */
const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
`;
