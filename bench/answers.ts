/**
 * Time to read and compare the answers of 32 replies of 4 kB, which every vote pays: numbers, LaTeX, lists and
 * sentences, each reply a text of its own, so that nothing is remembered. Beside it the last number of each reply,
 * compared as text.
 */
import { createRandom, type Random } from '../src/random.ts';
import { groupAnswers } from '../src/answers/same.ts';
import { answerText } from '../src/answers/read.ts';
import { machine, median, short, type BenchOptions } from './timing.ts';

const REPLIES = 32;
const LENGTH = 4096;
/** What the time is held against, in ms at the 95th percentile. */
const LIMIT = 50;

const ENDINGS: readonly ((n: number) => string)[] = [
  (n) => `The answer is ${n}.`,
  (n) => `\\[\\boxed{${n}}\\]`,
  (n) => `So $x = \\boxed{\\frac{${2 * n}}{2}}$.`,
  (n) => `**Final Answer**\n\n$${n}$`,
  (n) => `Therefore, she has $${n} left at the end of the week.`,
  (n) => `Hence $x = \\boxed{\\frac{${n}\\sqrt{3}}{3}}$.`,
  (n) => `\\boxed{x = ${n} \\text{ or } x = -${n}}`,
  (n) => `#### ${n}`,
  (n) => `最终答案：${n}`,
  (n) => `Answer: \\left(${n}, \\frac{\\pi}{${n + 1}}\\right)`,
];

/** A reply of LENGTH characters that thinks aloud in sums and ends in one of a few ways. */
const reply = (random: Random): string => {
  const n = random.int(2, 9) + random.int(0, 3) * 1000;
  const ending = random.pick(ENDINGS)(n);
  const lines: string[] = [];
  for (let length = ending.length + 2; length < LENGTH;) {
    const [a, b] = [random.int(2, 999), random.int(2, 99)];
    const line = random.pick([
      `Next we add what is left: ${a} + ${b} = ${a + b}, which is what the second part needs.`,
      `For the shop that means \\( ${a} \\times ${b} = ${a * b} \\) dollars in one week, before the discount.`,
      `She keeps ${a} of them. That leaves $\\frac{${a}}{${b}}$ for the others, as the table shows.`,
    ]);
    lines.push(line);
    length += line.length + 1;
  }
  return `${lines.join('\n')}\n\n${ending}`;
};

const lastNumbers = (replies: readonly string[]): number =>
  new Set(replies.map((text) => [...text.matchAll(/-?\d[\d,]*(?:\.\d+)?/g)].at(-1)?.[0])).size;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;

/** Prints median and 95th percentile of both, and one JSON line. */
export const benchAnswers = ({ quick, json }: BenchOptions): void => {
  const random = createRandom('answers');
  const times: { own: number[]; peer: number[] } = { own: [], peer: [] };
  const rounds = quick ? 20 : 200;
  let [groups, first, cpu] = [0, 0, 0];
  for (let round = -3; round < rounds; round++) {
    const replies = Array.from({ length: REPLIES }, () => reply(random));
    const before = process.cpuUsage();
    const started = performance.now();
    groups = new Set(groupAnswers(replies.map((text) => answerText(text)))).size;
    const read = performance.now();
    const used = process.cpuUsage(before);
    lastNumbers(replies);
    const ended = performance.now();
    if (round === -3) first = read - started;
    if (round < 0) continue;
    times.own.push(read - started);
    cpu += (used.user + used.system) / 1000 / rounds;
    times.peer.push(ended - read);
  }
  const [ours, peer] = [times.own, times.peer].map((list) => ({ median: median(list), p95: percentile(list, 0.95) }));
  if (!json) {
    console.log(`${REPLIES} replies of ${LENGTH} characters, ${rounds} rounds, ${groups} answers in the last`);
    console.log(
      `read and compare   median ${short(ours!.median)} ms   p95 ${short(ours!.p95)} ms   (limit ${LIMIT} ms)   processor ${short(cpu)} ms`,
    );
    console.log(`last number        median ${short(peer!.median)} ms   p95 ${short(peer!.p95)} ms`);
    console.log(`first round, with the engine loaded: ${short(first)} ms`);
  }
  console.log(
    JSON.stringify({ bench: 'answers', rounds, own: ours, peer, processor: cpu, first, limit: LIMIT, ...machine() }),
  );
};
