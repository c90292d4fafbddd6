/**
 * `npm run check:readings -- CHECKOUT [--made N] [--seed S] [--split NAME] [--file F] [--json]`: what this checkout
 * reads otherwise than another one, question by question. It guards a rewrite of a reader: what the old one could do
 * and the new one can't stands in no figure over rows that were written before.
 *
 * Questions are the rows of test/words that are in sight (sealed ones are never read here), N questions made of the
 * wordings (default 1,000), and the lines of F (plain text, or JSON with "question" and "answer"). Each checkout
 * answers every question in turn, so that their times can be compared.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isRight, readWords, type WordsRow } from '../../src/eval/words.ts';
import { solve } from '../../src/problem/solve/solve.ts';
import { sameAnswer } from '../../src/reading/compare-answers.ts';
import { worded } from '../../src/reading/wordings/make.ts';

/** The splits that may be looked at. */
const IN_SIGHT = 'dev more easy a b d e g h i j l m o p q r s t v w x y p2 q2 r2 s2 t2 w2 x2'.split(' ');
const HERE = resolve(import.meta.dirname, '../..');
const USAGE = 'npm run check:readings -- CHECKOUT [--made N] [--seed S] [--split NAME]... [--file F] [--json]';

type Asked = { from: string; question: string; right: (answer: string) => boolean };
type Read = { answer: string; confidence: number; checked: boolean; why: string; ms: number };
type Reader = (question: string) => Read;

const fail = (sentence: string): never => {
  console.error(`${sentence}\n  ${USAGE}`);
  process.exit(2);
};

/** How a checkout answers by reading alone: its answer, how much it is trusted, or why there is none. */
const readerOf = async (checkout: string): Promise<Reader> => {
  const load = <T>(path: string): Promise<T> => import(pathToFileURL(join(checkout, path)).href) as Promise<T>;
  const { readFirst } = await load<typeof import('../../src/reason/read-first.ts')>('src/reason/read-first.ts');
  const signal = new AbortController().signal;
  return (question) => {
    const start = performance.now();
    const read = readFirst({ messages: [{ role: 'user', content: question }], seed: 1, signal });
    const ms = performance.now() - start;
    const decision = read?.events.flatMap((event) => (event.type === 'decision' ? [event.decision] : []))[0];
    if (decision === undefined || decision.abstained)
      return { answer: '', confidence: 0, checked: false, why: read?.why ?? '', ms };
    const { answer, confidence } = decision;
    return { answer, confidence, checked: confidence > 0.9, why: '', ms };
  };
};

const rowsOf = (folder: string, split: string): Asked[] =>
  readWords(folder, split).map((row: WordsRow) => ({
    from: row.id,
    question: row.question,
    right: (answer) => (answer === '' ? row.answer === 'decline' : isRight(row, answer)),
  }));

const madeOf = (count: number, seed: string): Asked[] =>
  Array.from({ length: count }, (_, k) => {
    const { question, meaning, intent } = worded(seed, k);
    const solved = meaning.type === 'problem' ? solve(meaning.problem) : undefined;
    return {
      from: `made ${intent}`,
      question,
      right: (answer) =>
        meaning.type === 'problem' && solved?.type === 'answer'
          ? sameAnswer(meaning.problem, solved, answer) === true
          : answer === '',
    };
  });

const linesOf = (path: string): Asked[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, k) => {
      if (!line.startsWith('{')) return { from: `line ${k + 1}`, question: line, right: () => true };
      const { question, answer } = JSON.parse(line) as { question: string; answer?: string };
      const value = answer?.replace(/^[^]*####\s*/, '').replaceAll(',', '');
      return {
        from: `line ${k + 1}`,
        question,
        right: (given) => value === undefined || Number(given) === Number(value),
      };
    });

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? 0;

const { values, positionals } = parseArgs({
  options: {
    made: { type: 'string', default: '1000' },
    seed: { type: 'string', default: 'compare' },
    split: { type: 'string', multiple: true },
    file: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [given] = positionals;
if (given === undefined || positionals.length > 1) fail('name the other checkout');
const other = resolve(given!);
if (!existsSync(join(other, 'src/reason/read-first.ts'))) fail(`${other} is no checkout of this project`);
const made = Number(values.made);
if (!Number.isSafeInteger(made) || made < 0) fail(`--made takes a whole number, not "${values.made}"`);
const sealed = (values.split ?? []).find((name) => !IN_SIGHT.includes(name));
if (sealed !== undefined) fail(`the split ${sealed} is not in sight; these are: ${IN_SIGHT.join(', ')}`);
if (values.file !== undefined && !existsSync(values.file)) fail(`there is no file ${values.file}`);

const folder = join(HERE, 'test/words');
const splits = values.split ?? IN_SIGHT;
const asked = [
  ...splits.flatMap((split) => rowsOf(folder, split)),
  ...madeOf(made, values.seed),
  ...(values.file === undefined ? [] : linesOf(values.file)),
];
const [before, now] = [await readerOf(other), await readerOf(HERE)];

/** Right, declined or wrong; a refused question without an answer is right. */
const gradeOf = (one: Asked, read: Read): string =>
  one.right(read.answer) ? 'right' : read.answer === '' ? 'declined' : 'wrong';
const told = ({ answer, confidence, why }: Read): string =>
  answer === '' ? `declined${why === '' ? '' : ` (${why})`}` : `${answer} at ${confidence.toFixed(2)}`;

const moves = new Map<string, number>();
const times: [number[], number[]] = [[], []];
let differ = 0;
const progress = process.stderr.isTTY;
for (const [k, one] of asked.entries()) {
  const [was, is] = [before(one.question), now(one.question)];
  times[0].push(was.ms);
  times[1].push(is.ms);
  const [from, to] = [gradeOf(one, was), gradeOf(one, is)];
  const trust = `${was.checked ? 'checked' : ''}/${is.checked ? 'checked' : ''}`;
  const move =
    from === to
      ? was.checked === is.checked
        ? to
        : `${to}, ${is.checked ? 'now' : 'no longer'} checked`
      : `${from} → ${to}`;
  moves.set(move, (moves.get(move) ?? 0) + 1);
  if (was.answer !== is.answer || was.confidence !== is.confidence || was.why !== is.why) {
    differ++;
    if (values.json)
      console.log(JSON.stringify({ from: one.from, question: one.question, move, trust, before: was, now: is }));
    else console.log(`${one.from} [${move}] ${JSON.stringify(one.question)}\n    ${told(was)}  →  ${told(is)}`);
  }
  if (progress && k % 50 === 0) process.stderr.write(`\r${k} of ${asked.length} questions, ${differ} differ `);
}
if (progress) process.stderr.write('\r\u001B[K');
const summary = [...moves].sort(([, a], [, b]) => b - a).map(([move, count]) => `${move} ${count}`);
const speed = [0.5, 0.95].map((q) => `p${100 * q} ${times.map((one) => quantile(one, q).toFixed(1)).join(' → ')} ms`);
console.error(`${asked.length} questions, ${differ} read otherwise: ${summary.join('; ')}. ${speed.join(', ')}.`);
