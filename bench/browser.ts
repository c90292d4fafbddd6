/**
 * Claim: the page thinks in a browser at a useful part of the server's speed. Tokens per second of the embedded model
 * in Chromium's WebAssembly, without a network, beside the server on this machine, over the same requests and seeds, in
 * turns. The browser has one thread; the server has the cores.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { writeStaticPage } from '../src/gateway/browser/static-page.ts';
import { PAGE } from '../src/gateway/page-folder.ts';
import { startServer } from '../src/gateway/serve.ts';
import { loadModel } from '../src/local/load-model.ts';
import { NO_CONFIG } from '../src/provider/config.ts';
import type { Wire } from '../src/types.ts';
import { serveFolder } from '../test/file-server.ts';
import { machine, median, short, type BenchOptions } from './timing.ts';

const QUESTIONS = [
  'How do I get 54 from 4, 5 and 10 with + - * /?',
  'What value of b makes it true that 9 times b plus 37 is 190?',
  'Sara buys 5 shells at 11 dollars each and pays with 90 dollars. How much change does Sara get?',
];
/** One stream, and several answers to one question, whose steps are shared. */
const KINDS = [
  { name: 'one stream', model: 'mizan:none', n: 1 },
  { name: 'eight answers', model: 'mizan:none', n: 8 },
  { name: 'sixteen answers', model: 'mizan:none', n: 16 },
] as const;

type Side = (body: Wire) => Promise<Wire>;

const tokensOf = (completion: Wire): number => (completion.usage as { completion_tokens: number }).completion_tokens;

/** Tokens per second over the questions. */
const rate = async (side: Side, { model, n }: (typeof KINDS)[number], seed: number): Promise<number> => {
  const started = performance.now();
  let tokens = 0;
  for (const content of QUESTIONS)
    tokens += tokensOf(await side({ model, n, seed, temperature: 1, messages: [{ role: 'user', content }] }));
  return tokens / ((performance.now() - started) / 1000);
};

const inBrowser =
  (page: Page): Side =>
  (body) =>
    page.evaluate<Wire>(
      `import('./engine.js').then(({ askBrowser }) => askBrowser(${JSON.stringify(body)}, new AbortController().signal)).then((response) => response.json())`,
    );

const atServer =
  (url: string): Side =>
  async (body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Wire;
  };

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchBrowser = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string): void => {
    if (!json) console.log(line);
  };
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bench-browser-'));
  const { bytes } = await writeStaticPage(PAGE, folder);
  const host = await serveFolder(folder, '/');
  const model = await loadModel();
  const server = await startServer({ model, config: NO_CONFIG, data: ':memory:', port: 0, env: {} });
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const opened = performance.now();
    await page.goto(host.url);
    const sides = { browser: inBrowser(page), server: atServer(server.url) };
    await rate(sides.browser, KINDS[0], 0);
    log(
      `The page: ${(bytes / 1e6).toFixed(1)} MB; first answers after ${short((performance.now() - opened) / 1000)} s.`,
    );
    await page.context().setOffline(true);
    const rounds = quick ? 1 : 5;
    const rates = KINDS.map(() => ({ browser: [] as number[], server: [] as number[] }));
    for (const kind of KINDS) for (const side of Object.values(sides)) await rate(side, kind, 0);
    for (let seed = 1; seed <= rounds; seed++)
      for (const [i, kind] of KINDS.entries())
        for (const name of seed % 2 === 0 ? (['server', 'browser'] as const) : (['browser', 'server'] as const))
          rates[i]![name].push(await rate(sides[name], kind, seed));
    const results = KINDS.map(({ name }, i) => {
      const { browser: here, server: there } = rates[i]!;
      const ratios = here.map((value, k) => value / there[k]!);
      log(`${name.padEnd(16)} browser ${short(median(here))} tok/s (${here.map(short).join(', ')})`);
      log(
        `${''.padEnd(16)} server  ${short(median(there))} tok/s (${there.map(short).join(', ')}): ${short(median(ratios))} ×`,
      );
      return { name, browser: here, server: there, ratio: median(ratios) };
    });
    console.log(JSON.stringify({ bench: 'browser', quick, machine: machine(), bytes, results }));
  } finally {
    await browser.close();
    await server.stop(0);
    await model.close();
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
