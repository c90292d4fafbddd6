/**
 * Headless Chromium for tests of the page: Debian's, driven by Playwright. Where there is none (CHROMIUM names another),
 * `skip` says so. Each page is a fresh profile.
 */
import { existsSync } from 'node:fs';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { MODELS, plain } from './page-script.ts';
import { startTestServer, type Script } from './page-server.ts';

const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));
export const skip =
  executablePath === undefined
    ? 'no Chromium here; install it (apt-get install chromium) or name one in CHROMIUM'
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
    ...options,
  });
  context.setDefaultTimeout(10_000);
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
export const fitsWidth = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth');
