/**
 * Claim: what changed makes the embedded model draw faster and draws the same. Seconds and processor seconds of 32
 * answers to a question, as `mizan ask --n 32` draws them, and of one streamed answer, of this checkout and of another
 * one, alternating in one run; and whether every answer is the same to the last bit of its log-probability.
 *
 *   git worktree add FOLDER COMMIT && ln -s "$PWD/node_modules" FOLDER/node_modules
 *   MIZAN_PEER=FOLDER npm run bench -- ask
 *
 * Without MIZAN_PEER this checkout is measured alone. Questions that an exact solver answers are drawn all the same.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defined } from '../src/json.ts';
import { machine, median, short, THREADS, type BenchOptions } from './timing.ts';

type Library = typeof import('../src/index.ts');
type Model = Awaited<ReturnType<Library['loadModel']>>;

/** Answers drawn at once, with the sampling of `mizan ask`. */
const DRAWS = [
  { n: 32, temperature: 1, topP: 0.95 },
  { n: 1, temperature: 1, topP: 0.95 },
  { n: 1, temperature: 0 },
] as const;
const MAX_TOKENS = 160;

type Measured = { seconds: number; cpu: number; tokens: number; first: number; hash: string };

/** Draws answers to one question. `first`: seconds to the first text. */
const ask = async (model: Model, content: string, draw: (typeof DRAWS)[number], seed: number): Promise<Measured> => {
  const replies: string[] = [];
  let [tokens, first] = [0, 0];
  const [started, used] = [performance.now(), process.cpuUsage()];
  for await (const event of model.chat({
    messages: [{ role: 'user', content }],
    maxTokens: MAX_TOKENS,
    seed,
    ...draw,
  })) {
    if (event.type === 'delta') first ||= (performance.now() - started) / 1e3;
    if (event.type !== 'reply') continue;
    const { index, plan, reasoning, content: text, logprob, finish } = event.reply;
    replies[index] = JSON.stringify([plan, reasoning, text, logprob, finish]);
    tokens += event.reply.tokens;
  }
  const { user, system } = process.cpuUsage(used);
  const hash = createHash('sha256').update(replies.join('\n')).digest('hex');
  return { seconds: (performance.now() - started) / 1e3, cpu: (user + system) / 1e6, tokens, first, hash };
};

const openSide = async (checkout: string): Promise<Model> => {
  const { loadModel } = (await import(pathToFileURL(join(checkout, 'src/index.ts')).href)) as Library;
  return loadModel(join(checkout, 'models/mizan-1m'), { threads: THREADS });
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchAsk = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const here = join(import.meta.dirname, '..');
  const peer = process.env.MIZAN_PEER;
  const sides = new Map<string, Model>([['now', await openSide(here)]]);
  if (peer) sides.set('before', await openSide(resolve(peer)));
  else log('MIZAN_PEER is not set: this checkout is measured alone (see bench/ask.ts).');
  const lines = readFileSync(join(here, 'test/golden/questions.txt'), 'utf8').trimEnd().split('\n');
  const questions = lines.slice(0, quick ? 3 : 12).map((line) => line.replaceAll('\\n', '\n'));
  const results = [];
  try {
    for (const draw of DRAWS) {
      const measured = new Map<string, Measured[]>();
      for (const [i, question] of questions.entries()) {
        const order = i % 2 === 0 ? [...sides] : [...sides].toReversed();
        for (const [name, model] of order) {
          if (i === 0) await ask(model, question, draw, 1); // the first one compiles and warms up
          measured.set(name, [...(measured.get(name) ?? []), await ask(model, question, draw, i)]);
        }
      }
      const sum = (name: string, field: 'seconds' | 'cpu' | 'tokens') =>
        measured.get(name)!.reduce((total, one) => total + one[field], 0);
      const rows = [...measured].map(([name, all]) => ({
        name,
        seconds: Number(sum(name, 'seconds').toFixed(3)),
        cpu: Number(sum(name, 'cpu').toFixed(3)),
        tokensPerSecond: Math.round(sum(name, 'tokens') / sum(name, 'seconds')),
        first: Number(median(all.map(({ first }) => first)).toFixed(4)),
      }));
      const [now, before] = [measured.get('now')!, measured.get('before')];
      const shares = before && {
        seconds: Number(median(now.map(({ seconds }, i) => seconds / before[i]!.seconds)).toFixed(3)),
        cpu: Number(median(now.map(({ cpu }, i) => cpu / before[i]!.cpu)).toFixed(3)),
        sameAnswers: now.every(({ hash }, i) => hash === before[i]!.hash),
      };
      for (const { name, seconds, cpu, tokensPerSecond, first } of rows)
        log(
          `  n = ${String(draw.n).padStart(2)}, temperature ${draw.temperature}  ${name.padEnd(6)} ${short(seconds)} s, ${short(cpu)} processor s, ${short(tokensPerSecond)} tokens/s, first text after ${short(first * 1e3)} ms`,
        );
      if (shares)
        log(
          `     now takes ${shares.seconds} of the time and ${shares.cpu} of the processor time; ${shares.sameAnswers ? 'the same answers' : 'OTHER ANSWERS'}; load ${loadavg()[0]!.toFixed(1)}`,
        );
      results.push(defined({ ...draw, rows, shares, load: Number(loadavg()[0]!.toFixed(1)) }));
    }
  } finally {
    for (const model of sides.values()) await model.close();
  }
  console.log(JSON.stringify({ bench: 'ask', quick, questions: questions.length, machine: machine(), results }));
};
