/**
 * Writes the training data of the reading model as JSON Lines: questions made from the wordings, and people's own words
 * from the training parts of MAWPS and GSM8K where a formal problem can be derived and comes to the right answer. node
 * bin/node24.mjs recipes/reader-data.ts OUT.jsonl DATA-FOLDER [COUNT [FORM [VOICE]]]. FORM: slots (default), or for the
 * ablations digits (numbers stay in the question and in the form) and answers (the answer instead of the form). VOICE: one
 * voice of the wordings instead of all. The test in independent wordings is never read.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createRandom, type Random } from '../src/random.ts';
import { solve } from '../src/problem/solve/solve.ts';
import { parseExpression, type Tree } from '../src/problem/solve/expression.ts';
import { abstractQuestion } from '../src/reading/slots/abstract.ts';
import { readForm, slotExpression, writeForm, type Slots } from '../src/reading/slots/form.ts';
import { PEOPLE } from '../src/reading/wordings/names.ts';
import { worded } from '../src/reading/wordings/make.ts';
import { VOICES } from '../src/reading/wordings/voices.ts';
import { storyLine, swapped } from './story-lines.ts';

type Row = { question: string; form: string; slots: Slots };

const mawps = z.object({ question: z.string(), prefix: z.string(), answer: z.string() });
const gsm = z.object({ question: z.string(), answer: z.string() });

const rowsOf = <T>(path: string, schema: z.ZodType<T>): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => schema.parse(JSON.parse(line)));

/** "- 8 2" as 8-2. */
const infix = (prefix: string): string | undefined => {
  const tokens = prefix.split(/\s+/);
  let at = 0;
  const read = (): string => {
    const token = tokens[at++] ?? '';
    if (!/^[-+*/]$/.test(token)) return token;
    const [left, right] = [read(), read()];
    const group = (text: string, low: RegExp): string => (low.test(text) ? `(${text})` : text);
    if (token === '+') return `${left}+${right}`;
    if (token === '-') return `${left}-${group(right, /[-+]/)}`;
    if (token === '*') return `${group(left, /[-+]/)}*${group(right, /[-+]/)}`;
    return `${group(left, /[-+]/)}/${group(right, /[-+*/]/)}`;
  };
  const text = read();
  return at === tokens.length ? text : undefined;
};

/** Whole numbers without ".0", as they stand in a question. */
const tidy = (text: string): string => text.replace(/(\d)\.0+(?!\d)/g, '$1');

/** Decimals that people write for the parts and percents of a question. */
const PARTS: Readonly<Record<string, string>> = {
  '.5': '(1/2)',
  '.25': '(1/4)',
  '.75': '(3/4)',
  '.01': '(1/100)',
  '.1': '(1/10)',
  '.2': '(1/5)',
  '1.5': '(3/2)',
  '2.5': '(5/2)',
};

/** The sum with decimals as parts: what stands in the question stays, 0.15 of a question with 15% is 15/100. */
const withParts = (sum: string, question: string): string =>
  sum.replace(/\d*\.\d+/g, (one) => {
    const value = Number(one);
    if (new RegExp(`(?<![\\d.])0?${value.toString().replace(/^0/, '').replace('.', '\\.')}(?!\\d)`).test(question))
      return one;
    const percent = String(Number((value * 100).toFixed(6)));
    if (new RegExp(`(?<![\\d.])${percent} ?(?:%|percent)`).test(question)) return `(${percent}/100)`;
    return PARTS[value.toString().replace(/^0/, '')] ?? one;
  });

/** One expression of a solution's steps: results of earlier steps are put in where they are used. */
const stepped = (answer: string): string | undefined => {
  const results = new Map<string, string>();
  let last: string | undefined;
  for (const [, left = '', right = ''] of answer.matchAll(/<<([^=>]+)=([^>]+)>>/g)) {
    if (!/^[-+*/().\d\s]+$/.test(left) || /[-+*/]{2}/.test(left)) return undefined;
    const sum = left.replaceAll(/\s+/g, '').replace(/\d+(?:\.\d+)?/g, (one) => {
      const before = results.get(one);
      return before === undefined ? one : `(${before})`;
    });
    results.set(right.trim(), sum);
    last = sum;
  }
  return last;
};

const STRENGTH = { '+': 1, '-': 1, '*': 2, '/': 2 } as const;

/** A sum with no more brackets than it needs; undefined for other signs. */
const plainly = (tree: Tree): string | undefined => {
  if (tree.type === 'name') return tree.name;
  if (tree.type === 'number') return tree.value.d === 1n ? `${tree.value.n}` : undefined;
  if (!(tree.type in STRENGTH) || !('left' in tree)) return undefined;
  const [left, right] = [plainly(tree.left), plainly(tree.right)];
  if (left === undefined || right === undefined) return undefined;
  const type = tree.type as keyof typeof STRENGTH;
  const weak = (one: Tree, than: number): boolean =>
    one.type in STRENGTH && STRENGTH[one.type as keyof typeof STRENGTH] < than;
  const own = STRENGTH[type];
  const brackets = type === '-' || type === '/' ? own + 1 : own;
  return `${weak(tree.left, own) ? `(${left})` : left}${type}${weak(tree.right, brackets) ? `(${right})` : right}`;
};

/** `answer`: what it must come to; undefined where the sum itself is given. */
const asRow = (question: string, expression: string | undefined, answer: string | undefined): Row | undefined => {
  const abstract = abstractQuestion(question);
  if (!abstract || expression === undefined || abstract.text.length > MOST_LETTERS) return undefined;
  const sum = slotExpression(withParts(tidy(expression), question), abstract.slots);
  if (sum === undefined) return undefined;
  const tree = parseExpression(sum);
  const plain = tree && plainly(tree);
  if (plain === undefined || !/[QY][a-h]/.test(plain) || (plain.match(/[-+*/]/g) ?? []).length > MOST_SIGNS)
    return undefined;
  const form = `story ${plain}`;
  const formed = readForm(form, abstract.slots);
  if (formed?.type !== 'problem') return undefined;
  const solution = solve(formed.problem);
  const right =
    solution.type === 'answer' &&
    (answer === undefined || Math.abs(valueOf(solution.answer) - Number(answer.replaceAll(',', ''))) < 0.011);
  return right ? { question: abstract.text, form, slots: abstract.slots } : undefined;
};

/** Longest question, in letters, and most signs of a sum that a model of this size is shown. */
const MOST_LETTERS = 360;
const MOST_SIGNS = 5;

const valueOf = (text: string): number => {
  const [top, bottom = '1'] = text.split('/');
  return Number(top) / Number(bottom);
};

/** A question of people's own with the sum that comes to its answer. */
type Told = { question: string; sum: string; answer: string };

/** Every number of the question stands in the sum, and the sum has no constant that only chance explains. */
const usesAll = ({ question, sum, answer }: Told): boolean => {
  const row = asRow(question, sum, answer)!;
  const used = new Set(row.form.match(/[QY][a-h]/g));
  const told = [...row.slots].filter(([name, value]) => /^[QY]/.test(name) && value !== '1');
  return told.every(([name]) => used.has(name)) && !/(?<!\d)[5689](?!\d)/.test(row.form);
};

const storyRows = (folder: string): { mawps: Told[]; gsm: Told[] } => {
  const keep = (rows: (Omit<Told, 'sum'> & { sum: string | undefined })[]): Told[] =>
    rows.filter((one): one is Told => asRow(one.question, one.sum, one.answer) !== undefined);
  return {
    mawps: keep(
      rowsOf(join(folder, 'stories/mawps-train.jsonl'), mawps).map((one) => ({
        question: one.question,
        sum: infix(tidy(one.prefix)),
        answer: one.answer,
      })),
    ),
    gsm: keep(
      rowsOf(join(folder, 'gsm8k/train.jsonl'), gsm).map((one) => {
        const [, final = ''] = one.answer.split('####');
        return { question: one.question, sum: stepped(one.answer), answer: final.trim() };
      }),
    ).filter(usesAll),
  };
};

const FIRST_NAMES = new Set(
  'mary jason tom sam dan sara sarah joan mike tim fred keith alyssa sally melanie benny jessica nancy sandy john paul robin frank isabel henry maria carol ned gwen haley edward luke dave faye adam robin jerry olivia megan emily james david lisa amy ann anna kate karen natalia weng betty julie albert ken alexis tina jasper joy randy lucy peter alice bob jack jill emma mia noah leo max jane josh joe billy ella charlie george harry'.split(
    ' ',
  ),
);

/** The same question with other people in it. */
const renamed = ({ question, form, slots }: Row, random: Random): Row => {
  const names = [...new Set((question.match(/[a-z]+/g) ?? []).filter((word) => FIRST_NAMES.has(word)))];
  const others = random.sample([...FIRST_NAMES, ...PEOPLE.map((one) => one.toLowerCase())], names.length);
  const by = new Map(names.map((name, i) => [name, others[i]!]));
  return { question: question.replace(/[a-z]+/g, (word) => by.get(word) ?? word), form, slots };
};

const wordedRow = (seed: string, k: number): Row | undefined => {
  const { question, meaning, family } = worded(seed, k, { near: 0.15, stories: 12, voices });
  const abstract = abstractQuestion(question);
  if (!abstract || abstract.text.length > 300) return undefined;
  // Whether a number fits can't be seen without its value: the solvers say so.
  if (meaning.type === 'refusal')
    return /missing|other-mathematics/.test(meaning.why) || /order|truth/.test(family)
      ? { question: abstract.text, form: `decline ${meaning.why}`, slots: abstract.slots }
      : undefined;
  const form = writeForm(meaning.problem, abstract.slots);
  if (form === undefined) return undefined;
  const back = readForm(form, abstract.slots);
  if (back?.type !== 'problem') return undefined;
  const [a, b] = [solve(meaning.problem), solve(back.problem)];
  return a.type === 'answer' && b.type === 'answer' && a.answer === b.answer
    ? { question: abstract.text, form, slots: abstract.slots }
    : undefined;
};

/** As a line of training shows it: with slots, with the numbers themselves, or with the answer in place of the form. */
const shown = ({ question, form, slots }: Row): { question: string; form: string } => {
  if (shape === 'slots') return { question, form };
  const filled = (text: string): string => text.replace(/\b[QYDTW][a-h]\b/g, (name) => slots.get(name) ?? name);
  if (shape === 'digits') return { question: filled(question), form: filled(form) };
  const formed = readForm(form, slots);
  const solution = formed?.type === 'problem' ? solve(formed.problem) : undefined;
  return { question: filled(question), form: solution?.type === 'answer' ? solution.answer : form };
};

const [, , out, folder, countText = '120000', shape = 'slots', voice] = process.argv;
const voices = VOICES.filter((one) => voice === undefined || one === voice);
if (out === undefined || folder === undefined) throw new Error('give the file to write and the folder of the data');
const random = createRandom('reader data');
const stories = storyRows(folder);
const count = Number(countText);
const lines: string[] = [];
const add = (row: Row): unknown => {
  const { question, form } = shown(row);
  return lines.push(
    JSON.stringify({
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: form },
      ],
    }),
  );
};
let k = 0;
while (lines.length < count) {
  const kind = random.next();
  const row = ((): Row | undefined => {
    if (kind < 0.55) {
      const { question, sum, answer } = random.pick(kind < 0.33 ? stories.mawps : stories.gsm);
      const told = asRow(swapped(question, random), sum, answer);
      return told && renamed(told, random);
    }
    if (kind < 0.84) {
      const { question, sum } = storyLine(random);
      return asRow(question, sum, undefined);
    }
    return wordedRow('reader', k++);
  })();
  if (row) add(row);
}
writeFileSync(out, `${lines.join('\n')}\n`);
process.stdout.write(
  `${lines.length} lines; ${stories.mawps.length} stories of MAWPS, ${stories.gsm.length} of GSM8K\n`,
);
