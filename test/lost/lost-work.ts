/**
 * The lost-work test: answers in a real browser, while the server is killed, the tab is closed, or the network fails at
 * random moments, seeded. Afterwards every answer that was seen as finished is there, in this browser and on another
 * device, and no model was ever told an error or a part of an answer.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createRandom } from '../../src/random.ts';
import { startFakeUpstream } from '../../src/testing/upstream.ts';
import { ask, eventually } from '../page-browser.ts';

const FAULTS = ['server', 'tab', 'network', 'none'] as const;
type Fault = (typeof FAULTS)[number];

export type LostWork = {
  rounds: number;
  faults: Record<Fault, number>;
  /** Answers that were seen whole before or after their fault; all of them were found at the end. */
  finished: number;
  /** Answers that a fault broke off: they say so. */
  broken: number;
  /** Histories that models were told. */
  histories: number;
};

const WORDS = 24;
const answerTo = (round: string): string =>
  `begin-${round} ${Array.from({ length: WORDS }, (_, i) => `w${i}`).join(' ')} end-${round}.`;

const startChild = async (
  upstream: string,
  data: string,
  port: number,
): Promise<{ child: ChildProcess; port: number }> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('server.ts', import.meta.url))], {
    env: { ...process.env, UPSTREAM: upstream, DATA: data, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, port: Number(line) };
};

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
};

/** The last answer of the page, as it is now. */
const lastAnswer = (page: Page): Promise<{ busy: boolean; text: string }> =>
  page.evaluate(
    `(() => { const all = [...document.querySelectorAll('article.answer')]; const last = all.at(-1);
      return { busy: last?.getAttribute('aria-busy') !== 'false', text: last?.querySelector('.prose')?.textContent ?? '' }; })()`,
  );

/** Every answer of the page's conversation by its round, as far as it is whole. */
const wholeAnswers = async (page: Page): Promise<Set<string>> => {
  const texts = await page.locator('article.answer .prose').allInnerTexts();
  return new Set(texts.flatMap((text) => /begin-(\d+) [\s\S]* end-\1\./.exec(text)?.[1] ?? []));
};

/** Histories hold questions and whole answers in turn, and nothing else. */
const requireClean = (messages: readonly { role: string; content: string }[]): void => {
  for (const { role, content } of messages) {
    const whole = role === 'user' ? /^tell-\d+/.test(content) : /^begin-(\d+) [\s\S]* end-\1\.$/.test(content.trim());
    assert.ok(whole, `a model was told, as ${role}: ${content.slice(0, 200)}`);
  }
};

export const runLostWork = async (
  browser: Browser,
  { rounds, seed }: { rounds: number; seed: string },
): Promise<LostWork> => {
  const random = createRandom(seed);
  const data = mkdtempSync(join(tmpdir(), 'mizan-lost-'));
  const upstream = await startFakeUpstream(({ body }) => {
    const messages = body.messages as { role: string; content: string }[];
    requireCleanLater(messages);
    return { content: answerTo(/^tell-(\d+)/.exec(messages.at(-1)!.content)?.[1] ?? 'x'), firstMs: 20, pieceMs: 12 };
  });
  const told: { role: string; content: string }[][] = [];
  function requireCleanLater(messages: { role: string; content: string }[]): void {
    told.push(messages);
  }
  let { child, port } = await startChild(upstream.url, data, 0);
  const url = `http://127.0.0.1:${port}`;
  const context: BrowserContext = await browser.newContext();
  context.setDefaultTimeout(60_000);
  let page = await context.newPage();
  await page.goto(url);
  const result: LostWork = {
    rounds,
    faults: { server: 0, tab: 0, network: 0, none: 0 },
    finished: 0,
    broken: 0,
    histories: 0,
  };
  const seen = new Set<string>();
  try {
    await page.getByLabel('Question', { exact: true }).waitFor();
    for (let round = 0; round < rounds; round++) {
      const fault = random.pick(FAULTS);
      result.faults[fault]++;
      await ask(page, `tell-${round}`);
      await page.locator('.said', { hasText: new RegExp(`^tell-${round}$`) }).waitFor();
      await page.waitForTimeout(random.int(0, 700));
      const before = await lastAnswer(page);
      if (!before.busy && before.text.includes(`end-${round}.`)) seen.add(`${round}`);
      const address = page.url();
      if (fault === 'server') {
        await kill(child);
        await page.waitForTimeout(random.int(0, 200));
        ({ child } = await startChild(upstream.url, data, port));
      }
      if (fault === 'tab') {
        await page.close();
        page = await context.newPage();
        await page.goto(address);
        await page.locator('.said', { hasText: new RegExp(`^tell-${round}$`) }).waitFor();
      }
      if (fault === 'network') {
        await context.setOffline(true);
        await page.waitForTimeout(random.int(50, 400));
        await context.setOffline(false);
      }
      const after = await eventually(
        () => lastAnswer(page),
        ({ busy }) => !busy,
        `the answer of round ${round} (${fault}) should end`,
      );
      if (after.text.includes(`end-${round}.`)) seen.add(`${round}`);
      else result.broken++;
      if (round % 10 === 9) console.error(JSON.stringify({ ...result, rounds: round + 1, finished: seen.size }));
      // Only a server that was killed may break an answer off.
      if (fault !== 'server' && !seen.has(`${round}`)) {
        const told = await page.locator('article.answer').last().innerText();
        assert.fail(`round ${round} (${fault}) ended as: ${told}`);
      }
    }
    await page.reload();
    const isComplete = (found: Set<string>): boolean => [...seen].every((round) => found.has(round));
    await eventually(() => wholeAnswers(page), isComplete, 'every finished answer is there after a reload');
    const other = await (await browser.newContext()).newPage();
    await other.goto(page.url());
    await eventually(() => wholeAnswers(other), isComplete, 'every finished answer is there on another device');
    await other.context().close();
    for (const messages of told) requireClean(messages);
    result.histories = told.length;
    result.finished = seen.size;
    return result;
  } finally {
    await context.close();
    await kill(child);
    await upstream.close();
    rmSync(data, { recursive: true, force: true });
  }
};
