/**
 * Headless Chromium for tests of the page: Debian's, driven by Playwright. Its headless shell comes first, since it
 * takes half of the processor time. Where there is none (CHROMIUM names another), `skip` says so. Each page is a fresh
 * profile.
 */
import { existsSync, readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { MODELS, plain } from './page-script.ts';
import { startTestServer, type Script } from './page-server.ts';

const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));
export const skip =
  executablePath === undefined
    ? 'no Chromium here; install it (apt-get install chromium-headless-shell) or name one in CHROMIUM'
    : false;
const web = fileURLToPath(new URL('../web', import.meta.url));
export const QUESTION = 'Using 3, 7, 25 and 50, each at most once, make 128.';

let browser: Browser;

/** Starts the browser before the tests of a file, and closes it after them. */
export const useBrowser = (): void => {
  before(async () => {
    if (executablePath) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
  });
};

/** The browser of this file's tests; `useBrowser` has started it. */
export const theBrowser = (): Browser => browser;

type Opened = { page: Page; errors: string[] };

/** A fresh profile at `url`. `errors`: whatever the console or the page complained about. */
export const open = async (
  url: string,
  options: BrowserContextOptions,
  use: (opened: Opened) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    reducedMotion: 'reduce',
    // Only the test of the worker wants one: it would fetch the whole page a second time.
    serviceWorkers: 'block',
    ...options,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(url);
    await use({ page, errors });
  } finally {
    await context.close();
  }
};

/** The page against a scripted server. */
export const withScript = async (
  script: Partial<Script>,
  use: (opened: Opened & { server: Awaited<ReturnType<typeof startTestServer>> }) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => {
  const server = await startTestServer(web, { models: MODELS, answer: () => plain('Yes.'), ...script });
  try {
    await open(server.url, options, (opened) => use({ ...opened, server }));
  } finally {
    await server.close();
  }
};

/** Asks a question in the page. */
export const ask = async (page: Page, question: string): Promise<void> => {
  await page.getByLabel('Question', { exact: true }).fill(question);
  await page.keyboard.press('Enter');
};
/** Answers that have ended. */
export const answered = (page: Page) => page.locator('article.answer[aria-busy="false"]');

/** How long an assertion is tried again: a busy machine draws late. */
const PATIENCE_MS = 30_000;

/**
 * Reads until `good` says yes. After `PATIENCE_MS` it throws with the last value, so that a failure shows what was
 * there instead. A page draws after events: every assertion that follows one goes through here or `waitFor`.
 */
export const eventually = async <T>(
  read: () => T | Promise<T>,
  good: (value: T) => boolean,
  what: string,
): Promise<T> => {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (good(value)) return value;
    if (performance.now() > until) throw new Error(`${what}; the last value was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

/** Waits until `locator` matches exactly `wanted` elements. */
export const counted = async (locator: Locator, wanted: number): Promise<void> => {
  await eventually(
    () => locator.count(),
    (count) => count === wanted,
    `${String(locator)} should match ${wanted}`,
  );
};

/** Waits until the text that is seen in `locator` matches; gives the text. */
export const reads = (locator: Locator, wanted: RegExp): Promise<string> =>
  eventually(
    () => locator.innerText(),
    (text) => wanted.test(text),
    `${String(locator)} should read ${wanted}`,
  );

/** Waits until nothing is wider than the window. */
export const fitsWidth = async (page: Page, what: string): Promise<void> => {
  await eventually(
    () => page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]'),
    ([wide, window]) => wide! <= window!,
    `${what} should fit the window`,
  );
};

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

type Finding = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };

/**
 * Serious and critical findings of axe in what is shown now; `rules`: these alone. Run by the debugger, so the page's
 * policy stays as it is.
 */
export const seriousFindings = async (page: Page, rules: readonly string[] = []): Promise<string[]> => {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe);
  const options = {
    resultTypes: ['violations'],
    ...(rules.length > 0 && { runOnly: { type: 'rule', values: rules } }),
  };
  const violations = await page.evaluate<Finding[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
};
